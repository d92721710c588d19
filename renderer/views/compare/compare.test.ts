import * as v from "valibot";
import { describe, expect, test } from "vitest";
import attentionMap from "../../../shared/figures/attention-map/figure.ts";
import { fixtureTrace } from "../../../shared/figures/fixtures/traces.ts";
import { sidesOf } from "../../../shared/figures/segment-bars/sides.ts";
import { FIRST_SELECTION } from "../../../shared/selection/selection.ts";
import { headSource } from "../../../shared/trace/maps.ts";
import { exactFloat32 } from "../../ui/exact.ts";
import { parseViewSettings } from "../parts/viewSettings.ts";
import { barsFigure, pairFigure } from "./figure.ts";
import { pairOrNull, readPair } from "./readings.ts";
import { segmentRows, segmentTotals } from "./segments.ts";
import { compareSettings } from "./settings.ts";

const settings = parseViewSettings(compareSettings, {});
const app = { sequential: "magma", words: false } as const;
const first = { trace: fixtureTrace(), map: null, heads: [{ layer: 1, head: 0 }] };
const second = { trace: fixtureTrace({ two: true }), map: null, heads: [{ layer: 0, head: 1 }] };

describe("both maps at a pair", () => {
  const figure = pairFigure(first, second, FIRST_SELECTION, settings, app);
  const pair = pairOrNull(first.trace, second.trace, figure);
  if (!pair) throw new Error("both traces hold their maps");

  test("are each model's own, and the difference is B less A", () => {
    const a = headSource(first.trace, { role: "attention.map" }, 1, 0);
    const b = headSource(second.trace, { role: "attention.effective" }, 0, 1);
    for (const [query, key] of [
      [0, 0],
      [5, 2],
      [7, 7],
    ] as const) {
      const { lines } = readPair(pair, query, key, "en");
      const read = Object.fromEntries(lines.map(({ field, value }) => [field, value]));
      const [one, two] = [a?.value(query, key) ?? Number.NaN, b?.value(query, key) ?? Number.NaN];
      expect(read).toMatchObject({ a: exactFloat32(one), b: exactFloat32(two), difference: exactFloat32(Math.fround(two - one)) });
      expect(read["row-sum-a"]).toBe("1");
    }
  });

  test("say what is hidden, and without a key their row sums alone", () => {
    const hidden = readPair(pair, 1, 4, "en").lines.filter(({ field }) => ["a", "b", "difference"].includes(field));
    expect(new Set(hidden.map(({ value }) => value))).toEqual(new Set(["masked or left out"]));
    expect(readPair(pair, 3, null, "en").lines.map(({ field }) => field)).toEqual(["row-sum-a", "row-sum-b"]);
  });

  test("are seen through a lens that other figures of maps take as it is", () => {
    for (const { lens, map, heads } of [pair.first, pair.second]) {
      const { weights, hidden, ...plain } = lens;
      const taken = { ...plain, weights: [...weights], hidden: [...hidden], map: { ...map }, heads: [...heads] };
      expect(v.safeParse(attentionMap.settings, taken).success).toBe(true);
    }
  });

  test("are not there while a trace lacks its map", () => {
    expect(pairOrNull(first.trace, { ...second.trace, captures: [] }, figure)).toBeNull();
  });
});

describe("the bars as a table", () => {
  const spans = [
    { kind: "answer", start: 2, end: 4 },
    { kind: "query", start: 6, end: 8 },
  ] as const;
  const [a, b] = sidesOf(first.trace, second.trace, barsFigure(first, second, [...spans], settings));
  if (!b) throw new Error("two sides");

  test("has a row for each part, and shares of rows add up to 1 in both", () => {
    expect(segmentRows(a, b).map(({ segment, tokens }) => [segment, tokens?.start])).toEqual([
      ["first", 0],
      ["noise", 1],
      ["answer", 2],
      ["noise", 4],
      ["query", 6],
    ]);
    const { noise, sum } = segmentTotals(a, b);
    expect(sum.first).toBeCloseTo(1, 6);
    expect(sum.second).toBeCloseTo(1, 6);
    const rows = segmentRows(a, b).filter(({ segment }) => segment === "noise");
    expect(noise?.second).toBeCloseTo((rows[0]?.second ?? 0) + (rows[1]?.second ?? 0), 12);
  });

  test("has a row for each kind where the second model cuts the text otherwise", () => {
    const tokens = second.trace.tokens.map((token, place) => (place === 4 ? { ...token, end: token.end + 0.5 } : token));
    const other = { ...second, trace: { ...second.trace, tokens } };
    const [one, two] = sidesOf(first.trace, other.trace, barsFigure(first, other, [{ kind: "noise", start: 3, end: 5 }], settings));
    if (!two) throw new Error("two sides");
    const odd = { ...two, shares: { ...two.shares, parts: two.shares.parts.slice(1) } };
    const rows = segmentRows(one, odd);
    expect(rows.map(({ segment, tokens: run }) => [segment, run])).toEqual([
      ["first", null],
      ["other", null],
      ["noise", null],
    ]);
    expect(rows[0]?.second).toBe(0);
  });

  test("takes the mean over all heads, or over the chosen ones", () => {
    expect(a.shares.heads).toHaveLength(4);
    const [chosen] = sidesOf(first.trace, second.trace, barsFigure(first, second, [...spans], { ...settings, over: "chosen" }));
    expect(chosen.shares.heads).toEqual(first.heads);
    expect(chosen.all).toBe(false);
  });
});
