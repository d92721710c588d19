// Induction score: what a token gives to what followed it before.

import { defineHeadAnalysis } from "../contract.ts";
import { needsRepeat, repeatGauge } from "../repeats.ts";

export default defineHeadAnalysis({
  title: { en: "Induction", zh: "归纳" },
  short: { en: "induction", zh: "归纳" },
  summary: {
    en: "What a query gives to the tokens that followed its own token earlier, mean over the queries R₂ whose token stood in the text before.",
    zh: "查询给予“此前同一词元之后的词元”的量，对词元曾出现过的查询 R₂ 取平均。",
  },
  formula: String.raw`i = \frac{1}{|R_2|} \sum_{q \in R_2} \sum_{k \le q,\; x_{k-1} = x_q} A_{qk}`,
  source: "Olsson et al. 2022, In-context Learning and Induction Heads, prefix matching score",
  group: "pattern",
  unit: "share",
  kinds: ["probability", "signed", "value"],
  missing: needsRepeat,
  start: (context) => repeatGauge(context, 1),
});
