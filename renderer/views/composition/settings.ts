// What the composition view remembers.

import * as v from "valibot";
import { STAGES } from "../../../shared/analysis/composition-matrix/factors.ts";

export const compositionSettings = v.object({
  /** Before or after the softmax. */
  stage: v.fallback(v.picklist(STAGES), "post"),
  /** Where the colours of the matrices end: the largest of the text, of the pair, or 1. */
  range: v.fallback(v.picklist(["text", "pair", "unit"]), "text"),
  /** Of the colours of the maps. */
  scale: v.fallback(v.picklist(["linear", "log"]), "linear"),
  /** What F makes a figure of. */
  figure: v.fallback(v.picklist(["pair", "maps", "layers"]), "pair"),
  /** Whether the gains of one layer or of all are changed. */
  scope: v.fallback(v.picklist(["all", "layer"]), "all"),
});

export type CompositionSettings = v.InferOutput<typeof compositionSettings>;
