// What a map says at a token pair: exact value, rank among the keys that the query sees, sum of the row.

import type { AttentionSource } from "../../../shared/trace/source.ts";

export interface PairReading {
  readonly value: number;
  readonly masked: boolean;
  /** 1 for the largest value of the row; ties share the best rank. */
  readonly rank: number;
  /** Keys that the query sees. */
  readonly visible: number;
  readonly rowSum: number;
}

/** Reads one pair of one map. */
export function readPair(source: AttentionSource, query: number, key: number): PairReading {
  const value = source.value(query, key);
  let rank = 1;
  let visible = 0;
  let rowSum = 0;
  for (let other = 0; other < source.columns; other++) {
    if (source.masked(query, other)) continue;
    const at = source.value(query, other);
    visible++;
    rowSum += at;
    if (at > value) rank++;
  }
  return { value, masked: source.masked(query, key), rank, visible, rowSum };
}
