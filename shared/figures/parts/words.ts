// The words that several figures print, in both languages.

import type { Localized } from "../../text.ts";
import type { Role, ValueKind } from "../../trace/vocabulary.ts";

/** Short names of maps; a role without one is called by its word. */
export const MAP_NAMES: Readonly<Partial<Record<Role, Localized>>> = {
  "attention.scores": { en: "attention scores", zh: "注意力分数" },
  "attention.map": { en: "attention probabilities", zh: "注意力概率" },
  "attention.effective": { en: "effective attention weights", zh: "有效注意力权重" },
  "wkv.map": { en: "weights of channels", zh: "通道权重" },
  "wkv.weight": { en: "weights of a channel", zh: "单个通道的权重" },
  "attention.bias": { en: "attention bias", zh: "注意力偏置" },
  "compose.scores": { en: "attention scores after mixing", zh: "混合后的注意力分数" },
  "kernel.decay": { en: "log of the kernel decay", zh: "核衰减的对数" },
  "kernel.scores": { en: "kernel scores, not divided", zh: "核分数（未归一）" },
};

export const KIND_NAMES: Readonly<Record<ValueKind, Localized>> = {
  probability: { en: "probability", zh: "概率" },
  logit: { en: "logit", zh: "logit" },
  signed: { en: "signed weight", zh: "带符号权重" },
  gate: { en: "gate", zh: "门控值" },
  scalar: { en: "value", zh: "数值" },
  value: { en: "value", zh: "数值" },
};

export const WORDS = {
  query: { en: "query", zh: "查询" },
  key: { en: "key", zh: "键" },
  layer: { en: "layer", zh: "层" },
  head: { en: "head", zh: "头" },
  group: { en: "group of channels", zh: "通道组" },
  masked: { en: "masked", zh: "被掩蔽" },
  log: { en: "log scale", zh: "对数刻度" },
  p99: { en: "to the 99th percentile", zh: "至第 99 百分位" },
  probability: { en: "probability", zh: "概率" },
} as const satisfies Record<string, Localized>;

/** The text with {name} replaced. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
