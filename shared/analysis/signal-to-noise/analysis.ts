// Signal to noise: attention to the answer for each unit of attention to the context.

import { defineHeadAnalysis } from "../contract.ts";
import { atQueries, keysOf, needsAnswer, sizeOver, sumOver } from "../rows.ts";

export default defineHeadAnalysis({
  title: { en: "Signal to noise", zh: "信噪比" },
  short: { en: "S / N", zh: "信噪比" },
  summary: {
    en: "Attention to the answer S divided by the size of the attention to the context C, both over the asked queries R.",
    zh: "对答案 S 的注意力除以对上下文 C 的注意力大小，二者均取自被问的查询 R。",
  },
  formula: String.raw`\mathrm{SNR} = \frac{\sum_{q \in R} \sum_{k \in S} A_{qk}}{\sum_{q \in R} \sum_{k \in C} |A_{qk}|}`,
  source: "definition; the two parts are those of Ye et al. 2024, arXiv 2410.05258, figure 1",
  group: "answer",
  unit: "ratio",
  kinds: ["probability", "signed", "value"],
  missing: needsAnswer,
  start: (context) => {
    const [answer, noise] = [keysOf(context, "answer"), keysOf(context, "noise")];
    let [signal, around] = [0, 0];
    return atQueries(context.asked, {
      add(row) {
        signal += sumOver(row, answer);
        around += sizeOver(row, noise);
      },
      value: () => (around === 0 ? Number.NaN : signal / around),
    });
  },
});
