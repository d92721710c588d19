import { describe, expect, it } from "vitest";
import { HeddleError } from "../error.ts";
import { fixtureTrace } from "./fixtures/traces.ts";
import { writeSvg } from "./format/svg.ts";
import { againstOutputs, figureOutputs, paperOf, parseSpec, renderFigure, specJson, specOf } from "./spec.ts";

const good = { figure: "attention-map", model: "tiny", text: "The cat" };

function problem(json: unknown): HeddleError {
  try {
    parseSpec(json, "spec.json");
  } catch (error) {
    if (error instanceof HeddleError) return error;
  }
  throw new Error("no error");
}

describe("a figure's spec", () => {
  it("has a default for all but what is drawn", () => {
    const paper = paperOf(parseSpec(good, "spec.json"));
    expect(paper).toEqual({ width: (89 * 72) / 25.4, theme: "light", language: "en", fontSize: 7, furniture: "full" });
  });

  it.each([
    ["3.5in", 252],
    ["2.54cm", 72],
    ["100pt", 100],
    [123, 123],
  ])("reads the length %s", (width, points) => {
    expect(parseSpec({ ...good, paper: { width } }, "spec.json").paper.width).toBeCloseTo(points, 9);
  });

  it.each([
    ["an unknown figure", { ...good, figure: "pie" }, /no figure type "pie"/],
    ["no model and no trace", { figure: "head-grid" }, /either "model" and "text", or "trace"/],
    ["a model without a text", { figure: "head-grid", model: "tiny" }, /either "model" and "text", or "trace"/],
    ["both", { ...good, trace: "t.npz" }, /either "model" and "text", or "trace"/],
    ["a saved trace and a model", { figure: "head-grid", model: "tiny", trace: "t.npz" }, /either "model" and "text", or "trace"/],
    ["a saved trace and knobs", { figure: "head-grid", trace: "t.npz", knobs: { gain: 0 } }, /its own text and knobs/],
    ["a saved trace and a text that nothing reads", { figure: "head-grid", trace: "t.npz", text: "a" }, /its own text and knobs/],
    ["a second trace and knobs", { ...good, against: { trace: "t.npz", knobs: { gain: 0 } } }, /against.*its own knobs/],
    ["a length without a unit", { ...good, paper: { width: "89" } }, /paper\.width: a length is/],
    ["a page of 3 mm", { ...good, paper: { width: "3mm" } }, /paper\.width: a figure is at least/],
    ["an unknown theme", { ...good, paper: { theme: "sepia" } }, /paper\.theme/],
    ["an unknown setting", { ...good, settings: { color: "red" } }, /settings: color/],
    ["a setting of the wrong kind", { ...good, settings: { heads: [] } }, /settings: heads/],
    ["a field that is no part of it", { ...good, fgure: 1 }, /fgure/],
    ["something else", [], /spec\.json/],
    ["one model where two are compared", { ...good, figure: "map-pair" }, /compares two models and was given one/],
    ["a second model and a second trace", { ...good, against: { model: "tiny", trace: "t.npz" } }, /either "model" or "trace"/],
    ["a second model without a text", { figure: "attention-map", trace: "t.npz", against: { model: "tiny" } }, /needs the "text"/],
    [
      "settings of a second model that are wrong",
      { ...good, against: { model: "b", settings: { heads: [] } } },
      /against\.settings: heads/,
    ],
    ["two sets of settings for one picture", { ...good, figure: "map-pair", against: { model: "b", settings: {} } }, /one set of settings/],
  ])("refuses %s and says where", (_, json, sentence) => {
    const error = problem(json);
    expect(error.code).toBe("bad-spec");
    expect(error.message).toMatch(sentence);
    expect(error.message).toContain("spec.json".slice(0, /figure type|was given one/.test(error.message) ? 0 : 9));
  });

  it("draws the same bytes again, also from the spec that the file carries", () => {
    const trace = fixtureTrace({ two: true });
    const spec = specOf(
      trace,
      { figure: "diff-triptych", settings: { head: { layer: 1, head: 1 } } },
      paperOf(parseSpec(good, "spec.json")),
    );
    const svg = writeSvg(renderFigure(trace, spec), { spec: specJson(spec) });
    const again = parseSpec(JSON.parse(JSON.stringify(specJson(spec))), "spec.json");
    expect(writeSvg(renderFigure(trace, again), { spec: specJson(again) })).toBe(svg);
  });

  it("keeps the second model that is compared with, and its own settings where the figure is drawn twice", () => {
    const [trace, second] = [fixtureTrace(), { ...fixtureTrace({ two: true }), knobs: { head_mask: [1, 0, 1, 1] } }];
    const paper = paperOf(parseSpec(good, "spec.json"));
    const apart = specOf(trace, { figure: "attention-map", settings: {} }, paper, { trace: second, figure: "diff-triptych", settings: {} });
    expect(apart.against).toEqual({ model: "tiny", knobs: { head_mask: [1, 0, 1, 1] }, figure: "diff-triptych", settings: {} });
    expect(againstOutputs(second.manifest, apart)).toContain("L0.attention.effective");
    const together = specOf(trace, { figure: "map-pair", settings: {} }, paper, { trace: second });
    expect(together.against).toEqual({ model: "tiny", knobs: { head_mask: [1, 0, 1, 1] } });
    expect(againstOutputs(second.manifest, together)).toEqual(["L0.attention.effective"]);
    for (const spec of [apart, together]) {
      const again = parseSpec(JSON.parse(JSON.stringify(specJson(spec))), "spec.json");
      expect(writeSvg(renderFigure(trace, again, second))).toBe(writeSvg(renderFigure(trace, spec, second)));
    }
  });

  it("refuses a model that has not what the figure shows", () => {
    const { manifest } = fixtureTrace();
    expect(() => figureOutputs(manifest, { figure: "diff-triptych", settings: {} })).toThrow(/attention\.effective|has not what/);
  });

  it("refuses a head that the trace has not", () => {
    const spec = parseSpec({ ...good, settings: { heads: [{ layer: 9, head: 0 }] } }, "spec.json");
    expect(() => renderFigure(fixtureTrace(), spec)).toThrow(/L10H1/);
  });
});
