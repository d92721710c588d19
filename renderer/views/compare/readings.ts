// The maps of both models as they are looked at, and what they say at a pair of tokens.

import * as v from "valibot";
import { HeddleError } from "../../../shared/error.ts";
import { type Pair, pairOf, type Side } from "../../../shared/figures/map-pair/pair.ts";
import { pairSettings } from "../../../shared/figures/map-pair/settings.ts";
import { formatValue } from "../../../shared/figures/text/number.ts";
import { unitOf } from "../../../shared/lens/words.ts";
import { headNames } from "../../../shared/selection/headName.ts";
import type { Language } from "../../../shared/text.ts";
import type { AttentionSource } from "../../../shared/trace/source.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import { exactFloat32 } from "../../ui/exact.ts";
import type { ReadoutText } from "../parts/Readout.tsx";
import { rowSum } from "../parts/rowSum.ts";
import { TEXTS } from "./texts.ts";

/** null while one of the traces does not hold its map yet. */
export function pairOrNull(first: Trace, second: Trace, settings: v.InferInput<typeof pairSettings>): Pair | null {
  try {
    return pairOf(first, second, v.parse(pairSettings, settings));
  } catch (thrown) {
    if (thrown instanceof HeddleError && thrown.code === "capture-missing") return null;
    throw thrown;
  }
}

/** "A Transformer L3H5" */
export function sideName(letter: string, { trace, heads }: Side, language: Language): string {
  return `${letter} ${trace.manifest.title} ${headNames(heads, language)}`;
}

/** A token's row or column, where these are words. */
function cellOf({ seen: { units } }: Side, query: number, key: number): { query: number; key: number } {
  return units ? { query: unitOf(units.queries, query), key: unitOf(units.keys, key) } : { query, key };
}

const decimal = (value: number): string => formatValue(value, 6);

/** Both maps and their difference at a pair; without a key, their row sums. Both models have the same tokens. */
export function readPair(pair: Pair, query: number, key: number | null, language: Language): ReadoutText {
  const { first, second, difference } = pair;
  const at = cellOf(first, query, key ?? 0);
  const sums = [
    { field: "row-sum-a", label: `A ${TEXTS.rowSum[language]}`, value: decimal(rowSum(first.seen.source, at.query)) },
    { field: "row-sum-b", label: `B ${TEXTS.rowSum[language]}`, value: decimal(rowSum(second.seen.source, at.query)) },
  ];
  if (key === null) return { lines: sums };
  const shown = (source: AttentionSource): string =>
    source.masked(at.query, at.key) ? TEXTS.masked[language] : exactFloat32(source.value(at.query, at.key));
  return {
    lines: [
      { field: "a", label: sideName("A", first, language), value: shown(first.seen.source) },
      { field: "b", label: sideName("B", second, language), value: shown(second.seen.source) },
      ...(difference ? [{ field: "difference", label: TEXTS.difference[language], value: shown(difference), strong: true }] : []),
      ...sums,
    ],
  };
}

/** One map of the two at a pair of its own tokens. */
export function readOne(side: Side, query: number, key: number | null, language: Language): ReadoutText {
  const at = cellOf(side, query, key ?? 0);
  const { source } = side.seen;
  const sum = { field: "row-sum", label: TEXTS.rowSum[language], value: decimal(rowSum(source, at.query)) };
  if (key === null) return { lines: [sum] };
  const value = source.masked(at.query, at.key) ? TEXTS.masked[language] : exactFloat32(source.value(at.query, at.key));
  return { lines: [{ field: "value", label: headNames(side.heads, language), value, strong: true }, sum] };
}
