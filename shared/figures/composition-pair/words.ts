// What the parts of a composition matrix are called, and the stages it is applied at.

import type { Stage } from "../../analysis/composition-matrix/factors.ts";
import type { Branch } from "../../analysis/composition-matrix/matrix.ts";
import type { Language, Localized } from "../../text.ts";

export const STAGE_NAMES: Readonly<Record<Stage, Localized>> = {
  pre: { en: "before the softmax", zh: "softmax 之前" },
  post: { en: "after the softmax", zh: "softmax 之后" },
};

/** The same where there is little room. */
export const SHORT_STAGE_NAMES: Readonly<Record<Stage, Localized>> = {
  pre: { en: "pre-softmax", zh: "softmax 前" },
  post: { en: "post-softmax", zh: "softmax 后" },
};

/** Each branch on two lines: what it depends on, and its form. */
export const BRANCH_NAMES: Readonly<Record<Branch, Readonly<Record<Language, readonly [string, string]>>>> = {
  base: { en: ["base", "all pairs"], zh: ["基础", "所有词元对"] },
  query: { en: ["query", "low rank"], zh: ["查询", "低秩"] },
  "query-gate": { en: ["query", "gate"], zh: ["查询", "门控"] },
  key: { en: ["key", "low rank"], zh: ["键", "低秩"] },
  "key-gate": { en: ["key", "gate"], zh: ["键", "门控"] },
};

export const PAIR_WORDS = {
  input: { en: "input head", zh: "输入头" },
  output: { en: "output head", zh: "输出头" },
  in: { en: "in: a", zh: "入：a" },
  out: { en: "out: a′", zh: "出：a′" },
  others: { en: "from others", zh: "来自其他头" },
  scale: { en: "M − I", zh: "M − I" },
} as const satisfies Record<string, Localized>;
