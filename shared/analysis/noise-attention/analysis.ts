// Attention noise: what goes to the context, which neither asks nor answers.
// Differential Transformer (arXiv 2410.05258), figure 1 and table 3, "attention noise".

import { defineHeadAnalysis, type HeadContext } from "../contract.ts";
import { keysOf, meanOverAsked, nothingMissing, sumOver } from "../rows.ts";

export default defineHeadAnalysis({
  title: { en: "Attention noise", zh: "注意力噪声" },
  short: { en: "noise", zh: "噪声" },
  summary: {
    en: "What a query gives to the context C: the tokens marked as noise or, with none marked, all but the first token, the answer and the query. Mean over the asked queries R.",
    zh: "查询给予上下文 C 的量：C 为标记为噪声的词元；若无标记，则为首词元、答案与提问之外的全部词元。对被问的查询 R 取平均。",
  },
  formula: String.raw`n = \frac{1}{|R|} \sum_{q \in R} \sum_{k \in C} A_{qk}`,
  source: "Ye et al. 2024, arXiv 2410.05258, figure 1 and table 3",
  group: "answer",
  unit: "share",
  kinds: ["probability", "signed", "value"],
  missing: nothingMissing,
  start: (context: HeadContext) => {
    const keys = keysOf(context, "noise");
    return meanOverAsked(context, (row) => sumOver(row, keys));
  },
});
