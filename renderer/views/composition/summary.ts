// The maps before and after composing in words, for who hears them.

import { STAGE_NAMES } from "../../../shared/figures/composition-pair/words.ts";
import { differenceNumbers } from "../../../shared/figures/diff-triptych/numbers.ts";
import { headName } from "../../../shared/selection/headName.ts";
import type { HeadRef } from "../../../shared/selection/selection.ts";
import type { Language } from "../../../shared/text.ts";
import type { StageMaps } from "./readPair.ts";

export function mapsSummary(head: HeadRef, { stage, after }: StageMaps, language: Language): string {
  const { rowSums, negativeShare } = differenceNumbers(after);
  const number = (value: number): string => value.toFixed(3).replace("-", "−");
  const share = `${(negativeShare * 100).toFixed(1)}%`;
  const name = `${headName(head)}`;
  const place = STAGE_NAMES[stage][language];
  const sums = stage === "post";
  if (language === "zh")
    return `${name}：${after.rows} 个词元的图，${place}混合各头之前与之后。${sums ? `之后的行和为 ${number(rowSums.low)} 至 ${number(rowSums.high)}，负质量 ${share}。` : ""}`;
  return `${name}: maps of ${after.rows} tokens before and after the heads are mixed ${place}.${sums ? ` Rows after sum to ${number(rowSums.low)} to ${number(rowSums.high)}, and ${share} of their mass is negative.` : ""}`;
}
