import { expect, it } from "vitest";
import { fixtureTrace } from "../../../shared/figures/fixtures/traces.ts";
import lambdaByLayer from "../../../shared/figures/lambda-by-layer/figure.ts";
import { drawFigure } from "../parts/drawFigure.ts";
import { layerAt } from "./layerAt.ts";

const drawn = (layers: number) =>
  drawFigure(lambdaByLayer, fixtureTrace({ two: true, layers }), { layer: 0 }, { width: 420, height: 220 }, "light", "en");

it("gives the layer whose point is nearest across", () => {
  const scene = drawn(4);
  const points = scene.spots ?? [];
  expect(points.map(({ shows }) => shows.layer)).toEqual([0, 1, 2, 3]);
  for (const { x, shows } of points) for (const dx of [-9, 0, 9]) expect(layerAt(scene, x + dx)).toBe(shows.layer);
});

it("gives nothing beside the chart", () => {
  const scene = drawn(4);
  expect(layerAt(scene, 1)).toBeNull();
  expect(layerAt(scene, 419)).toBeNull();
});

it("knows a model of one layer", () => {
  const scene = drawn(1);
  expect(layerAt(scene, (scene.spots?.[0]?.x ?? 0) + 5)).toBe(0);
});
