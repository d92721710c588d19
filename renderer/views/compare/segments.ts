// The bars as a table: each part of the text in both models, what they give to all of the context, and the sums.

import { byKind, type Part } from "../../../shared/figures/segment-bars/shares.ts";
import type { Side } from "../../../shared/figures/segment-bars/sides.ts";

export interface Row {
  readonly segment: Part["segment"];
  /** Tokens [start, end) of the first model; null where the row is of all parts of a kind. */
  readonly tokens: { readonly start: number; readonly end: number } | null;
  readonly first: number;
  readonly second: number;
}

export interface Totals {
  /** Of all context, which is noise to the question. */
  readonly noise: { readonly first: number; readonly second: number } | null;
  readonly sum: { readonly first: number; readonly second: number };
}

const sumOf = (parts: readonly Part[]): number => parts.reduce((sum, { share }) => sum + share, 0);

/** Row by row in the order of the text; by kind where the two texts are cut into other parts. */
export function segmentRows(first: Side, second: Side): Row[] {
  const [a, b] = [first.shares.parts, second.shares.parts];
  const same = a.length === b.length && a.every(({ segment }, place) => segment === b[place]?.segment);
  if (same)
    return a.map(({ segment, start, end, share }, place) => ({
      segment,
      tokens: { start, end },
      first: share,
      second: b[place]?.share ?? 0,
    }));
  const [kindsA, kindsB] = [byKind(a), byKind(b)];
  const kinds = [...new Set([...kindsA, ...kindsB].map(({ segment }) => segment))];
  const shareOf = (parts: readonly Part[], segment: Part["segment"]): number => parts.find((part) => part.segment === segment)?.share ?? 0;
  return kinds.map((segment) => ({ segment, tokens: null, first: shareOf(kindsA, segment), second: shareOf(kindsB, segment) }));
}

export function segmentTotals(first: Side, second: Side): Totals {
  const noise = (side: Side): Part[] => side.shares.parts.filter(({ segment }) => segment === "noise");
  const [a, b] = [noise(first), noise(second)];
  return {
    noise: a.length + b.length === 0 ? null : { first: sumOf(a), second: sumOf(b) },
    sum: { first: sumOf(first.shares.parts), second: sumOf(second.shares.parts) },
  };
}
