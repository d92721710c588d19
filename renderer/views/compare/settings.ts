// What the comparison remembers.

import * as v from "valibot";

export const compareSettings = v.object({
  /** Upper end of the colours: 1, the largest value shown, or what 99 of 100 do not exceed. */
  range: v.fallback(v.picklist(["unit", "max", "p99"]), "max"),
  scale: v.fallback(v.picklist(["linear", "log"]), "linear"),
  /** One range of colours for both maps, or one each. */
  ranges: v.fallback(v.picklist(["shared", "own"]), "shared"),
  /** Whether B − A is drawn. */
  difference: v.fallback(v.boolean(), true),
  /** Heads behind the bars. */
  over: v.fallback(v.picklist(["all", "chosen"]), "all"),
  /** Bars of attention as computed, or of rows divided by their sums. */
  shares: v.fallback(v.picklist(["row", "weight"]), "row"),
  /** What F makes a figure of. */
  printed: v.fallback(v.picklist(["maps", "bars"]), "maps"),
});

export type CompareSettings = v.InferOutput<typeof compareSettings>;
