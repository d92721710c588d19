// Any heads, any paper: nothing overlaps, nothing leaves the page; the colours are the same on both sides of zero and
// hold every entry.

import fc from "fast-check";
import * as v from "valibot";
import { expect, it } from "vitest";
import { LANGUAGES } from "../../text.ts";
import { THEMES } from "../contract.ts";
import { faults } from "../fixtures/check.ts";
import { fixtureTrace, HOSTILE } from "../fixtures/traces.ts";
import figure from "./figure.ts";

const paper = fc.record({
  width: fc.integer({ min: 60, max: 900 }),
  height: fc.option(fc.integer({ min: 60, max: 700 }), { nil: undefined }),
  theme: fc.constantFrom(...THEMES),
  language: fc.constantFrom(...LANGUAGES),
  fontSize: fc.integer({ min: 4, max: 20 }),
  furniture: fc.constantFrom("full" as const, "bare" as const),
});

it("stays on its page without overlaps, whatever the heads", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.array(fc.constantFrom(...HOSTILE), { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      fc.constantFrom("pre" as const, "post" as const),
      fc.constantFrom("text" as const, "pair" as const, "unit" as const),
      paper,
      (heads, tokens, zero, stage, range, { height, ...rest }) => {
        const trace = fixtureTrace({ composed: true, heads, tokens, layers: 1, zero });
        const scene = figure.draw(trace, v.parse(figure.settings, { stage, range, query: 0, key: tokens.length - 1, head: 0 }), {
          ...rest,
          ...(height === undefined ? {} : { height }),
        });
        expect(faults(scene)).toEqual([]);
      },
    ),
    { numRuns: 80 },
  );
});

it("the colours reach as far below zero as above, as far as the largest entry of any pair of the text", () => {
  const trace = fixtureTrace({ composed: true, heads: 3, layers: 1 });
  const drawn = (settings: object) =>
    figure.draw(trace, v.parse(figure.settings, settings), { width: 300, theme: "light", language: "en", fontSize: 7, furniture: "full" });
  const ends = (settings: object): readonly [number, number] => {
    const { low, high } = drawn(settings).facts["colour"] as { low: number; high: number };
    return [low, high];
  };
  const largest = (query: number, key: number): number =>
    Math.max(...(drawn({ query, key }).facts["deviation"] as readonly number[]).map(Math.abs));
  let most = 0;
  for (let query = 0; query < 8; query++) for (let key = 0; key <= query; key++) most = Math.max(most, largest(query, key));
  const [low, high] = ends({});
  expect(low).toBe(-high);
  expect(high).toBeGreaterThanOrEqual(most - 1e-9);
  expect(ends({ query: 5, key: 2 })).toEqual([low, high]);
  expect(ends({ query: 5, key: 2, range: "unit" })).toEqual([-1, 1]);
  expect(ends({ query: 5, key: 2, range: 0.25 })).toEqual([-0.25, 0.25]);
});
