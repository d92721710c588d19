// What a lens cannot do with the chosen map, each as one sentence, and the lens without it.

import { localizedError } from "../error.ts";
import type { HeadRef, MapChoice } from "../selection/selection.ts";
import type { Localized } from "../text.ts";
import type { Role, ValueKind } from "../trace/vocabulary.ts";
import { type Lens, weightOf } from "./settings.ts";

/** What of a model's captures decides what is defined. */
interface Captured {
  readonly role: Role;
  readonly kind: ValueKind;
  readonly branch?: string | undefined;
  readonly layer?: number | undefined;
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
    en: "There is no exact length of the values behind the output projection here: it was not captured, or a norm, a gate or a route lies between head and stream. Weights times value vectors are offered instead.",
    zh: "此处没有输出投影之后值向量的精确长度：未捕获，或在头与残差流之间还有归一化、门控或路由。可改用权重乘以值向量长度。",
  },
  noMultiplier: {
    en: "None of this model's maps multiplies the value vectors of a head: they can neither be weighted by them nor followed through the layers.",
    zh: "此模型的图都不与某个头的值向量相乘，既不能用值向量加权，也不能逐层回溯。",
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
function multiplier(captures: readonly Captured[]): Role | undefined {
  return (["attention.effective", "attention.map"] as const).find((wanted) => captures.some(({ role }) => role === wanted));
}

/** Whether a role is captured in every one of these layers. */
function heldIn(captures: readonly Captured[], layers: readonly (number | undefined)[], wanted: Role): boolean {
  const held = captures.filter(({ role }) => role === wanted);
  return held.length > 0 && layers.every((one) => held.some(({ layer }) => layer === undefined || layer === one));
}

/** Layers of the heads; without heads, all that have the map. */
function layersOf(captures: readonly Captured[], { role, branch }: MapChoice, heads: readonly HeadRef[]): (number | undefined)[] {
  const whose = heads.length > 0 ? heads : captures.filter((one) => one.role === role && one.branch === branch);
  return whose.map(({ layer }) => layer);
}

function deriveRefusal(
  captures: readonly Captured[],
  choice: MapChoice,
  kind: ValueKind,
  heads: readonly HeadRef[],
  { derive }: Lens,
): Localized | null {
  if (derive === "none") return null;
  const multiplies = multiplier(captures);
  if (!multiplies && kind !== "logit") return TEXTS.noMultiplier;
  if (derive === "rollout") {
    if (choice.role === multiplies && kind === "probability") return null;
    return captures.some((one) => one.role === multiplies && one.kind !== "probability") ? TEXTS.signedRollout : TEXTS.otherRollout;
  }
  if (kind === "logit") return TEXTS.scores;
  const layers = layersOf(captures, choice, heads);
  if (derive === "norm" && !heldIn(captures, layers, "attention.transformed")) return TEXTS.noTransformed;
  // What a kernel attention multiplies the values by has a role of its own, beside the normalised map.
  if (choice.role !== multiplies && choice.role !== "kernel.scores") return TEXTS.notMultiplier;
  return derive === "norm" || heldIn(captures, layers, "attention.value") ? null : TEXTS.noValues;
}

export interface Settled {
  /** The lens without what is not defined. */
  readonly lens: Lens;
  readonly refused: readonly { readonly part: Part; readonly text: Localized }[];
}

/** A lens as far as it is defined on a map of a model at these heads, or at all of the map's where none are named. */
export function settledLens(captures: readonly Captured[], choice: MapChoice, heads: readonly HeadRef[], lens: Lens): Settled {
  const kind = captures.find(({ role, branch }) => role === choice.role && branch === choice.branch)?.kind ?? "value";
  const refused: { part: Part; text: Localized }[] = [];
  const derive = deriveRefusal(captures, choice, kind, heads, lens);
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
export function requireLens(captures: readonly Captured[], choice: MapChoice, heads: readonly HeadRef[], lens: Lens): void {
  const [first] = settledLens(captures, choice, heads, lens).refused;
  if (!first) return;
  const { en, zh } = first.text;
  throw localizedError("not-supported", { en: [en, "Change the settings, or the map."], zh: [zh, "请更改设置，或换一张图。"] });
}
