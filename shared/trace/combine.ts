// Several heads as one map, cell by cell.
//   mean: A(q, k) = (1 / n) Σ A_h(q, k)        max: A(q, k) = max_h A_h(q, k)
// Over heads of several layers where these are chosen. The mean of rows that sum to 1 sums to 1; the max does not.

import type { HeadRef, MapChoice } from "../selection/selection.ts";
import { headSource, isCausal, mapCaptures } from "./maps.ts";
import { type AttentionSource, denseSource } from "./source.ts";
import type { Capture, Trace } from "./trace.ts";

export const COMBINATIONS = ["mean", "max"] as const;
export type Combination = (typeof COMBINATIONS)[number];

/** Combined maps that are kept for each trace: one is built in some ten milliseconds at 512 tokens and drawn many times. */
const KEPT = 4;
const kept = new WeakMap<Trace, Map<string, AttentionSource>>();

/**
 * The map of one head, or of several as one.
 * @returns undefined when the trace lacks one of them
 */
export function combinedSource(trace: Trace, choice: MapChoice, heads: readonly HeadRef[], how: Combination): AttentionSource | undefined {
  const [first] = heads;
  if (!first) return undefined;
  if (heads.length === 1) return headSource(trace, choice, first.layer, first.head);
  const key = JSON.stringify([choice.role, choice.branch, how, heads.map(({ layer, head }) => [layer, head])]);
  const cache = kept.get(trace) ?? new Map<string, AttentionSource>();
  kept.set(trace, cache);
  const known = cache.get(key);
  if (known) return known;
  const made = combine(trace, choice, heads, how);
  if (made) cache.set(key, made);
  for (const old of cache.keys()) if (cache.size > KEPT) cache.delete(old);
  return made;
}

function combine(trace: Trace, choice: MapChoice, heads: readonly HeadRef[], how: Combination): AttentionSource | undefined {
  const captures = mapCaptures(trace, choice);
  let sum: Float32Array | undefined;
  let last: Capture | undefined;
  for (const { layer, head } of heads) {
    const capture = captures.find((candidate) => candidate.layer === layer);
    const [count = 0, rows = 0, columns = 0] = capture?.shape ?? [];
    if (!capture || head >= count) return undefined;
    const map = capture.data.subarray(head * rows * columns, (head + 1) * rows * columns);
    if (!sum) sum = map.slice();
    else if (how === "mean") for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (map[i] ?? 0);
    else for (let i = 0; i < sum.length; i++) sum[i] = Math.max(sum[i] ?? 0, map[i] ?? 0);
    last = capture;
  }
  if (!sum || !last) return undefined;
  if (how === "mean") for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) / heads.length;
  return denseSource({ ...last, shape: [1, ...last.shape.slice(1)], data: sum }, 0, isCausal(trace));
}
