// Look-back distance: how many tokens back a head looks.

import { defineHeadAnalysis } from "../contract.ts";
import { meanWhereDefined, nothingMissing } from "../rows.ts";

/** Σ_k |A_k| |place - k| / Σ_k |A_k|; NaN for a row without weight. */
function distance(row: Float32Array, place: number): number {
  let [sum, weight] = [0, 0];
  for (let key = 0; key < row.length; key++) {
    const size = Math.abs(row[key] as number);
    weight += size;
    sum += size * Math.abs(place - key);
  }
  return weight === 0 ? Number.NaN : sum / weight;
}

export default defineHeadAnalysis({
  title: { en: "Look-back distance", zh: "回看距离" },
  short: { en: "distance", zh: "距离" },
  summary: {
    en: "How many tokens away a query looks, weighted by the size of its attention, mean over all queries.",
    zh: "查询所看位置的平均距离（词元数），按注意力大小加权，对全部查询取平均。",
  },
  formula: String.raw`D = \frac{1}{T} \sum_q \frac{\sum_k |A_{qk}|\,|q - k|}{\sum_k |A_{qk}|}`,
  source: "definition; Vig and Belinkov 2019, Analyzing the Structure of Attention, mean attention distance",
  group: "pattern",
  unit: "tokens",
  kinds: ["probability", "signed", "value"],
  missing: nothingMissing,
  start: ({ offset }) => meanWhereDefined((row, query) => distance(row, query + offset)),
});
