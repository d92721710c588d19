// Every sentence of the differential view, in each language of the app.

import type { Localized } from "../../../shared/text.ts";

export const TEXTS = {
  name: { en: "two maps and their difference", zh: "两张图及其差" },
  range: { en: "Colours", zh: "颜色范围" },
  unit: { en: "0 to 1, ±1", zh: "0 到 1，±1" },
  max: { en: "to the largest", zh: "到最大值" },
  p99: { en: "to the 99th percentile", zh: "到第 99 百分位" },
  scale: { en: "Scale", zh: "刻度" },
  linear: { en: "linear", zh: "线性" },
  log: { en: "log", zh: "对数" },
  preview: { en: "preview", zh: "预览" },
  rowSum: { en: "row sum", zh: "行和" },
  expected: { en: "1 − λ", zh: "1 − λ" },
  negative: { en: "negative mass of the row", zh: "该行负质量" },
  masked: { en: "masked: a later token", zh: "被掩蔽：靠后的词元" },
  pair: { en: "At the cursor", zh: "光标处" },
  query: { en: "query", zh: "查询" },
  key: { en: "key", zh: "键" },
  hint: { en: "Hover a map to read all three at once; click to keep the pair.", zh: "指向任一张图即可同时读三张图；点击可固定该词元对。" },
  lambdaTitle: { en: "λ by layer", zh: "各层 λ" },
  layer: { en: "Layer", zh: "层" },
  lambda: { en: "λ now", zh: "当前 λ" },
  initial: { en: "λ at start", zh: "初始 λ" },
  fetching: { en: "Fetching both maps…", zh: "正在取得两张图…" },
  fetchingRemedy: { en: "The model is asked for them; the last run did not include them.", zh: "上一次运行没有包含它们，正在向模型请求。" },
} as const satisfies Record<string, Localized>;
