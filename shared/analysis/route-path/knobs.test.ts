import { expect, it } from "vitest";
import { routed } from "../../figures/fixtures/routed.ts";
import { fixtureTrace } from "../../figures/fixtures/traces.ts";
import { forcedAt, forceKnob, maskedOut, maskKnob } from "./knobs.ts";

const { manifest } = routed(fixtureTrace({ layers: 2 }), { modules: 2 });

it("finds the knobs of a kind by their axes", () => {
  expect(forceKnob(manifest, "ffn")?.input).toBe("route_force.ffn");
  expect(maskKnob(manifest, "attention")?.input).toBe("module_mask.attention");
  expect(forceKnob(manifest, "other")).toBeUndefined();
  expect(forceKnob(fixtureTrace().manifest, "ffn")).toBeUndefined();
});

it("reads what is forced and what is out of the pool", () => {
  const knobs = { "route_force.ffn": [0, 0, 0, 0.5, 0, 0.5], "module_mask.attention": [1, 0, 1] };
  expect([0, 1].map((step) => forcedAt(manifest, knobs, "ffn", step))).toEqual([[], [0, 2]]);
  expect(forcedAt(manifest, knobs, "attention", 1)).toEqual([]);
  expect([maskedOut(manifest, knobs, "attention"), maskedOut(manifest, knobs, "ffn")]).toEqual([[1], []]);
});
