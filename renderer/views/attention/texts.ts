// Every sentence of the attention view, in each language of the app.

import type { Localized } from "../../../shared/text.ts";

export const TEXTS = {
  unitSigned: { en: "±1", zh: "±1" },
  combine: { en: "Heads as", zh: "多头合并" },
  mean: { en: "mean of heads", zh: "各头平均" },
  maximum: { en: "maximum of heads", zh: "各头最大" },
  weights: { en: "heads by weight", zh: "各头加权" },
  weightsPane: { en: "Weights of the heads", zh: "各头的权重" },
  derive: { en: "Cells", zh: "格子的值" },
  plain: { en: "weights", zh: "权重" },
  plainScores: { en: "scores", zh: "分数" },
  value: { en: "weight × ‖v‖", zh: "权重 × ‖v‖" },
  norm: { en: "‖weight · f(x)‖", zh: "‖权重 · f(x)‖" },
  rollout: { en: "rollout to this layer", zh: "回溯至该层" },
  hide: { en: "Keys", zh: "键" },
  allKeys: { en: "all keys", zh: "全部键" },
  rows: { en: "Rows", zh: "行" },
  columns: { en: "Columns", zh: "列" },
  allRows: { en: "all rows", zh: "全部行" },
  allColumns: { en: "all columns", zh: "全部列" },
  beside: { en: "Beside", zh: "图旁" },
  lines: { en: "lines", zh: "连线" },
  text: { en: "text", zh: "文本" },
  distance: { en: "distances", zh: "距离" },
  nothing: { en: "map alone", zh: "仅图" },
  direction: { en: "Direction", zh: "方向" },
  both: { en: "both ways", zh: "双向" },
  from: { en: "looks at", zh: "看向" },
  to: { en: "looked at by", zh: "被看" },
  printed: { en: "Figure", zh: "插图" },
  printMap: { en: "map", zh: "图" },
  printBeside: { en: "beside", zh: "图旁" },
  printHeads: { en: "all heads", zh: "所有头" },
  cell: { en: "value", zh: "数值" },
  masked: { en: "masked: a later token", zh: "被掩蔽：靠后的词元" },
  left: { en: "left out", zh: "已略去" },
  rowSum: { en: "row sum", zh: "行和" },
  noDistance: { en: "Raw scores add up to nothing.", zh: "原始分数不能求和。" },
  noDistanceRemedy: { en: "Choose attention weights to see distances.", zh: "请选择注意力权重以查看距离。" },
  fetching: { en: "Fetching this map…", zh: "正在取得这张图…" },
  fetchingRemedy: { en: "The model is asked for it; the last run did not include it.", zh: "上一次运行没有包含它，正在向模型请求。" },
  nextMap: { en: "Next map: weights, scores, …", zh: "下一张图：权重、分数……" },
  swapScale: { en: "Linear or log colours", zh: "线性或对数颜色" },
  nextRange: { en: "Next range of colours", zh: "下一种颜色范围" },
  nextDerive: { en: "Next value of cells: weights, × ‖v‖, rollout", zh: "下一种格子的值：权重、× ‖v‖、回溯" },
  nextCombine: { en: "Merge heads by mean, maximum or weights", zh: "合并各头：平均、最大或加权" },
  hideKey: { en: "Leave out the pinned key, or the first", zh: "略去固定的键（或第一个键）" },
  showKeys: { en: "Show all keys", zh: "显示全部键" },
  normalise: { en: "Divide the rest of each row by its sum", zh: "各行其余部分除以其和" },
  nextBeside: { en: "Next beside the map: lines, text, distances", zh: "图旁切换：连线、文本、距离" },
  nextDirection: { en: "Next direction: both, looks at, looked at by", zh: "切换方向：双向、看向、被看" },
  spanRows: { en: "Rows of the marked range only, or all", zh: "只看选中范围的行，或全部行" },
  spanColumns: { en: "Columns of the marked range only, or all", zh: "只看选中范围的列，或全部列" },
} as const satisfies Record<string, Localized>;

/** "without key 3", "without 2 keys, rows to 1" */
export function hiddenText(hidden: readonly number[], renormalise: boolean): Localized {
  const [only] = hidden;
  const en = hidden.length === 1 && only !== undefined ? `without key ${only + 1}` : `without ${hidden.length} keys`;
  const zh = hidden.length === 1 && only !== undefined ? `略去键 ${only + 1}` : `略去 ${hidden.length} 个键`;
  return renormalise ? { en: `${en}, rows to 1`, zh: `${zh}，各行归一` } : { en, zh };
}

/** "rows: answer 3–5", "rows: 4–9" for a part that was zoomed to. */
export function spanText(
  kind: "range" | "answer" | "query" | "noise" | "zoom",
  start: number,
  end: number,
  axis: "rows" | "columns",
): Localized {
  const run = end - start > 1 ? `${start + 1}–${end}` : `${start + 1}`;
  const names = {
    range: { en: "range", zh: "选中范围" },
    answer: { en: "answer", zh: "答案" },
    query: { en: "query", zh: "提问" },
    noise: { en: "noise", zh: "噪声" },
    zoom: { en: "", zh: "" },
  } as const;
  const { en, zh } = names[kind];
  return { en: `${axis}: ${en} ${run}`.replace("  ", " "), zh: `${axis === "rows" ? "行" : "列"}：${zh} ${run}`.replace("： ", "：") };
}
