// What a lens cannot do with the chosen map, each as one sentence, and the lens without it.

import { HeddleError } from "../error.ts";
import type { HeadRef, MapChoice } from "../selection/selection.ts";
import type { Language, Localized } from "../text.ts";
import type { Role, ValueKind } from "../trace/vocabulary.ts";
import { type Lens, weightOf } from "./settings.ts";

/** What of a model's captures decides what is defined. */
interface Captured {
  readonly role: Role;
  readonly kind: ValueKind;
  readonly branch?: string | undefined;
}

type Part = "derive" | "renormalise" | "words";

const TEXTS = {
  scores: {
    en: "Raw scores multiply no values, so value vectors cannot weight them: choose attention weights.",
    zh: "原始分数不与值相乘，不能用值向量加权：请选择注意力权重。",
  },
  notMultiplier: {
    en: "This map alone multiplies no values: choose the effective weights, which do.",
    zh: "这张图本身不与值相乘：请选择真正与值相乘的有效权重。",
  },
  noValues: {
    en: "This model does not capture its value vectors, so its weights cannot be weighted by them.",
    zh: "此模型没有捕获值向量，无法据此加权。",
  },
  noTransformed: {
    en: "This model does not capture values behind the output projection; weights times value vectors are offered instead.",
    zh: "此模型没有捕获输出投影之后的值向量；可改用权重乘以值向量长度。",
  },
  signedRollout: {
    en: "Rollout multiplies shares through the layers; what multiplies the values in this model is signed and has no shares.",
    zh: "回溯把占比逐层相乘；此模型中与值相乘的是带符号的权重，没有占比可言。",
  },
  otherRollout: {
    en: "Rollout multiplies attention probabilities through the layers: choose them.",
    zh: "回溯把注意力概率逐层相乘：请选择注意力概率。",
  },
  noShares: {
    en: "Only non-negative weights can be divided by their sum: the rest of the rows is shown as it is.",
    zh: "只有非负权重才能除以其和：各行其余部分按原样显示。",
  },
  wordScores: {
    en: "Raw scores have no meaning as a sum over the tokens of a word: tokens are shown.",
    zh: "原始分数在一个词的各词元上求和没有意义：仍按词元显示。",
  },
} as const satisfies Record<string, Localized>;

/** The role whose maps multiply the values in this model. */
function multiplier(captures: readonly Captured[]): Role {
  return captures.some(({ role }) => role === "attention.effective") ? "attention.effective" : "attention.map";
}

function deriveRefusal(captures: readonly Captured[], choice: MapChoice, kind: ValueKind, { derive }: Lens): Localized | null {
  if (derive === "none") return null;
  const multiplies = multiplier(captures);
  if (derive === "rollout") {
    if (choice.role === multiplies && kind === "probability") return null;
    return captures.some((one) => one.role === multiplies && one.kind !== "probability") ? TEXTS.signedRollout : TEXTS.otherRollout;
  }
  if (kind === "logit") return TEXTS.scores;
  if (choice.role !== multiplies) return TEXTS.notMultiplier;
  if (derive === "value") return captures.some(({ role }) => role === "attention.value") ? null : TEXTS.noValues;
  return captures.some(({ role }) => role === "attention.transformed") ? null : TEXTS.noTransformed;
}

export interface Settled {
  /** The lens without what is not defined. */
  readonly lens: Lens;
  readonly refused: readonly { readonly part: Part; readonly text: Localized }[];
}

/** A lens as far as it is defined on a map of a model. */
export function settledLens(captures: readonly Captured[], choice: MapChoice, heads: readonly HeadRef[], lens: Lens): Settled {
  const kind = captures.find(({ role, branch }) => role === choice.role && branch === choice.branch)?.kind ?? "value";
  const refused: { part: Part; text: Localized }[] = [];
  const derive = deriveRefusal(captures, choice, kind, lens);
  if (derive) refused.push({ part: "derive", text: derive });
  const negative = lens.combine === "weights" && heads.length > 1 && heads.some((head) => weightOf(lens.weights, head) < 0);
  if (lens.renormalise && lens.hidden.length > 0 && (kind !== "probability" || negative))
    refused.push({ part: "renormalise", text: TEXTS.noShares });
  if (lens.words && kind === "logit") refused.push({ part: "words", text: TEXTS.wordScores });
  const drops = (part: Part): boolean => refused.some((one) => one.part === part);
  return {
    lens: {
      ...lens,
      derive: drops("derive") ? "none" : lens.derive,
      renormalise: drops("renormalise") ? false : lens.renormalise,
      words: drops("words") ? false : lens.words,
    },
    refused,
  };
}

/**
 * Holds whoever asks for exactly this lens, as the spec of a figure does, to what is defined.
 * @throws HeddleError `not-supported` with the first refusal
 */
export function requireLens(
  captures: readonly Captured[],
  choice: MapChoice,
  heads: readonly HeadRef[],
  lens: Lens,
  language: Language,
): void {
  const [first] = settledLens(captures, choice, heads, lens).refused;
  if (first) throw new HeddleError("not-supported", first.text[language], "Change the settings, or the map.");
}
