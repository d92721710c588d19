// How much of a map lies how far back, in bins that double: 0, 1, 2-3, 4-7, 8-15, ... tokens between query and key.
//   m(b) = (1 / Q) Σ_q Σ_{k: |q - k| in b} A(q, k)      over the Q queries that see a key
// Weights under zero are added up apart, so that they cancel nothing.

import { type AttentionSource, visibleRow } from "../../trace/source.ts";

export interface DistanceBin {
  /** Distances [from, to], in rows of the map. */
  readonly from: number;
  readonly to: number;
  /** Mean over queries of the positive weights in the bin, and of the sizes of the negative ones. */
  readonly positive: number;
  readonly negative: number;
  /** What the bin would hold if every query looked at all keys that it sees alike. */
  readonly even: number;
}

/** The bin of a distance: 0 for 0, 1 for 1, 2 for 2 and 3, 3 for 4 to 7. */
export function binOf(distance: number): number {
  return distance === 0 ? 0 : 32 - Math.clz32(distance);
}

/** One bin for every doubling up to the largest distance of the map; none where nothing is seen. */
export function distanceProfile(source: AttentionSource): DistanceBin[] {
  const { rows, columns, masked } = source;
  const shift = columns - rows;
  const count = binOf(Math.max(columns - 1 - Math.min(0, shift), rows - 1 + Math.max(0, shift))) + 1;
  const [positive, negative, even] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  const seen = new Int32Array(count);
  let queries = 0;
  for (let query = 0; query < rows; query++) {
    const row = visibleRow(source, query);
    let visible = 0;
    seen.fill(0);
    for (let key = 0; key < row.length; key++) {
      if (masked(query, key)) continue;
      const bin = binOf(Math.abs(query + shift - key));
      const value = row[key] as number;
      if (value >= 0) positive[bin] = (positive[bin] as number) + value;
      else negative[bin] = (negative[bin] as number) - value;
      seen[bin] = (seen[bin] as number) + 1;
      visible++;
    }
    if (visible === 0) continue;
    queries++;
    for (let bin = 0; bin < count; bin++) even[bin] = (even[bin] as number) + (seen[bin] as number) / visible;
  }
  const bins = Array.from(
    { length: count },
    (_, bin): DistanceBin => ({
      from: bin === 0 ? 0 : 2 ** (bin - 1),
      to: bin === 0 ? 0 : 2 ** bin - 1,
      positive: (positive[bin] ?? 0) / queries,
      negative: (negative[bin] ?? 0) / queries,
      even: (even[bin] ?? 0) / queries,
    }),
  );
  // Every bin up to the last that some query can look at.
  const last = bins.findLastIndex((bin) => bin.even > 0);
  return queries === 0 ? [] : bins.slice(0, last + 1);
}
