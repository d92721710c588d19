// Measures of heads against their definitions, written out cell by cell, and against cases worked out by hand.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HeadAnalysis, HeadContext, Segment } from "./contract.ts";
import { SEGMENTS } from "./contract.ts";
import { exampleContext, measureOf, type Rows, someHeads } from "./exampleHeads.ts";
import { ANALYSES } from "./registry.ts";

type Twin = (map: Rows, context: HeadContext, heads: readonly Rows[]) => number;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => (values.length === 0 ? Number.NaN : sum(values) / values.length);
const is = (segment: Segment) => (context: HeadContext, key: number) => SEGMENTS[context.segments[key] ?? -1] === segment;
/** Σ over the asked queries and the keys of a segment, divided by how many are asked. */
const share =
  (segment: Segment, of: (value: number) => number): Twin =>
  (map, context) =>
    sum(context.asked.flatMap((q) => (map[q] ?? []).filter((_, k) => k <= q && is(segment)(context, k)).map(of))) / context.asked.length;
const same = (value: number): number => value;
const xlnx = (x: number): number => (x > 0 ? x * Math.log(x) : 0);
const entropy = (row: readonly number[]): number => -sum(row.map(xlnx));
const matching =
  (step: number): Twin =>
  (map, { ids }) =>
    mean(
      map.flatMap((row, q) => {
        const keys = row.map((_, k) => k).filter((k) => k - step >= 0 && k - step < q && ids[k - step] === ids[q]);
        return keys.length === 0 ? [] : [sum(keys.map((k) => row[k] ?? 0))];
      }),
    );
const others = (map: Rows, heads: readonly Rows[]): readonly Rows[] => heads.filter((_, at) => at !== heads.indexOf(map));
const dot = (a: Rows, b: Rows): number => sum(a.flat().map((value, i) => value * (b.flat()[i] ?? 0)));

/** The definitions, as their formulas are printed. */
const TWINS: Readonly<Record<string, Twin>> = {
  "answer-attention": share("answer", same),
  "noise-attention": share("noise", same),
  "absolute-noise": share("noise", Math.abs),
  "sink-attention": share("first", same),
  "signal-to-noise": (map, context, heads) => {
    const noise = share("noise", Math.abs)(map, context, heads);
    return noise === 0 ? Number.NaN : share("answer", same)(map, context, heads) / noise;
  },
  entropy: (map) => mean(map.map(entropy)),
  "previous-token": (map) => mean(map.flatMap((row, q) => (q === 0 ? [] : [row[q - 1] ?? 0]))),
  "self-attention": (map) => mean(map.map((row, q) => row[q] ?? 0)),
  "look-back": (map) =>
    mean(
      map.flatMap((row, q) => {
        const weight = sum(row.map(Math.abs));
        return weight === 0 ? [] : [sum(row.map((value, k) => Math.abs(value) * (q - k))) / weight];
      }),
    ),
  "duplicate-token": matching(0),
  induction: matching(1),
  retrieval: (map, context) => {
    const answer = [...context.segments.keys()].filter((k) => is("answer")(context, k));
    const copied = context.steps.flatMap((q) => {
      const seen = (map[q] ?? []).slice(0, q + 1);
      const best = seen.indexOf(Math.max(...seen));
      return answer.includes(best) && context.ids[best] === context.predicted?.[q] ? [best] : [];
    });
    return answer.length === 0 ? Number.NaN : new Set(copied).size / answer.length;
  },
  "cosine-redundancy": (map, _, heads) => {
    const all = others(map, heads).map((other) => dot(map, other) / Math.sqrt(dot(map, map) * dot(other, other)));
    const defined = all.filter((value) => !Number.isNaN(value));
    return defined.length === 0 ? Number.NaN : Math.max(...defined);
  },
  "js-redundancy": (map, _, heads) => {
    const all = others(map, heads).map((other) =>
      mean(
        map.map((p, q) => {
          const r = other[q] ?? [];
          return entropy(p.map((value, k) => (value + (r[k] ?? 0)) / 2)) - (entropy(p) + entropy(r)) / 2;
        }),
      ),
    );
    return all.length === 0 ? Number.NaN : Math.min(...all);
  },
};

const HEADS = ANALYSES.filter((one): one is HeadAnalysis & { id: string } => one.over === "heads");

it("every measure of heads has its slow twin", () => {
  expect(Object.keys(TWINS).sort()).toEqual(HEADS.map(({ id }) => id));
});

describe.each(HEADS)("$id", (analysis) => {
  const twin = TWINS[analysis.id] as Twin;
  it.each(analysis.kinds)("is its definition on maps of kind %s", (kind) => {
    fc.assert(
      fc.property(someHeads(kind !== "probability"), ({ ids, segments, asked, predicted, heads }) => {
        const context = exampleContext(ids, { segments, asked, steps: asked, predicted });
        const fast = measureOf(analysis, heads, kind, context);
        fast.forEach((value, head) => {
          const slow = twin(heads[head] as Rows, context, heads);
          if (Number.isNaN(slow)) expect(value).toBeNaN();
          else expect(Math.abs(value - slow)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(slow)));
        });
      }),
    );
  });
});

/** One head, rows by hand: <bos> a b a, asked at the last. */
const MAP: Rows = [
  [1, 0, 0, 0],
  [0.5, 0.5, 0, 0],
  [0.25, 0.5, 0.25, 0],
  [0.125, 0.125, 0.5, 0.25],
];
const CONTEXT = exampleContext([0, 5, 6, 5], {
  segments: ["first", "noise", "answer", "query"],
  asked: [3],
  steps: [3],
  predicted: [9, 9, 9, 6],
});

it.each<[string, number]>([
  ["answer-attention", 0.5],
  ["noise-attention", 0.125],
  ["sink-attention", 0.125],
  ["signal-to-noise", 4],
  // Rows: 0, ln 2, 1.5 ln 2, 1.75 ln 2.
  ["entropy", (4.25 * Math.LN2) / 4],
  ["previous-token", (0.5 + 0.5 + 0.5) / 3],
  ["self-attention", (1 + 0.5 + 0.25 + 0.25) / 4],
  // 0, 0.5, 2 * 0.25 + 0.5, 3 * 0.125 + 2 * 0.125 + 0.5
  ["look-back", (0 + 0.5 + 1 + 1.125) / 4],
  // Only the last "a" stood before, at 1; "b" followed it at 2.
  ["duplicate-token", 0.125],
  ["induction", 0.5],
  // Its strongest key is "b", which is the answer and what comes next.
  ["retrieval", 1],
])("%s of a map worked out by hand", (id, wanted) => {
  const analysis = HEADS.find((one) => one.id === id) as HeadAnalysis;
  expect(measureOf(analysis, [MAP], "probability", CONTEXT)[0]).toBeCloseTo(wanted, 7);
});

it("redundancy of heads worked out by hand: twins are redundant, opposites are not", () => {
  const one: Rows = [
    [1, 0],
    [1, 0],
  ];
  const other: Rows = [
    [1, 0],
    [0, 1],
  ];
  const context = exampleContext([1, 2]);
  const cosine = HEADS.find(({ id }) => id === "cosine-redundancy") as HeadAnalysis;
  const divergence = HEADS.find(({ id }) => id === "js-redundancy") as HeadAnalysis;
  // cos = 1 / (√2 √2); JS of (1, 0) and (0, 1) is ln 2, of the first rows 0.
  expect(measureOf(cosine, [one, other], "probability", context)[0]).toBeCloseTo(0.5, 12);
  expect(measureOf(divergence, [one, other], "probability", context)[0]).toBeCloseTo(Math.LN2 / 2, 7);
  expect(measureOf(cosine, [one, other, one], "probability", context)[0]).toBeCloseTo(1, 12);
  expect(measureOf(divergence, [one, other, one], "probability", context)[0]).toBeCloseTo(0, 7);
  expect(measureOf(cosine, [one], "probability", context)[0]).toBeNaN();
});
