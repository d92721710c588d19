// Row sum: how much attention a query gives away in all. One for a softmax, by construction; 1 - λ for the difference
// of two softmax maps; anything where maps are composed or gated.

import type { AttentionSource } from "../../trace/source.ts";
import { defineMapAnalysis, type MapMeasure } from "../contract.ts";

/** Sum of each row over the keys that its query can see; `whole` is the mean over the queries. */
export function rowSums(source: AttentionSource): MapMeasure {
  const rows = new Float64Array(source.rows);
  for (let query = 0; query < source.rows; query++) {
    let sum = 0;
    for (let key = 0; key < source.columns; key++) if (!source.masked(query, key)) sum += source.value(query, key);
    rows[query] = sum;
  }
  return { rows, whole: source.rows === 0 ? 0 : rows.reduce((sum, row) => sum + row, 0) / source.rows };
}

export default defineMapAnalysis({
  title: { en: "Row sum", zh: "行和" },
  summary: {
    en: "How much attention each query gives away in all; the map's number is the mean over its queries.",
    zh: "每个查询给出的注意力总量；整张图的数值为各查询的平均。",
  },
  formula: String.raw`s_q = \sum_{k} A_{qk}, \qquad \bar s = \frac{1}{T} \sum_{q} s_q`,
  source: "definition",
  kinds: ["probability", "signed", "value"],
  run: rowSums,
});
