// Attention noise by its size: in a signed map weights of opposite sign cancel in the sum, but each still moves a value.

import { defineHeadAnalysis } from "../contract.ts";
import { keysOf, meanOverAsked, nothingMissing, sizeOver } from "../rows.ts";

export default defineHeadAnalysis({
  title: { en: "Absolute attention noise", zh: "注意力噪声（绝对值）" },
  short: { en: "|noise|", zh: "|噪声|" },
  summary: {
    en: "Attention noise with every weight counted by its size, so that opposite signs do not cancel.",
    zh: "按权重的绝对值计的注意力噪声，正负不相抵消。",
  },
  formula: String.raw`n_{|\cdot|} = \frac{1}{|R|} \sum_{q \in R} \sum_{k \in C} |A_{qk}|`,
  source: "definition",
  group: "answer",
  unit: "share",
  kinds: ["signed", "value"],
  refusal: {
    en: "Probabilities have no sign: their absolute noise is the attention noise itself.",
    zh: "概率没有符号：其绝对噪声就是注意力噪声本身。",
  },
  missing: nothingMissing,
  start: (context) => {
    const keys = keysOf(context, "noise");
    return meanOverAsked(context, (row) => sizeOver(row, keys));
  },
});
