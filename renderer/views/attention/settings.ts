// What the attention view remembers: how the map is coloured and what stands beside it. What the map is made of is the
// lens, which belongs to the selection.

import * as v from "valibot";

/** What stands beside the map: nothing, lines between tokens, the coloured text, or how far back attention goes. */
export const BESIDE = ["lines", "text", "distance", "nothing"] as const;
export const DIRECTIONS = ["both", "from", "to"] as const;

export const attentionSettings = v.object({
  /** Upper end of the colours: 1, the largest value of the map, or what 99 of 100 do not exceed. */
  range: v.fallback(v.picklist(["unit", "max", "p99"]), "max"),
  scale: v.fallback(v.picklist(["linear", "log"]), "linear"),
  beside: v.fallback(v.picklist(BESIDE), "lines"),
  /** Of the read token: what it looks at, who looks at it, or both. */
  direction: v.fallback(v.picklist(DIRECTIONS), "both"),
  /** What F makes a figure of: the map, what stands beside it, or all heads. */
  printed: v.fallback(v.picklist(["map", "beside", "heads"]), "map"),
});

export type AttentionSettings = v.InferOutput<typeof attentionSettings>;
