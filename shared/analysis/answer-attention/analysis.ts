// Attention to the answer: how much of what the question gives away goes to the tokens that hold the answer.
// Differential Transformer (arXiv 2410.05258), table 3, "attention to answer"; there the mean over heads and layers.

import { defineHeadAnalysis } from "../contract.ts";
import { keysOf, meanOverAsked, needsAnswer, sumOver } from "../rows.ts";

export default defineHeadAnalysis({
  title: { en: "Attention to the answer", zh: "对答案的注意力" },
  short: { en: "answer", zh: "答案" },
  summary: {
    en: "What a query gives to the marked answer S, mean over the asked queries R: the marked query, else all after the answer.",
    zh: "查询给予所标记答案 S 的量，对被问的查询 R 取平均：R 为标记的提问，若无则为答案之后的全部词元。",
  },
  formula: String.raw`a = \frac{1}{|R|} \sum_{q \in R} \sum_{k \in S} A_{qk}`,
  source: "Ye et al. 2024, arXiv 2410.05258, table 3",
  group: "answer",
  unit: "share",
  kinds: ["probability", "signed", "value"],
  missing: needsAnswer,
  start: (context) => {
    const keys = keysOf(context, "answer");
    return meanOverAsked(context, (row) => sumOver(row, keys));
  },
});
