// The words of figures of routes, in both languages.

import type { Language, Localized } from "../../text.ts";

const KINDS: Readonly<Record<string, Localized>> = {
  attention: { en: "attention", zh: "注意力" },
  ffn: { en: "FFN", zh: "前馈" },
};

/** What a kind of router is called; one without a name of its own is called by its word. */
export function kindWord(kind: string, language: Language): string {
  return KINDS[kind]?.[language] ?? kind;
}

export const WORDS = {
  step: { en: "step {step}", zh: "第 {step} 步" },
  forced: { en: "forced", zh: "已指定" },
  byDepth: { en: "by depth", zh: "按层序" },
  use: { en: "use", zh: "使用" },
  token: { en: "token", zh: "词元" },
} as const satisfies Record<string, Localized>;
