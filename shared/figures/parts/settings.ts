// Settings that several figure types share: which map, which heads, how it is coloured.

import * as v from "valibot";
import { SPAN_KINDS } from "../../selection/selection.ts";
import type { Region } from "../../trace/source.ts";
import { DIVERGING, SEQUENTIAL } from "../colour/schemes.ts";

const index = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A role of the vocabulary and, where there are several maps of it, the branch; null: the first that the trace has. */
export const mapSetting = v.optional(v.nullable(v.strictObject({ role: v.string(), branch: v.optional(v.string()) })), null);

/** Marked tokens [start, end): which hold the answer, which ask for it, which are noise. */
export const marksSetting = v.optional(v.array(v.strictObject({ kind: v.picklist(SPAN_KINDS), start: index, end: index })), []);

export const headSetting = v.strictObject({ layer: index, head: index });

/** Heads, at least one; several are combined. */
export const headsSetting = v.optional(v.pipe(v.array(headSetting), v.minLength(1)), [{ layer: 0, head: 0 }]);

/** Tokens [first, end), or null for all. */
export const spanSetting = v.optional(
  v.nullable(
    v.pipe(
      v.tuple([index, index]),
      v.check(([first, end]) => first < end, "the first token must stand before the end"),
    ),
  ),
  null,
);

export const colourSettings = {
  sequential: v.optional(v.picklist(SEQUENTIAL), "magma"),
  diverging: v.optional(v.picklist(DIVERGING), "RdBu"),
  scale: v.optional(v.picklist(["linear", "log"]), "linear"),
  /** Upper end of the colours: 1, the largest value shown, or a number. Signed maps reach as far below zero. */
  range: v.optional(v.union([v.picklist(["unit", "max"]), v.pipe(v.number(), v.gtValue(0), v.finite())]), "max"),
};

/** The same with one more end of the colours: what 99 of 100 values do not exceed, so that a few do not make the rest pale. */
export const percentileColourSettings = {
  ...colourSettings,
  range: v.optional(v.union([v.picklist(["unit", "max", "p99"]), v.pipe(v.number(), v.gtValue(0), v.finite())]), "max"),
};

/** Cells to ring. */
export const markedSetting = v.optional(v.array(v.strictObject({ query: index, key: index })), []);

/** Most cells along an axis; beyond, cells are pooled by their largest value. null: every token pair has its cell. */
export const resolutionSetting = v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))), null);

/** The part of a map that two spans choose; a span that lies outside the map chooses all of its axis. */
export function regionOf(
  queries: SpanSetting,
  keys: SpanSetting,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): Region {
  const within = (span: SpanSetting, count: number): [number, number] =>
    span === null || span[0] >= count ? [0, count] : [span[0], Math.min(span[1], count)];
  const [row0, row1] = within(queries, rows);
  const [column0, column1] = within(keys, columns);
  return { row0, row1, column0, column1 };
}

const colourSchema = v.object(percentileColourSettings);
export type ColourSettings = v.InferOutput<typeof colourSchema>;
export type MapSetting = v.InferOutput<typeof mapSetting>;
export type SpanSetting = v.InferOutput<typeof spanSetting>;
