// Every sentence about the second of two compared models, in each language of the app.

import type { Localized } from "../../../shared/text.ts";

export const TEXTS = {
  add: { en: "compare", zh: "对比" },
  addHint: { en: "Compare with another model, or with other settings", zh: "与另一个模型或另一组设置对比" },
  second: { en: "Compared with", zh: "对比对象" },
  compareSame: { en: "Compare with itself, as shipped", zh: "与出厂设置的自己对比" },
  compareWith: { en: "Compare with {title}", zh: "与 {title} 对比" },
  compared: { en: "compared", zh: "对比中" },
  close: { en: "Take {name} away", zh: "移除 {name}" },
  swap: { en: "Swap A and B", zh: "交换 A 与 B" },
  linked: { en: "Linked heads", zh: "头联动" },
  linkedHint: {
    en: "On: choosing a layer, head or map chooses it in both. Off: each keeps its own.",
    zh: "开：选择层、头或图时两侧同时选择。关：两侧各自选择。",
  },
  nearest: { en: "B has no {wanted}: {shown} is shown", zh: "B 没有 {wanted}：显示 {shown}" },
  otherTokens: {
    en: "The two models cut the text into other tokens ({first} and {second}): pairs are laid on one another by characters.",
    zh: "两个模型的分词不同（{first} 与 {second} 个词元）：按字符对齐。",
  },
  waiting: { en: "Waiting for the other model…", zh: "等待另一个模型…" },
  instead: { en: "{model} has not what {view} shows; shown is {other}.", zh: "{model} 没有“{view}”所需的内容；改为显示“{other}”。" },
  queued: { en: "queued", zh: "排队中" },
  running: { en: "running…", zh: "运行中…" },
  cancel: { en: "Cancel the run of {name}", zh: "取消 {name} 的运行" },
  cancelShort: { en: "Cancel", zh: "取消" },
  retry: { en: "Try again", zh: "重试" },
  changed: { en: "changed", zh: "已修改" },
  inspect: { en: "Inspected model", zh: "查看的模型" },
  inspectOther: { en: "Inspect the other compared model", zh: "查看另一个对比模型" },
  stop: { en: "Stop comparing", zh: "停止对比" },
  stopFirst: { en: "Keep only the second model", zh: "只保留第二个模型" },
  link: { en: "Link the heads of both models", zh: "联动两个模型的头" },
  ms: { en: "{ms} ms", zh: "{ms} 毫秒" },
  tokens: { en: "{count} tokens", zh: "{count} 个词元" },
} as const satisfies Record<string, Localized>;
