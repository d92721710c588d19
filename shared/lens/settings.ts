// A lens is how captured maps are looked at before they are drawn or measured by eye: weighted by what they carry,
// followed through the layers, several heads as one, keys left out, words in the place of tokens. Plain data, so that it
// is in the selection, in the history, in links and in the specs of figures.

import * as v from "valibot";

const index = v.pipe(v.number(), v.integer(), v.minValue(0));

/**
 * What a cell is: the captured weight, the weight times the size of what the key gives (its value vector, or that after
 * the head's part of the output projection), or the weight followed back through the layers.
 */
export const DERIVATIONS = ["none", "value", "norm", "rollout"] as const;

/** How several heads become one map. */
export const MERGES = ["mean", "max", "weights"] as const;
export type Merge = (typeof MERGES)[number];

/** Share of a head where heads are merged by weights; a head that is not listed has weight 1. */
const headWeight = v.strictObject({ layer: index, head: index, weight: v.pipe(v.number(), v.minValue(-1), v.maxValue(1)) });
export type HeadWeight = v.InferOutput<typeof headWeight>;

/** The entries of a lens that are chosen for a view, all with defaults. */
export const lensEntries = {
  derive: v.optional(v.picklist(DERIVATIONS), "none"),
  combine: v.optional(v.picklist(MERGES), "mean"),
  weights: v.optional(v.array(headWeight), []),
  /** Keys whose columns are left out, as the first token that many heads rest on. */
  hidden: v.optional(v.array(index), []),
  /** Whether what remains of each row is divided by its sum. */
  renormalise: v.optional(v.boolean(), false),
} as const;

/** The same with words, which the window sets for all of its places at once. */
export const lensSettings = { ...lensEntries, words: v.optional(v.boolean(), false) } as const;

const lensObject = v.object(lensSettings);
export type Lens = v.InferOutput<typeof lensObject>;

/** Captured weights, one head's or the mean of several. */
export const PLAIN: Lens = { derive: "none", combine: "mean", weights: [], hidden: [], renormalise: false, words: false };

/** The weight of a head. */
export function weightOf(weights: readonly HeadWeight[], { layer, head }: { readonly layer: number; readonly head: number }): number {
  return weights.find((one) => one.layer === layer && one.head === head)?.weight ?? 1;
}
