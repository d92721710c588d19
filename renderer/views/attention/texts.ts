// Every sentence of the attention view, in each language of the app.

import type { Localized } from "../../../shared/text.ts";

export const TEXTS = {
  range: { en: "Colours", zh: "颜色范围" },
  unit: { en: "0 to 1", zh: "0 到 1" },
  unitSigned: { en: "±1", zh: "±1" },
  max: { en: "to the largest", zh: "到最大值" },
  p99: { en: "to the 99th percentile", zh: "到第 99 百分位" },
  scale: { en: "Scale", zh: "刻度" },
  linear: { en: "linear", zh: "线性" },
  log: { en: "log", zh: "对数" },
  combine: { en: "Heads as", zh: "多头合并" },
  mean: { en: "mean", zh: "平均" },
  maximum: { en: "maximum", zh: "最大" },
  lines: { en: "Lines", zh: "连线" },
  value: { en: "value", zh: "数值" },
  masked: { en: "masked: a later token", zh: "被掩蔽：靠后的词元" },
  rowSum: { en: "row sum", zh: "行和" },
  preview: { en: "preview", zh: "预览" },
  fetching: { en: "Fetching this map…", zh: "正在取得这张图…" },
  fetchingRemedy: { en: "The model is asked for it; the last run did not include it.", zh: "上一次运行没有包含它，正在向模型请求。" },
} as const satisfies Record<string, Localized>;
