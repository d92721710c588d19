// How far any matrix of a layer is from the identity: one range of colours for all pairs of a text, so that a moving
// cursor changes the picture and not its scale.

import type { Factors } from "./factors.ts";
import { BRANCHES, baseOf, pairMatrix, sideMatrix } from "./matrix.ts";

/**
 * max |M_ij − I| over all entries of all pairs that are seen, and of their branches.
 *
 * M is a sum of a part of the query and a part of the key, so the extremes of an entry over the keys that a query sees
 * are running extremes of the keys' part: T·H² steps instead of T²·H².
 * @param causal whether a query sees only the keys up to itself
 */
export function largestDeviation(factors: Factors, causal: boolean): number {
  const { heads, tokens } = factors;
  const base = baseOf(factors);
  let largest = base.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const low = new Float64Array(base.length).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(base.length).fill(Number.NEGATIVE_INFINITY);
  const see = (key: number): void => {
    const part = sideMatrix(factors, factors.key, key);
    for (let at = 0; at < part.length; at++) {
      low[at] = Math.min(low[at] ?? 0, part[at] ?? 0);
      high[at] = Math.max(high[at] ?? 0, part[at] ?? 0);
    }
  };
  if (!causal) for (let key = 0; key < tokens; key++) see(key);
  for (let token = 0; token < tokens; token++) {
    if (causal) see(token);
    const part = sideMatrix(factors, factors.query, token);
    for (let at = 0; at < part.length; at++) {
      const fixed = (base[at] ?? 0) + (part[at] ?? 0);
      largest = Math.max(largest, Math.abs(fixed + (low[at] ?? 0)), Math.abs(fixed + (high[at] ?? 0)));
    }
    // Branches of opposite sign can be larger than their sum. Each depends on one token alone.
    const { branches } = pairMatrix({ ...factors, heads }, token, token);
    for (const branch of BRANCHES) for (const value of branches[branch]) largest = Math.max(largest, Math.abs(value));
  }
  return largest;
}
