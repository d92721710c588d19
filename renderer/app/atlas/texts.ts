// Every sentence of the atlas, in each language of the app.

import type { Localized } from "../../../shared/text.ts";

export const TEXTS = {
  heads: { en: "Heads", zh: "注意力头" },
  map: { en: "Map", zh: "图" },
  ranges: { en: "Colours", zh: "颜色范围" },
  shared: { en: "one range", zh: "共用范围" },
  own: { en: "a range each", zh: "各图范围" },
  off: { en: "off", zh: "已关闭" },
  gestures: {
    en: "Click to show, Shift-click to add, Alt-click to switch off or on. Arrow keys move.",
    zh: "点击显示，Shift 点击添加，Alt 点击关闭或打开，方向键移动。",
  },
  waiting: { en: "The heads appear here when the model has run.", zh: "模型运行后，这里显示各个注意力头。" },
  waitingRemedy: { en: "Choose a model and type something.", zh: "请选择模型并输入文字。" },
  fetching: { en: "Fetching these maps…", zh: "正在取得这些图…" },
  fetchingRemedy: { en: "The model is asked for them.", zh: "正在向模型请求。" },
  none: { en: "This model has no attention maps.", zh: "此模型没有注意力图。" },
  noneRemedy: { en: "The tabs show what it has.", zh: "它有的内容见各标签页。" },
} as const satisfies Record<string, Localized>;
