// The printed numbers of the figure, short beside the maps and as sentences in the caption.

import type { Language } from "../../text.ts";
import { formatShare, formatValue } from "../text/number.ts";
import type { DifferenceNumbers, Spread } from "./numbers.ts";

export interface Statement {
  readonly short: string;
  readonly sentence: string;
}

/** Difference under which values are printed as one: float32 sums of some hundred terms. */
const SAME = 5e-4;

/** "0.45", or "0.31 to 0.45 (mean 0.4)" where it is not the same everywhere. */
function range({ low, high, mean }: Spread, language: Language): string {
  if (high - low < SAME) return formatValue(mean);
  const [from, to, middle] = [formatValue(low), formatValue(high), formatValue(mean)];
  return language === "zh" ? `${from} 至 ${to}（平均 ${middle}）` : `${from} to ${to} (mean ${middle})`;
}

export function statements(
  numbers: DifferenceNumbers & {
    readonly lambda: Spread | null;
    readonly initial: Spread | null;
    /** Share of the first map that is taken back; null: it is not said. */
    readonly common: number | null;
  },
  language: Language,
): Statement[] {
  const { lambda, initial, rowSums, negativeShare, common } = numbers;
  const zh = language === "zh";
  const said: Statement[] = [];
  if (lambda) {
    const value = range(lambda, language);
    said.push({ short: `λ = ${value}`, sentence: zh ? `λ = ${value}。` : `λ = ${value}.` });
  }
  if (initial) {
    const value = range(initial, language);
    said.push({
      short: zh ? `λ 初值 ${value}` : `initial λ = ${value}`,
      sentence: zh ? `训练开始时 λ = ${value}。` : `λ began training at ${value}.`,
    });
  }
  const sums = range(rowSums, language);
  // Two ranges would be too long beside the maps, where λ stands as a range already.
  const one = lambda !== null && lambda.high - lambda.low < SAME;
  const rest = lambda && range({ low: 1 - lambda.high, high: 1 - lambda.low, mean: 1 - lambda.mean }, language);
  said.push({
    short: zh ? `行和 ${sums}${one ? `（1 − λ = ${rest}）` : ""}` : `row sums ${sums}${one ? ` (1 − λ = ${rest})` : ""}`,
    sentence: zh
      ? `A₁ − λA₂ 的行和为 ${sums}${rest ? `（1 − λ = ${rest}）` : ""}。`
      : `Rows of A₁ − λA₂ sum to ${sums}${rest ? ` (1 − λ = ${rest})` : ""}.`,
  });
  const share = formatShare(negativeShare);
  said.push({
    short: zh ? `负质量 ${share}` : `negative mass ${share}`,
    sentence: zh ? `负质量 Σ max(−A, 0) / Σ |A| = ${share}。` : `Negative mass Σ max(−A, 0) / Σ |A| = ${share}.`,
  });
  if (common !== null) {
    const part = formatShare(common);
    said.push({
      short: zh ? `共模 ${part}` : `common mode ${part} of A_1`,
      sentence: zh ? `共模 Σ min(A₁, λA₂) / Σ A₁ = ${part}。` : `Common mode Σ min(A₁, λA₂) / Σ A₁ = ${part}.`,
    });
  }
  return said;
}
