// What the highlighted text says: one run of tokens for each question that is asked of the map.

import type { AttentionSource } from "../../trace/source.ts";

export interface Block {
  /** What the token looks at, who looks at the token, or how much each one is looked at on average. */
  readonly about: "from" | "to" | "mean";
  /** One value a token of the axis; NaN where there is none. */
  readonly values: Float32Array;
}

/**
 * Mean over the queries that see a key of what they give it; NaN where none sees it.
 *   m(k) = (1 / |{q sees k}|) Σ_{q sees k} A(q, k)
 */
function meanReceived(source: AttentionSource): Float32Array {
  const { rows, columns, masked, value } = source;
  const [sums, counts] = [new Float64Array(columns), new Int32Array(columns)];
  for (let query = 0; query < rows; query++)
    for (let key = 0; key < columns; key++) {
      if (masked(query, key)) continue;
      sums[key] = (sums[key] as number) + value(query, key);
      counts[key] = (counts[key] as number) + 1;
    }
  return Float32Array.from(sums, (sum, key) => (counts[key] === 0 ? Number.NaN : sum / (counts[key] as number)));
}

/**
 * @param token place on the key axis; null: of all tokens
 * @param shift place on the key axis of query 0
 */
export function blocksOf(source: AttentionSource, token: number | null, shift: number, direction: "from" | "to" | "both"): Block[] {
  if (token === null) return [{ about: "mean", values: meanReceived(source) }];
  const { rows, columns, masked, value } = source;
  const query = token - shift;
  const blocks: Block[] = [];
  if (direction !== "to")
    blocks.push({
      about: "from",
      values: Float32Array.from({ length: columns }, (_, key) => (query < 0 || masked(query, key) ? Number.NaN : value(query, key))),
    });
  if (direction !== "from")
    blocks.push({
      about: "to",
      values: Float32Array.from({ length: columns }, (_, place) => {
        const asking = place - shift;
        return asking < 0 || asking >= rows || masked(asking, token) ? Number.NaN : value(asking, token);
      }),
    });
  return blocks;
}
