// Self score: what each token gives to itself.

import { defineHeadAnalysis } from "../contract.ts";
import { meanWhereDefined, nothingMissing } from "../rows.ts";

export default defineHeadAnalysis({
  title: { en: "Self", zh: "自身" },
  short: { en: "self", zh: "自身" },
  summary: { en: "What a query gives to its own token, mean over all queries.", zh: "查询给予自身词元的量，对全部查询取平均。" },
  formula: String.raw`s = \frac{1}{T} \sum_q A_{qq}`,
  source: "mean of the diagonal",
  group: "pattern",
  unit: "share",
  kinds: ["probability", "signed", "value"],
  missing: nothingMissing,
  start: ({ offset }) => meanWhereDefined((row, query) => row[query + offset] ?? 0),
});
