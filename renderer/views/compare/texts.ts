// Every sentence of the comparison, in each language of the app.

import type { Localized } from "../../../shared/text.ts";

export const TEXTS = {
  name: { en: "maps of both models and their difference", zh: "两个模型的图及其差" },
  unit: { en: "to 1", zh: "到 1" },
  ranges: { en: "Range", zh: "范围" },
  shared: { en: "one for A and B", zh: "A 与 B 共用" },
  own: { en: "one each", zh: "各用各的" },
  difference: { en: "B − A", zh: "B − A" },
  printed: { en: "Figure", zh: "插图" },
  maps: { en: "maps", zh: "图" },
  bars: { en: "bars", zh: "条形" },
  rowSum: { en: "row sum", zh: "行和" },
  masked: { en: "masked or left out", zh: "被掩蔽或略去" },
  fetching: { en: "Fetching both maps…", zh: "正在取得两张图…" },
  fetchingRemedy: {
    en: "The models are asked for them; the last runs did not include them.",
    zh: "上一次运行没有包含它们，正在向模型请求。",
  },
  barsTitle: { en: "Attention by part of the text", zh: "文本各部分得到的注意力" },
  numbers: { en: "Bars and numbers", zh: "条形与数值" },
  over: { en: "Heads", zh: "头" },
  all: { en: "all", zh: "全部" },
  chosen: { en: "chosen", zh: "所选" },
  shares: { en: "Attention", zh: "注意力" },
  row: { en: "share of each row", zh: "占行和的份额" },
  weight: { en: "as computed", zh: "计算所得" },
  nothingMarked: { en: "Nothing is marked in the prompt.", zh: "提示词中没有标记。" },
  howToMark: {
    en: "Mark the answer and the question in the prompt (drag over tokens, then press A or Q) to see what each model gives to the answer, to the context and to the first token.",
    zh: "在提示词中标出答案与提问（拖选词元，再按 A 或 Q），即可看到各模型给予答案、上下文与首词元的注意力。",
  },
  noWeights: { en: "There are no attention weights to share out in {models}.", zh: "{models} 没有可分摊的注意力权重。" },
  and: { en: " and ", zh: " 与 " },
  part: { en: "part", zh: "部分" },
  tokens: { en: "tokens", zh: "词元" },
  first: { en: "first token", zh: "首词元" },
  answer: { en: "answer", zh: "答案" },
  query: { en: "query", zh: "提问" },
  noise: { en: "context", zh: "上下文" },
  other: { en: "other", zh: "其他" },
  allNoise: { en: "context in all (noise)", zh: "上下文合计（噪声）" },
  sum: { en: "sum", zh: "合计" },
  meanOf: {
    en: "{letter}: {map}, mean over {heads} and {asked}.",
    zh: "{letter}：{map}，对 {heads}和{asked}取平均。",
  },
  allHeads: { en: "all {n} heads", zh: "全部 {n} 个头" },
  someHeads: { en: "{n} of {all} heads", zh: "{all} 个头中的 {n} 个" },
  asked: { en: "{n} asked queries", zh: "被问的 {n} 个查询" },
  askedOne: { en: "one asked query", zh: "被问的 1 个查询" },
  oneText: { en: "One text (n = 1).", zh: "一段文本（n = 1）。" },
  rowSentence: { en: "Each row is divided by its sum first.", zh: "先将各行除以其行和。" },
  weightSentence: { en: "Rows are as computed and need not sum to 1.", zh: "各行为计算所得原值，行和不必为 1。" },
  toggleDifference: { en: "Show or hide B − A", zh: "显示或隐藏 B − A" },
  toggleRanges: { en: "One range of colours for A and B, or one each", zh: "A 与 B 共用或各用颜色范围" },
  toggleOver: { en: "Bars of all heads, or of the chosen ones", zh: "条形取全部头或所选头" },
  toggleShares: { en: "Bars of shares of each row, or as computed", zh: "条形取行和份额或计算所得" },
  togglePrinted: { en: "Make a figure of the maps, or of the bars", zh: "输出图或条形" },
} as const satisfies Record<string, Localized>;

/** The sentence with {name} replaced. */
export function say(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
