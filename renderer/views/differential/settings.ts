// What the differential view remembers.

import * as v from "valibot";

export const differentialSettings = v.object({
  /** Upper end of the colours: 1, the largest value shown, or what 99 of 100 do not exceed. */
  range: v.fallback(v.picklist(["unit", "max", "p99"]), "max"),
  scale: v.fallback(v.picklist(["linear", "log"]), "linear"),
  /** Both maps and their difference, or also λA₂ and what the maps have in common. */
  maps: v.fallback(v.picklist(["three", "five"]), "three"),
  /** What stands under the maps: λ of every layer, λ of each head and token, or the output of the head. */
  below: v.fallback(v.picklist(["layers", "tokens", "output"]), "layers"),
  /** What F makes a figure of. */
  printed: v.fallback(v.picklist(["maps", "below"]), "maps"),
});

export type DifferentialSettings = v.InferOutput<typeof differentialSettings>;
