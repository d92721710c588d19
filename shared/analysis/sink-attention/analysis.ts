// Attention to the sink: the first token, on which heads rest that have nothing to say.

import { defineHeadAnalysis } from "../contract.ts";
import { keysOf, meanOverAsked, nothingMissing, sumOver } from "../rows.ts";

export default defineHeadAnalysis({
  title: { en: "Attention to the first token", zh: "对首词元的注意力" },
  short: { en: "sink", zh: "汇点" },
  summary: {
    en: "What a query gives to the first token, the attention sink; mean over the asked queries R, which are all queries where nothing is marked.",
    zh: "查询给予首词元（注意力汇点）的量，对被问的查询 R 取平均；没有标记时 R 为全部查询。",
  },
  formula: String.raw`\alpha_1 = \frac{1}{|R|} \sum_{q \in R} A_{q1}`,
  source: "Gu et al. 2025, When Attention Sink Emerges in Language Models, sink score of the first token",
  group: "answer",
  unit: "share",
  kinds: ["probability", "signed", "value"],
  missing: nothingMissing,
  start: (context) => {
    const keys = keysOf(context, "first");
    return meanOverAsked(context, (row) => sumOver(row, keys));
  },
});
