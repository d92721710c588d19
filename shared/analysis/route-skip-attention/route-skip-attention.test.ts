import { expect, it } from "vitest";
import { exampleRoutes } from "../route-path/exampleRoutes.ts";
import { readStops } from "../route-path/routes.ts";
import analysis, { keyStops, skipStates } from "./analysis.ts";

const SKIP = 2;
const stop = {
  step: 0,
  layer: 3,
  classes: 3,
  taken: [
    [
      [0, 1],
      [SKIP, 0],
    ],
    [
      [SKIP, 1],
      [SKIP, 0],
    ],
    [
      [1, 0.5],
      [SKIP, 0.5],
    ],
  ],
  map: [
    [
      [1, 0, 0],
      [0.5, 0.5, 0],
      [0.25, 0.25, 0.5],
    ],
    [
      [1, 0, 0],
      [0, 1, 0],
      [0.5, 0.25, 0.25],
    ],
  ],
} as const;
const ffn = { ...stop, kind: "ffn", map: undefined, taken: [[[SKIP, 1]], [[0, 1]], [[0, 1]]] } as const;

it("adds up what each query gives to keys that take no module, by hand", () => {
  const { map: _, ...routes } = ffn;
  const [found] = analysis.run(exampleRoutes([stop, routes]), { modules: {} });
  expect(found?.states).toEqual(["none", "whole", "part"]);
  expect([...(found?.queries ?? [])]).toEqual([0, 0.75, 0.25]);
  expect(found?.mean).toBeCloseTo(1 / 3, 12);
  expect(found?.layer).toBe(3);
});

it("asks the router for attention, not the one for the feed-forward part", () => {
  const { map: _, ...routes } = ffn;
  const stops = readStops(exampleRoutes([stop, routes]));
  expect(keyStops(stops).map(({ kind }) => kind)).toEqual(["attention"]);
  expect(stops.map((one) => skipStates(one)[0])).toEqual(["none", "whole"]);
});

it("has nothing to say of a step whose map is not there", () => {
  const { map: _, ...bare } = stop;
  expect(analysis.run(exampleRoutes([bare]), { modules: {} })).toEqual([]);
});
