import { expect, it } from "vitest";
import { fixtureTrace } from "../fixtures/traces.ts";
import { drawFigure } from "../spec.ts";

it("hatches heads that are switched off, whatever the model calls the knob for it", () => {
  const trace = fixtureTrace();
  const knobs = trace.manifest.knobs.map((knob) => (knob.axes.join() === "layer,head" ? { ...knob, input: "head_gain" } : knob));
  const off = { ...trace, manifest: { ...trace.manifest, knobs }, knobs: { head_gain: [1, 0, 1, 1] } };
  const paper = { width: 400, theme: "light", language: "en", fontSize: 7, furniture: "full" } as const;
  expect(drawFigure(off, { figure: "head-grid", settings: {} }, paper).caption).toContain("switched off");
  expect(drawFigure(trace, { figure: "head-grid", settings: {} }, paper).caption).not.toContain("switched off");
});
