// Retrieval score: which share of the answer's tokens a head copies while the model writes it.

import { defineHeadAnalysis, type HeadContext, SEGMENTS } from "../contract.ts";
import { atQueries, needsAnswer } from "../rows.ts";

/** The key with the largest weight, the first of equals; -1 for an empty row. */
function strongest(row: Float32Array): number {
  let best = row.length === 0 ? -1 : 0;
  for (let key = 1; key < row.length; key++) if ((row[key] as number) > (row[best] as number)) best = key;
  return best;
}

export default defineHeadAnalysis({
  title: { en: "Retrieval score", zh: "检索分数" },
  short: { en: "retrieval", zh: "检索" },
  summary: {
    en: "The share of the answer's tokens that the head copies: its strongest key is the token in the answer, and the model writes that token next. Counted from the last token of the query on.",
    zh: "该头复制的答案词元所占比例：其最强的键落在答案中，且模型接下来写出的正是该词元。自提问的最后一个词元起计。",
  },
  formula: String.raw`r = \frac{|g \cap S|}{|S|}, \quad g = \{\, j = \arg\max_k A_{qk} : x_j = \hat y_q \,\}`,
  source: "Wu et al. 2024, Retrieval Head Mechanistically Explains Long-Context Factuality, retrieval score",
  group: "answer",
  unit: "share",
  kinds: ["probability", "signed", "value"],
  missing: (context: HeadContext) =>
    needsAnswer(context) ??
    (context.predicted === null
      ? { en: "This trace has no logits, so it is not known what the model writes.", zh: "此轨迹没有 logits，不知道模型写出什么。" }
      : null),
  start: ({ ids, segments, steps, predicted }) => {
    const answer = SEGMENTS.indexOf("answer");
    const copied = new Set<number>();
    let size = 0;
    for (const segment of segments) if (segment === answer) size++;
    return atQueries(steps, {
      add(row, query) {
        const key = strongest(row);
        if (segments[key] === answer && ids[key] === predicted?.[query]) copied.add(key);
      },
      value: () => (size === 0 || predicted === null ? Number.NaN : copied.size / size),
    });
  },
});
