// The weight of a key times the size of what it gives: a large weight on an empty vector moves nothing.

import { rowSource } from "../../trace/rowSource.ts";
import { type AttentionSource, visibleRow } from "../../trace/source.ts";
import type { Capture } from "../../trace/trace.ts";

/**
 * Euclidean norms of the vectors of one head.
 * @param vectors [head, token, feature], or the norms themselves, [head, token]; with fewer heads than there are maps,
 *   neighbouring maps share one, as their queries do
 * @param heads how many maps there are
 */
export function normsOf(vectors: Capture, head: number, heads: number): Float64Array {
  const [held = 0, tokens = 0, features = 0] = vectors.shape;
  const own = Math.floor((head * held) / Math.max(1, heads));
  if (!vectors.axes.includes("feature")) return Float64Array.from(vectors.data.subarray(own * tokens, (own + 1) * tokens));
  return Float64Array.from({ length: tokens }, (_, token) => {
    const start = (own * tokens + token) * features;
    let sum = 0;
    for (let at = start; at < start + features; at++) sum += (vectors.data[at] ?? 0) ** 2;
    return Math.sqrt(sum);
  });
}

/** α(q, k) · norm(k); the sign of a signed weight is kept. */
export function weightedSource(source: AttentionSource, norms: Float64Array): AttentionSource {
  const { rows, columns, kind, masked } = source;
  return rowSource({
    rows,
    columns,
    kind: kind === "signed" ? "signed" : "value",
    masked,
    fill: (query, into) => {
      const row = visibleRow(source, query);
      for (let key = 0; key < row.length; key++) into[key] = (row[key] as number) * (norms[key] ?? 0);
    },
  });
}
