// Tokens of one text as two tokenizers cut it, laid on one another by characters: which token of the other cut a token
// means. Where both cuts are the same there is nothing to lay.

import type { Region } from "../trace/source.ts";
import type { Token } from "../trace/trace.ts";

export type Cut = readonly Pick<Token, "start" | "end">[];

/** From a token's number in one cut to that in the other; null where it has none there. */
export interface Alignment {
  toSecond(index: number): number | null;
  toFirst(index: number): number | null;
}

/** True when both texts are cut at the same places, start token included. */
export function sameCut(first: Cut, second: Cut): boolean {
  return (
    first.length === second.length && first.every(({ start, end }, place) => start === second[place]?.start && end === second[place]?.end)
  );
}

/** Tokens that are in the text at no place, as a start token, are told by what is at their own place in the other cut. */
const outside = ({ start, end }: Cut[number]): boolean => start === end;

/**
 * For each token of `from` the one of `to` with which it has most characters in common; of several the last, since that
 * one has read them all. A token outside of the text means the one at its place, if that is outside as well.
 */
function mapping(from: Cut, to: Cut): (number | null)[] {
  let begin = 0;
  return from.map((token, place) => {
    if (outside(token)) {
      const other = to[place];
      return other && outside(other) ? place : null;
    }
    while (begin < to.length && (to[begin]?.end ?? 0) <= token.start) begin++;
    let best: number | null = null;
    let most = 0;
    for (let at = begin; at < to.length; at++) {
      const other = to[at] as Cut[number];
      if (other.start >= token.end) break;
      const common = Math.min(token.end, other.end) - Math.max(token.start, other.start);
      if (common >= most && common > 0) [best, most] = [at, common];
    }
    return best;
  });
}

/** null when both cuts are the same: every token means itself. */
export function alignCuts(first: Cut, second: Cut): Alignment | null {
  if (sameCut(first, second)) return null;
  const [there, back] = [mapping(first, second), mapping(second, first)];
  return { toSecond: (index) => there[index] ?? null, toFirst: (index) => back[index] ?? null };
}

/** Tokens [start, end) in the other cut; null where none of them is there. */
export function alignRun(
  { start, end }: { readonly start: number; readonly end: number },
  to: (index: number) => number | null,
): { start: number; end: number } | null {
  let [low, high] = [Number.POSITIVE_INFINITY, -1];
  for (let index = start; index < end; index++) {
    const other = to(index);
    if (other === null) continue;
    low = Math.min(low, other);
    high = Math.max(high, other);
  }
  return high < 0 ? null : { start: low, end: high + 1 };
}

/** A part of the maps in the other cut; null, the whole, where it has no such part. */
export function alignRegion(region: Region, to: (index: number) => number | null): Region | null {
  const rows = alignRun({ start: region.row0, end: region.row1 }, to);
  const columns = alignRun({ start: region.column0, end: region.column1 }, to);
  return rows && columns ? { row0: rows.start, row1: rows.end, column0: columns.start, column1: columns.end } : null;
}
