// Several maps as one, cell by cell.
//   mean: (1 / n) Σ A_h      max: max_h A_h      weights: Σ w_h A_h / Σ |w_h|
// Weights from -1 to 1 are relative: all 1 is the mean, 1 and -1 is half the difference of two heads. Where all weights
// are 0 the map is 0.

import { rowSource } from "../trace/rowSource.ts";
import { type AttentionSource, visibleRow } from "../trace/source.ts";
import type { Merge } from "./settings.ts";

/**
 * @param sources at least one, all of one size and with one mask
 * @param weights one for each source; looked at where they are the way to merge
 */
export function mergedSource(sources: readonly AttentionSource[], how: Merge, weights: readonly number[]): AttentionSource {
  const [first] = sources;
  if (!first) throw new RangeError("No map to merge.");
  const factors = how === "weights" ? sources.map((_, place) => weights[place] ?? 1) : sources.map(() => 1);
  const total = factors.reduce((sum, factor) => sum + Math.abs(factor), 0);
  return rowSource({
    rows: first.rows,
    columns: first.columns,
    kind: factors.some((factor) => factor < 0) && first.kind !== "logit" ? "signed" : first.kind,
    masked: first.masked,
    fill: (query, into) => {
      for (const [place, source] of sources.entries()) {
        const row = visibleRow(source, query);
        const share = (factors[place] ?? 1) / (total || 1);
        if (how !== "max") for (let key = 0; key < row.length; key++) into[key] = (into[key] as number) + share * (row[key] as number);
        else
          for (let key = 0; key < row.length; key++)
            into[key] = place === 0 ? (row[key] as number) : Math.max(into[key] as number, row[key] as number);
      }
    },
  });
}
