// Small made-up layers of heads, and what is known of their text, for the tests of measures of heads.

import fc from "fast-check";
import { type AttentionSource, denseSource, visibleRow } from "../trace/source.ts";
import type { ValueKind } from "../trace/vocabulary.ts";
import { type HeadAnalysis, type HeadContext, SEGMENTS, type Segment } from "./contract.ts";

export type Rows = readonly (readonly number[])[];

/** Heads of one layer from their rows of numbers. */
function exampleHeads(heads: readonly Rows[], kind: ValueKind, causal = true): AttentionSource[] {
  const [rows, columns] = [heads[0]?.length ?? 0, heads[0]?.[0]?.length ?? 0];
  const capture = {
    name: "map",
    role: "attention.effective",
    kind,
    axes: ["head", "query", "key"],
    shape: [heads.length, rows, columns],
    data: Float32Array.from(heads.flat(2)),
  } as const;
  return heads.map((_, head) => denseSource(capture, head, causal));
}

/** A context in which every query is asked and writes, unless said otherwise. */
export function exampleContext(
  ids: readonly number[],
  more: {
    readonly segments?: readonly Segment[];
    readonly asked?: readonly number[];
    readonly steps?: readonly number[];
    readonly predicted?: readonly number[] | null;
  } = {},
): HeadContext {
  const all = ids.map((_, place) => place);
  return {
    ids,
    offset: 0,
    segments: Uint8Array.from(more.segments ?? ids.map(() => "noise" as const), (segment) => SEGMENTS.indexOf(segment)),
    asked: more.asked ?? all,
    steps: more.steps ?? all,
    predicted: more.predicted ? Int32Array.from(more.predicted) : null,
  };
}

/** What an analysis says of each head of a layer. */
export function measureOf(analysis: HeadAnalysis, heads: readonly Rows[], kind: ValueKind, context: HeadContext, causal = true): number[] {
  const sources = exampleHeads(heads, kind, causal);
  if (analysis.by === "layer") return [...analysis.run(sources, context)];
  return sources.map((source) => {
    const gauge = analysis.start(context);
    for (let query = 0; query < source.rows; query++) gauge.add(visibleRow(source, query), query);
    return gauge.value();
  });
}

/** Random layers: heads of causal rows that sum to 1, or signed ones in eighths, over a text of few different tokens. */
export const someHeads = (signed: boolean) =>
  fc.record({ tokens: fc.integer({ min: 1, max: 7 }), heads: fc.integer({ min: 1, max: 5 }) }).chain(({ tokens, heads }) => {
    const weight = fc.integer({ min: signed ? -8 : 0, max: 8 });
    const many = <T>(one: fc.Arbitrary<T>, count: number): fc.Arbitrary<T[]> => fc.array(one, { minLength: count, maxLength: count });
    return fc.record({
      ids: many(fc.integer({ min: 0, max: 3 }), tokens),
      predicted: many(fc.integer({ min: 0, max: 3 }), tokens),
      segments: many(fc.constantFrom(...SEGMENTS), tokens),
      asked: fc.subarray(
        Array.from({ length: tokens }, (_, place) => place),
        { minLength: 1 },
      ),
      heads: many(many(many(weight, tokens), tokens), heads).map((maps) =>
        maps.map((rows) => rows.map((row, q) => normal(row, q, signed))),
      ),
    });
  });

/** Keys after the query get 0; the rest eighths, or shares of their sum. Shares are rounded as float32 is. */
function normal(row: readonly number[], query: number, signed: boolean): number[] {
  const seen = row.map((value, key) => (key > query ? 0 : value));
  const sum = seen.reduce((total, value) => total + value, 0);
  return seen.map((value, key) => Math.fround(signed ? value / 8 : sum === 0 ? (key === 0 ? 1 : 0) : value / sum));
}
