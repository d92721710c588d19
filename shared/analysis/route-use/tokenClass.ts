// Classes of tokens, told from their texts alone: to see whether routes follow the kind of a token.

import type { Localized } from "../../text.ts";
import type { Token } from "../../trace/trace.ts";

export const TOKEN_CLASSES = ["word-start", "word-inside", "digit", "punctuation", "space", "special"] as const;
export type TokenClass = (typeof TOKEN_CLASSES)[number];

export const TOKEN_CLASS_NAMES: Readonly<Record<TokenClass, Localized>> = {
  "word-start": { en: "word start", zh: "词首" },
  "word-inside": { en: "word inside", zh: "词中" },
  digit: { en: "digits", zh: "数字" },
  punctuation: { en: "punctuation", zh: "标点" },
  space: { en: "space", zh: "空白" },
  special: { en: "special", zh: "特殊" },
};

/**
 * The class of a token, by the first rule that holds: no text of its own, `special`; has a letter, `word-start` where it
 * is the first token of its word with a letter and else `word-inside`; has a digit, `digit`; nothing but white space,
 * `space`; else `punctuation`.
 */
export function tokenClass(tokens: readonly Token[], index: number): TokenClass {
  const token = tokens[index];
  if (!token || token.word < 0 || token.text === "") return "special";
  if (/\p{L}/u.test(token.text)) {
    const before = tokens[index - 1];
    const within = before?.word === token.word && /\p{L}/u.test(before.text);
    return within ? "word-inside" : "word-start";
  }
  if (/\p{N}/u.test(token.text)) return "digit";
  return /^\s+$/u.test(token.text) ? "space" : "punctuation";
}
