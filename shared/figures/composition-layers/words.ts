// What the figure of heads mixed for a token says.

import type { Stage } from "../../analysis/composition-matrix/factors.ts";
import type { LayerShares } from "../../analysis/composition-share/analysis.ts";
import { headName } from "../../selection/headName.ts";
import type { Language } from "../../text.ts";
import { STAGE_NAMES } from "../composition-pair/words.ts";
import { formatShare } from "../text/number.ts";

/** One panel: a stage and the shares of its layers. */
export interface Panel {
  readonly stage: Stage;
  readonly layers: readonly LayerShares[];
}

export const SAYS = {
  en: {
    title: "Heads mixed for query {query}",
    model: "{model}: for query {query}, how much of each head comes from other heads, by layer and head.",
    formula: "Share: Σ |a_n M_nm| over the keys seen and n ≠ m, divided by the same sum over all n (a: {maps}).",
    colour: "Colour: {colour}",
    most: "{stage}: most in {head} ({share}), mean {mean}",
    short: ["{stage}:", "most {head} {share}", "mean {mean}"],
    share: "share from other heads",
  },
  zh: {
    title: "查询 {query} 处被混合的头",
    model: "{model}：对查询 {query}，每层每头有多少来自其他头。",
    formula: "比例：在可见的键与 n ≠ m 上的 Σ |a_n M_nm|，除以对所有 n 的同一和（a：{maps}）。",
    colour: "颜色：{colour}",
    most: "{stage}：最多为 {head}（{share}），平均 {mean}",
    short: ["{stage}：", "最多 {head} {share}", "平均 {mean}"],
    share: "来自其他头的比例",
  },
} as const;

/** The head that has most from others, and the mean over all heads. */
export function spread({ stage, layers }: Panel, language: Language) {
  const all = layers.flatMap(({ layer, heads }) => heads.map(({ share }, head) => ({ layer, head, share })));
  const most = all.reduce((best, one) => (one.share > best.share ? one : best));
  return {
    stage: STAGE_NAMES[stage][language],
    head: headName(most),
    share: formatShare(most.share),
    mean: formatShare(all.reduce((sum, { share }) => sum + share, 0) / all.length),
  };
}
