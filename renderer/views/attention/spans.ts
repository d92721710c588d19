// Rows and columns restricted to a run of tokens: what there is to choose from, which is chosen, and the region it makes.

import { regionOrNull, regionWithin } from "../../../shared/selection/region.ts";
import type { Selection } from "../../../shared/selection/selection.ts";
import type { Region } from "../../../shared/trace/source.ts";

export type SpanAxis = "rows" | "columns";

/** A run of tokens [start, end) that rows or columns can be restricted to. */
export interface SpanChoice {
  readonly kind: "range" | "answer" | "query" | "noise" | "zoom";
  readonly start: number;
  readonly end: number;
}

const ends = (region: Region, axis: SpanAxis): [number, number] =>
  axis === "rows" ? [region.row0, region.row1] : [region.column0, region.column1];

/** The run that an axis shows now; null: all tokens. */
export function shownSpan({ region }: Pick<Selection, "region">, axis: SpanAxis, count: number): { start: number; end: number } | null {
  const [start, end] = ends(regionWithin(region, count, count), axis);
  return end - start >= count ? null : { start, end };
}

/**
 * The runs that can be chosen: the one being marked, the marked ones, and the present one where it is none of them.
 * @param range tokens about to be marked
 */
export function spanChoices(
  selection: Pick<Selection, "region" | "spans">,
  range: { readonly start: number; readonly end: number } | null,
  axis: SpanAxis,
  count: number,
): SpanChoice[] {
  const present = shownSpan(selection, axis, count);
  const offered: SpanChoice[] = [...(range ? [{ kind: "range" as const, ...range }] : []), ...selection.spans].filter(
    ({ start, end }) => start < count && end - start < count,
  );
  const known = present === null || offered.some(({ start, end }) => start === present.start && end === present.end);
  return known ? offered : [...offered, { kind: "zoom", ...present }];
}

/** The region with an axis restricted to a run, or freed of it (null). */
export function restricted(
  { region }: Pick<Selection, "region">,
  axis: SpanAxis,
  span: { readonly start: number; readonly end: number } | null,
  count: number,
): Region | null {
  const now = regionWithin(region, count, count);
  const [start, end] = span ? [span.start, Math.min(count, span.end)] : [0, count];
  return regionOrNull(axis === "rows" ? { ...now, row0: start, row1: end } : { ...now, column0: start, column1: end }, count, count);
}
