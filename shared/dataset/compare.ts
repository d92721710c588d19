// Two results held against each other, measure by measure: of the same prompts in pairs, since what one prompt does to both
// models is then taken out.  d = mean of (b_i - a_i) ± t(0.975, n - 1) s / √n

import { type Summary, summarise } from "./interval.ts";
import type { DatasetResult } from "./result.ts";

/** True where both results are of the same prompts; older results, which have no digest of them, by the file's name. */
export function samePrompts(a: DatasetResult, b: DatasetResult): boolean {
  const told = a.promptsSha256 !== undefined && b.promptsSha256 !== undefined;
  return (
    (told ? a.promptsSha256 === b.promptsSha256 : a.prompts === b.prompts) &&
    a.each.some(({ line }) => b.each.some((other) => other.line === line))
  );
}

type Prompt = DatasetResult["each"][number];

/** The difference b - a of one number a prompt, over the prompts where both have it. */
function inPairs(a: DatasetResult, b: DatasetResult, number: (prompt: Prompt, of: DatasetResult) => number | null): Summary {
  const first = new Map(a.each.map((prompt) => [prompt.line, number(prompt, a)]));
  return summarise(
    b.each.flatMap((prompt) => {
      const [one, other] = [first.get(prompt.line) ?? null, number(prompt, b)];
      return one === null || other === null ? [] : [other - one];
    }),
  );
}

/** What stands for a measure in a result: of probabilities, which have no sign, the absolute noise is the noise itself. */
function standIn(measure: string, { kind }: DatasetResult): string {
  return measure === "absolute-noise" && kind === "probability" ? "noise-attention" : measure;
}

/** The difference b - a of one measure, mean over heads, over the prompts that both have. */
export function pairedDifference(a: DatasetResult, b: DatasetResult, measure: string): Summary {
  return inPairs(a, b, ({ means }, of) => means[standIn(measure, of)] ?? null);
}

/** One measure of a result, mean over heads, over its prompts; null where it has none. */
export function overallOf(result: DatasetResult, measure: string): Summary | null {
  return result.overall[standIn(measure, result)] ?? null;
}

/** The difference b - a of what switching each one's set of heads off did to ln p of the answer, over the prompts of both. */
export function changeDifference(a: DatasetResult, b: DatasetResult): Summary {
  return inPairs(a, b, ({ change }) => change);
}

/** Which way a difference came out: "more" or "less" where its interval leaves out 0, else "open". */
export function verdict({ low, high }: Summary): "more" | "less" | "open" {
  if (low === null || high === null) return "open";
  return low > 0 ? "more" : high < 0 ? "less" : "open";
}
