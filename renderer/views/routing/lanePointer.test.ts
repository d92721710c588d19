import * as v from "valibot";
import { expect, test } from "vitest";
import { routed } from "../../../shared/figures/fixtures/routed.ts";
import { fixtureTrace } from "../../../shared/figures/fixtures/traces.ts";
import routeLanes from "../../../shared/figures/route-lanes/figure.ts";
import { lanePointAt } from "./lanePointer.ts";

const trace = routed(fixtureTrace({ layers: 2 }), { modules: 2 });
const scene = routeLanes.draw(trace, v.parse(routeLanes.settings, {}), {
  width: 500,
  theme: "light",
  language: "en",
  fontSize: 8,
  furniture: "bare",
});

test("a point in a lane means its token and its module", () => {
  const [, ffn] = scene.frames;
  if (!ffn) throw new Error("two bands");
  const [column, lane] = [ffn.width / trace.tokens.length, ffn.height / 3];
  expect(lanePointAt(scene, ffn.x + 2.5 * column, ffn.y + 1.5 * lane)).toMatchObject({ token: 2, module: 1, frame: { id: "ffn/0" } });
});

test("between the bands a column still means its token; outside nothing is meant", () => {
  const [first, ffn] = scene.frames;
  if (!first || !ffn) throw new Error("two bands");
  expect(lanePointAt(scene, first.x + 1, ffn.y - 0.5)).toEqual({ token: 0, module: null, frame: null });
  expect(lanePointAt(scene, first.x - 5, ffn.y + 1)).toBeNull();
  expect(lanePointAt(scene, first.x + 1, first.y - 5)).toBeNull();
});
