// Duplicate-token score: what a token gives to earlier occurrences of itself.

import { defineHeadAnalysis } from "../contract.ts";
import { needsRepeat, repeatGauge } from "../repeats.ts";

export default defineHeadAnalysis({
  title: { en: "Duplicate token", zh: "重复词元" },
  short: { en: "duplicate", zh: "重复" },
  summary: {
    en: "What a query gives to earlier occurrences of its own token, mean over the queries R₂ whose token stood in the text before.",
    zh: "查询给予同一词元此前各次出现的量，对词元曾出现过的查询 R₂ 取平均。",
  },
  formula: String.raw`d = \frac{1}{|R_2|} \sum_{q \in R_2} \sum_{k < q,\; x_k = x_q} A_{qk}`,
  source: "Wang et al. 2022, Interpretability in the Wild, duplicate token heads",
  group: "pattern",
  unit: "share",
  kinds: ["probability", "signed", "value"],
  missing: needsRepeat,
  start: (context) => repeatGauge(context, 0),
});
