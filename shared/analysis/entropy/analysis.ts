// Entropy: how widely a head spreads its attention, 0 where all of it goes to one key.

import { defineLayerAnalysis } from "../contract.ts";
import { nothingMissing } from "../rows.ts";
import { rowsXLnX } from "../xlnx.ts";

export default defineLayerAnalysis({
  title: { en: "Entropy", zh: "熵" },
  short: { en: "entropy", zh: "熵" },
  summary: {
    en: "How widely a query spreads its attention, in nats, mean over all queries: 0 for one key alone, ln n for n keys alike.",
    zh: "查询把注意力分散到多广，单位为奈特，对全部查询取平均：只看一个键时为 0，均匀看 n 个键时为 ln n。",
  },
  formula: String.raw`H = -\frac{1}{T} \sum_q \sum_k A_{qk} \ln A_{qk}`,
  source: "Clark et al. 2019, What Does BERT Look At?, section 3.3; Zhai et al. 2023",
  group: "pattern",
  unit: "nats",
  kinds: ["probability"],
  refusal: {
    en: "Entropy is defined on probabilities alone: weights that are negative or do not sum to 1 have none. Choose a map of probabilities.",
    zh: "熵只对概率有定义：有负值或总和不为 1 的权重没有熵。请选择概率图。",
  },
  missing: nothingMissing,
  run: (heads) =>
    Float64Array.from(heads, (head) => (head.rows === 0 ? Number.NaN : -rowsXLnX(head).reduce((sum, row) => sum + row, 0) / head.rows)),
});
