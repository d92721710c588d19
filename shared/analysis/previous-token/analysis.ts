// Previous-token score: what each token gives to the one right before it.

import { defineHeadAnalysis, type HeadContext } from "../contract.ts";
import { meanWhereDefined } from "../rows.ts";

export default defineHeadAnalysis({
  title: { en: "Previous token", zh: "前一词元" },
  short: { en: "previous", zh: "前一" },
  summary: {
    en: "What a query gives to the token right before it, mean over all queries that have one.",
    zh: "查询给予紧邻其前的词元的量，对所有有前一词元的查询取平均。",
  },
  formula: String.raw`p = \frac{1}{T - 1} \sum_{q > 1} A_{q,\, q-1}`,
  source: "mean of the first subdiagonal; Olsson et al. 2022, In-context Learning and Induction Heads",
  group: "pattern",
  unit: "share",
  kinds: ["probability", "signed", "value"],
  missing: ({ ids }: HeadContext) =>
    ids.length > 1 ? null : { en: "A text of one token has no previous token.", zh: "只有一个词元的文本没有前一词元。" },
  start: ({ offset }) => meanWhereDefined((row, query) => (query + offset < 1 ? Number.NaN : (row[query + offset - 1] ?? 0))),
});
