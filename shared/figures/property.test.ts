// Any number of tokens, any labels, any paper: nothing overlaps, nothing leaves the page, every file is well-formed.

import fc from "fast-check";
import { JSDOM } from "jsdom";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { LANGUAGES } from "../text.ts";
import { THEMES } from "./contract.ts";
import { faults } from "./fixtures/check.ts";
import { fixtureTrace, HOSTILE } from "./fixtures/traces.ts";
import { writeSvg } from "./format/svg.ts";
import { FIGURES, meetsNeeds } from "./registry.ts";

const parser = new new JSDOM("").window.DOMParser();

const label = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.constantFrom(...HOSTILE),
);
const paper = fc.record({
  width: fc.integer({ min: 60, max: 900 }),
  height: fc.option(fc.integer({ min: 60, max: 700 }), { nil: undefined }),
  theme: fc.constantFrom(...THEMES),
  language: fc.constantFrom(...LANGUAGES),
  fontSize: fc.integer({ min: 4, max: 20 }),
  furniture: fc.constantFrom("full" as const, "bare" as const),
});
const traceOptions = fc.record({
  tokens: fc.array(label, { minLength: 1, maxLength: 40 }),
  layers: fc.integer({ min: 1, max: 3 }),
  heads: fc.integer({ min: 1, max: 3 }),
  two: fc.boolean(),
  composed: fc.boolean(),
  zero: fc.boolean(),
  causal: fc.boolean(),
});

describe.each(FIGURES.map((figure) => [figure.id, figure] as const))("%s", (_, figure) => {
  it("stays on its page without overlaps and writes well-formed files, whatever the tokens", () => {
    fc.assert(
      fc.property(traceOptions, traceOptions, paper, (options, others, { height, ...rest }) => {
        const trace = fixtureTrace(options);
        if (!meetsNeeds(trace.captures, figure.needs)) return;
        // A type that compares meets a model with the same tokens, or one with others.
        const second = figure.compares && fixtureTrace({ ...others, ...(others.zero ? {} : { tokens: options.tokens }) });
        const scene = figure.draw(trace, v.parse(figure.settings, {}), { ...rest, ...(height === undefined ? {} : { height }) }, second);
        expect(faults(scene)).toEqual([]);
        const document = parser.parseFromString(writeSvg(scene), "image/svg+xml");
        expect(document.querySelector("parsererror")?.textContent ?? "").toBe("");
      }),
      { numRuns: 60 },
    );
  });
});
