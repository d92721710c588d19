// Every sentence of the differential view, in each language of the app.

import type { Localized } from "../../../shared/text.ts";

export const TEXTS = {
  name: { en: "two maps and their difference", zh: "两张图及其差" },
  unit: { en: "0 to 1, ±1", zh: "0 到 1，±1" },
  maps: { en: "Maps", zh: "图" },
  three: { en: "two and their difference", zh: "两张图与差" },
  five: { en: "also λA₂, common mode", zh: "加上 λA₂ 与共模" },
  below: { en: "Below", zh: "图下" },
  layers: { en: "λ by layer", zh: "各层 λ" },
  tokens: { en: "λ by token", zh: "各词元 λ" },
  output: { en: "output of the head", zh: "头的输出" },
  noOutput: { en: "This model does not capture what its heads pass on.", zh: "此模型没有捕获各头传出的向量。" },
  printed: { en: "Figure", zh: "插图" },
  printMaps: { en: "maps", zh: "图" },
  printBelow: { en: "below", zh: "图下" },
  nextMaps: { en: "Show λA₂ and the common mode, or not", zh: "显示或隐藏 λA₂ 与共模" },
  nextBelow: { en: "Next below the maps: λ by layer, by token, output", zh: "图下切换：各层 λ、各词元 λ、头的输出" },
  commonShare: { en: "common mode of the row", zh: "该行共模" },
  rowSum: { en: "row sum", zh: "行和" },
  expected: { en: "1 − λ", zh: "1 − λ" },
  negative: { en: "negative mass of the row", zh: "该行负质量" },
  masked: { en: "masked: a later token", zh: "被掩蔽：靠后的词元" },
  pair: { en: "At the cursor", zh: "光标处" },
  query: { en: "query", zh: "查询" },
  key: { en: "key", zh: "键" },
  hint: {
    en: "Hover a map to read all of them at once; click to keep the pair.",
    zh: "指向任一张图即可同时读所有图；点击可固定该词元对。",
  },
  lambdaTitle: { en: "λ by layer", zh: "各层 λ" },
  layer: { en: "Layer", zh: "层" },
  lambda: { en: "λ now", zh: "当前 λ" },
  initial: { en: "initial λ", zh: "初始 λ" },
  fetching: { en: "Fetching both maps…", zh: "正在取得两张图…" },
  fetchingRemedy: { en: "The model is asked for them; the last run did not include them.", zh: "上一次运行没有包含它们，正在向模型请求。" },
} as const satisfies Record<string, Localized>;
