// Every figure type is held to the same bar.

import { JSDOM } from "jsdom";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { LANGUAGES } from "../text.ts";
import type { Trace } from "../trace/trace.ts";
import { isRole } from "../trace/vocabulary.ts";
import { type Paper, THEMES } from "./contract.ts";
import { faults } from "./fixtures/check.ts";
import { FIXTURES, fixtureTrace } from "./fixtures/traces.ts";
import { writeSvg } from "./format/svg.ts";
import { FIGURES, figureType, meetsNeeds } from "./registry.ts";

const PAPERS: readonly Paper[] = [
  { width: 252.28, theme: "light", language: "en", fontSize: 7, furniture: "full" },
  { width: 518.74, theme: "dark", language: "zh", fontSize: 8, furniture: "full" },
  { width: 640, height: 420, theme: "dark", language: "en", fontSize: 11, furniture: "bare" },
];

const parser = new new JSDOM("").window.DOMParser();

/** The file as a document; the parser's own complaint where it is not well-formed. */
function parse(svg: string): Document {
  const document = parser.parseFromString(svg, "image/svg+xml");
  expect(document.querySelector("parsererror")?.textContent ?? "").toBe("");
  return document;
}

type Figure = (typeof FIGURES)[number];

const drawable = (figure: Figure): [string, Trace][] =>
  Object.entries(FIXTURES).filter(([, trace]) => meetsNeeds(trace.captures, figure.needs));

/** What a trace is compared with where the type compares: a model of another kind on the same tokens. */
const secondOf = (figure: Figure, trace: Trace): Trace | undefined =>
  figure.compares && fixtureTrace({ tokens: trace.tokens.map(({ label }) => label), two: true, heads: 1 });
/** A type that may compare is drawn of one trace as well. */
const seconds = (figure: Figure, trace: Trace): (Trace | undefined)[] =>
  figure.compares === "may" ? [undefined, secondOf(figure, trace)] : [secondOf(figure, trace)];

describe("the registry", () => {
  it("finds the figure types, sorted", () => {
    const ids = FIGURES.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort());
    expect(ids).toEqual(
      expect.arrayContaining(["attention-map", "diff-triptych", "head-grid", "lambda-by-layer", "next-token", "token-lines"]),
    );
  });

  it("says which types there are when asked for another", () => {
    expect(() => figureType("pie")).toThrow(/no figure type "pie"/);
  });
});

describe.each(FIGURES.map((figure) => [figure.id, figure] as const))("%s", (_, figure) => {
  it("is named in every language and needs known roles", () => {
    for (const language of LANGUAGES) for (const text of [figure.title, figure.summary]) expect(text[language].trim()).not.toBe("");
    for (const { role } of [...(figure.needs.all ?? []), ...(figure.needs.any ?? [])]) expect(isRole(role)).toBe(true);
  });

  it("has defaults for all settings and refuses unknown ones", () => {
    expect(v.safeParse(figure.settings, {}).success).toBe(true);
    expect(v.safeParse(figure.settings, { colour: "mauve" }).success).toBe(false);
  });

  it("draws some fixture, and names outputs that the model has", () => {
    const settings = v.parse(figure.settings, {});
    expect(drawable(figure).length).toBeGreaterThan(0);
    for (const [, { manifest }] of drawable(figure))
      for (const second of figure.compares ? [false, true] : [false]) {
        const names = figure.outputs(manifest, settings, second);
        expect(names.length).toBeGreaterThan(0);
        expect(manifest.captures.map(({ output }) => output)).toEqual(expect.arrayContaining(names));
      }
  });

  it("needs no other captures than the outputs that it names", () => {
    for (const [, trace] of drawable(figure)) {
      const settings = v.parse(figure.settings, {});
      const asked = (whole: Trace, second: boolean): Trace => {
        const names = figure.outputs(whole.manifest, settings, second);
        return { ...whole, captures: whole.captures.filter(({ name }) => names.includes(name)) };
      };
      const paper = PAPERS[0] as Paper;
      const second = secondOf(figure, trace);
      expect(writeSvg(figure.draw(asked(trace, false), settings, paper, second && asked(second, true)))).toBe(
        writeSvg(figure.draw(trace, settings, paper, second)),
      );
    }
  });

  it.each(drawable(figure))("draws: %s", (_, trace) => {
    const settings = v.parse(figure.settings, {});
    for (const [paper, second] of PAPERS.flatMap((one) => seconds(figure, trace).map((two) => [one, two] as const))) {
      const scene = figure.draw(trace, settings, paper, second);
      expect(faults(scene)).toEqual([]);
      expect(scene.title.trim()).not.toBe("");
      expect(scene.caption).toContain(trace.manifest.title);
      expect(scene.caption).toContain("n = 1");
      expect(scene.facts.model.sha256).toBe(trace.manifest.graph.sha256);
      const svg = writeSvg(scene);
      expect(writeSvg(figure.draw(trace, settings, paper, second))).toBe(svg);
      const document = parse(svg);
      expect(document.querySelectorAll("[class], [style], style, script").length).toBe(0);
      expect(JSON.parse(document.querySelector("metadata")?.textContent ?? "").facts.tokens).toBe(trace.tokens.length);
    }
  });

  it("draws in both themes with their own ground", () => {
    const [, trace] = drawable(figure)[0] as [string, Trace];
    const grounds = THEMES.map((theme) => figure.draw(trace, v.parse(figure.settings, {}), { ...(PAPERS[0] as Paper), theme }).background);
    expect(new Set(grounds).size).toBe(THEMES.length);
  });
});
