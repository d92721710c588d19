// Σ_k A(q, k) over the keys that the query sees.

import type { AttentionSource } from "../../../shared/trace/source.ts";

export function rowSum(source: AttentionSource, query: number): number {
  let sum = 0;
  for (let key = 0; key < source.columns; key++) if (!source.masked(query, key)) sum += source.value(query, key);
  return sum;
}
