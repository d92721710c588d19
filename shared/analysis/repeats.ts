// Which keys hold the same token as a query, or follow one that does: where duplicate-token and induction heads look.

import type { Localized } from "../text.ts";
import type { Gauge, HeadContext } from "./contract.ts";
import { meanWhereDefined, sumOver } from "./rows.ts";

/**
 * For each place the keys k before it with x_k = x_q (`step` 0), or the keys right after such ones: x_{k-1} = x_q, k <= q
 * (`step` 1); ascending.
 */
function repeatedKeys(ids: readonly number[], step: 0 | 1): Int32Array[] {
  const seen = new Map<number, number[]>();
  return ids.map((id, place) => {
    const before = seen.get(id) ?? [];
    const keys = Int32Array.from(before, (key) => key + step);
    seen.set(id, [...before, place]);
    return keys;
  });
}

const kept = new WeakMap<readonly number[], [Int32Array[], Int32Array[]]>();

/** The same for all heads of a text: worked out once. */
function keysFor(ids: readonly number[], step: 0 | 1): Int32Array[] {
  const known = kept.get(ids) ?? [repeatedKeys(ids, 0), repeatedKeys(ids, 1)];
  kept.set(ids, known);
  return known[step];
}

/** Mean, over the queries that have such a key, of what they give to all of them. */
export function repeatGauge({ ids, offset }: HeadContext, step: 0 | 1): Gauge {
  const keys = keysFor(ids, step);
  return meanWhereDefined((row, query) => {
    const own = keys[query + offset];
    return own === undefined || own.length === 0 ? Number.NaN : sumOver(row, own);
  });
}

const NO_REPEAT: Localized = {
  en: "No token stands in this text twice, so there is nothing to look back to.",
  zh: "文本中没有出现两次的词元，无处可回看。",
};

export function needsRepeat({ ids }: HeadContext): Localized | null {
  return new Set(ids).size < ids.length ? null : NO_REPEAT;
}
