import { expect, it } from "vitest";
import { type ExampleStop, exampleRoutes } from "../route-path/exampleRoutes.ts";
import { readStops } from "../route-path/routes.ts";
import analysis, { orderByDepth } from "./analysis.ts";

const stop = (step: number, layer: number, kind = "attention"): ExampleStop => ({
  step,
  layer,
  kind,
  classes: 4,
  taken: [[[0, 1]], [[1, 1]], [[2, 1]], [[1, 1]]],
});

it("is step s, module s; steps beyond the modules have none", () => {
  const stops = [0, 1, 2, 3].map((step) => stop(step, step + 1));
  expect(orderByDepth(readStops(exampleRoutes(stops)))).toEqual([0, 1, 2, null]);
});

it("begins anew behind an ordinary layer, and is the same for both kinds", () => {
  const stops = [
    [0, 1],
    [1, 2],
    [2, 4],
    [3, 5],
  ].flatMap(([step = 0, layer = 0]) => [stop(step, layer), stop(step, layer, "ffn")]);
  expect(orderByDepth(readStops(exampleRoutes(stops)))).toEqual([0, 0, 1, 1, 0, 0, 1, 1]);
});

it("is kept by the tokens whose best choice it is", () => {
  const stops = [0, 1, 2, 3].map((step) => stop(step, step));
  expect(analysis.run(exampleRoutes(stops), { modules: {} }).map(({ module, kept }) => [module, kept])).toEqual([
    [0, 0.25],
    [1, 0.5],
    [2, 0.25],
    [null, null],
  ]);
});
