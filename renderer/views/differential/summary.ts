// Two maps and their difference in words, for who hears them.

import { rowNumbers } from "../../../shared/figures/diff-triptych/strip.ts";
import { headName } from "../../../shared/selection/headName.ts";
import type { HeadRef } from "../../../shared/selection/selection.ts";
import type { Language } from "../../../shared/text.ts";
import type { Difference } from "./readings.ts";

/** Numbers of the whole difference: the share of |A| below zero, smallest and largest row sum. */
function totals(maps: Difference): { negative: number; lowest: number; highest: number } {
  const { difference } = maps;
  let [below, size] = [0, 0];
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let query = 0; query < difference.rows; query++) {
    const { sum } = rowNumbers(maps.difference, query);
    lowest = Math.min(lowest, sum);
    highest = Math.max(highest, sum);
    for (let key = 0; key < difference.columns; key++) {
      const value = difference.value(query, key);
      if (Number.isNaN(value)) continue;
      size += Math.abs(value);
      if (value < 0) below -= value;
    }
  }
  return { negative: size === 0 ? 0 : below / size, lowest, highest };
}

export function differenceSummary(head: HeadRef, maps: Difference, language: Language): string {
  const { negative, lowest, highest } = totals(maps);
  const number = (value: number): string => value.toFixed(3).replace("-", "−");
  const last = maps.difference.rows - 1;
  const share = `${(negative * 100).toFixed(1)}%`;
  if (language === "zh")
    return `${headName(head)}：${last + 1} 个词元的两张注意力图及其差。λ = ${number(maps.lambda(last))}，差图行和 ${number(lowest)} 至 ${number(highest)}，负质量 ${share}。`;
  return `${headName(head)}: two attention maps of ${last + 1} tokens and their difference. λ is ${number(maps.lambda(last))}, rows of the difference sum to ${number(lowest)} to ${number(highest)}, and ${share} of its mass is negative.`;
}
