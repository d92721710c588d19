// Two results held against each other, measure by measure: of the same prompts in pairs, since what one prompt does to both
// models is then taken out.  d = mean of (b_i - a_i) ± t(0.975, n - 1) s / √n

import { type Summary, summarise } from "./interval.ts";
import type { DatasetResult } from "./result.ts";

/** True where both results are of the same prompts. */
export function samePrompts(a: DatasetResult, b: DatasetResult): boolean {
  return a.prompts === b.prompts && a.each.some(({ line }) => b.each.some((other) => other.line === line));
}

/** The difference b - a of one measure, mean over heads, over the prompts that both have. */
export function pairedDifference(a: DatasetResult, b: DatasetResult, measure: string): Summary {
  const first = new Map(a.each.map(({ line, means }) => [line, means[measure] ?? null]));
  return summarise(
    b.each.flatMap(({ line, means }) => {
      const [one, other] = [first.get(line) ?? null, means[measure] ?? null];
      return one === null || other === null ? [] : [other - one];
    }),
  );
}

/** Which way a difference came out: "more" or "less" where its interval leaves out 0, else "open". */
export function verdict({ low, high }: Summary): "more" | "less" | "open" {
  if (low === null || high === null) return "open";
  return low > 0 ? "more" : high < 0 ? "less" : "open";
}
