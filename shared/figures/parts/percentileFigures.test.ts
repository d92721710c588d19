// Maps coloured to the 99th percentile: the same end on the screen and on paper, and said in legend and caption.

import { expect, it } from "vitest";
import type { Trace } from "../../trace/trace.ts";
import { fixtureTrace } from "../fixtures/traces.ts";
import { writeSvg } from "../format/svg.ts";
import type { Scene } from "../scene.ts";
import { renderFigure } from "../spec.ts";

const paper = { width: 400, theme: "light", language: "en", fontSize: 7, furniture: "full" } as const;
const draw = (trace: Trace, figure: string, settings: object, language: "en" | "zh" = "en"): Scene =>
  renderFigure(trace, { figure, knobs: {}, settings: { ...settings }, paper: { ...paper, language } });
const colourOf = (scene: Scene, name = "colour") => scene.facts[name] as { high: number; range: string };

const trace = fixtureTrace({ two: true, tokens: Array.from({ length: 40 }, (_, i) => `t${i}`) });
const map = trace.captures.find(({ role, layer }) => role === "attention.map" && layer === 0);
/** The visible values of the first head's first map, smallest first. */
const visible = Array.from(map?.data.slice(0, 1600) ?? [])
  .filter((_, i) => i % 40 <= i / 40)
  .sort((a, b) => a - b);

it("is what 99 of 100 visible values do not exceed, whatever the resolution", () => {
  const settings = { map: { role: "attention.map", branch: "1" }, range: "p99" };
  const [fine, coarse] = [null, 8].map((resolution) => colourOf(draw(trace, "attention-map", { ...settings, resolution })));
  expect(visible).toHaveLength(820);
  expect(fine).toMatchObject({ range: "p99", high: visible[Math.ceil(0.99 * 820) - 1] });
  expect(coarse).toEqual(fine);
});

it("is said in the legend and in the caption, in both languages", () => {
  const settings = { map: { role: "attention.map", branch: "1" }, range: "p99" };
  const english = draw(trace, "attention-map", settings);
  expect(english.caption).toMatch(
    /from 0 to ([\d.]+), \1 being the 99th percentile of the values shown; larger values have the colour of \1\./,
  );
  const drawn = writeSvg(english, {});
  expect(drawn).toContain(">probability, to the 99th percentile<");
  expect(drawn).toMatch(/>≥0\.\d+</);
  const chinese = draw(trace, "attention-map", settings, "zh");
  expect(chinese.caption).toContain("为图中数值的第 99 百分位");
  expect(writeSvg(chinese, {})).toContain("至第 99 百分位");
});

it("holds for the two maps together and for their difference by its distance from zero", () => {
  const scene = draw(trace, "diff-triptych", { range: "p99", resolution: 8 });
  expect(colourOf(scene)).toMatchObject({ range: "p99" });
  expect(colourOf(scene)).toEqual(colourOf(draw(trace, "diff-triptych", { range: "p99" })));
  expect(colourOf(scene, "differenceColour")).toMatchObject({ range: "p99" });
  expect(scene.caption).toContain("99th percentile of the distances from zero shown");
});

it("is the largest value where it is not asked for", () => {
  expect(colourOf(draw(trace, "attention-map", { map: { role: "attention.map", branch: "1" } }))).toMatchObject({
    range: "max",
    high: visible.at(-1),
  });
});
