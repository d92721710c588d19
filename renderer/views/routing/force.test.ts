import { expect, test } from "vitest";
import { readStops } from "../../../shared/analysis/route-path/routes.ts";
import { routed } from "../../../shared/figures/fixtures/routed.ts";
import { fixtureTrace } from "../../../shared/figures/fixtures/traces.ts";
import { clickForced, forcedStops, freed, toggleModule, withOrder } from "./force.ts";

const trace = routed(fixtureTrace({ layers: 3 }), { modules: 2, bottom: 1 });
const { manifest } = trace;
const stops = readStops(trace);
const [first, , second] = stops;
if (!first || !second) throw new Error("two steps of two kinds");

test("a click sends every token through a module, the same click lets the router choose again", () => {
  const once = clickForced(manifest, {}, second, 1, false);
  expect(once).toEqual({ "route_force.attention": [0, 0, 0, 0, 1, 0] });
  expect(clickForced(manifest, once, second, 0, false)).toEqual({ "route_force.attention": [0, 0, 0, 1, 0, 0] });
  expect(clickForced(manifest, once, second, 1, false)).toEqual({});
});

test("another one is added in equal parts, never more than a token can take", () => {
  const two = clickForced(manifest, clickForced(manifest, {}, first, 0, false), first, 2, true);
  expect(two).toEqual({ "route_force.attention": [0.5, 0, 0.5, 0, 0, 0] });
  expect(clickForced(manifest, two, first, 1, true)).toEqual({ "route_force.attention": [0, 0.5, 0.5, 0, 0, 0] });
  expect(clickForced(manifest, two, first, 2, true)).toEqual({ "route_force.attention": [1, 0, 0, 0, 0, 0] });
  expect(clickForced(manifest, two, first, 0, false)).toEqual({ "route_force.attention": [1, 0, 0, 0, 0, 0] });
});

test("the order by depth is step s, module s, for both kinds", () => {
  const path = [1, 0, 0, 0, 1, 0];
  expect(withOrder(manifest, {}, stops)).toEqual({ "route_force.attention": path, "route_force.ffn": path });
});

test("modules leave the pool and come back; one action frees all and leaves other knobs alone", () => {
  const out = toggleModule(manifest, { head_mask: [0, 1, 1, 1, 1, 1] }, "ffn", 1);
  expect(out["module_mask.ffn"]).toEqual([1, 0, 1]);
  expect(toggleModule(manifest, out, "ffn", 1)["module_mask.ffn"]).toBeUndefined();
  expect(freed(manifest, withOrder(manifest, out, stops), stops)).toEqual({ head_mask: [0, 1, 1, 1, 1, 1] });
});

test("what is forced is told step by step", () => {
  const knobs = clickForced(manifest, {}, second, 2, false);
  expect(forcedStops(manifest, knobs, stops).map(({ stop, modules }) => [stop.kind, stop.step, modules])).toEqual([["attention", 1, [2]]]);
});
