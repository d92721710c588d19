// Keys left out of a map: their columns are not drawn and take no part in anything. What remains may be divided by its
// sum, so that each row says how the rest of its attention is spread:
//   A'(q, k) = A(q, k) / Σ_{j not hidden} A(q, j)
// A row of which nothing remains but zeros stays zero.

import { rowSource } from "../trace/rowSource.ts";
import { type AttentionSource, visibleRow } from "../trace/source.ts";

export function withoutKeys(source: AttentionSource, hidden: readonly number[], renormalise: boolean): AttentionSource {
  const left = new Set(hidden);
  const { rows, columns, kind } = source;
  return rowSource({
    rows,
    columns,
    kind,
    masked: (query, key) => left.has(key) || source.masked(query, key),
    fill: (query, into) => {
      const row = visibleRow(source, query);
      into.set(row);
      if (!renormalise) return;
      let sum = 0;
      for (let key = 0; key < row.length; key++) if (!left.has(key)) sum += row[key] as number;
      if (sum !== 0) for (let key = 0; key < row.length; key++) into[key] = (row[key] as number) / sum;
    },
  });
}
