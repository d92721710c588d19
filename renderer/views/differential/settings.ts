// What the differential view remembers.

import * as v from "valibot";

export const differentialSettings = v.object({
  /** Upper end of the colours: 1, or the largest value shown. */
  range: v.fallback(v.picklist(["unit", "max"]), "max"),
  scale: v.fallback(v.picklist(["linear", "log"]), "linear"),
});

export type DifferentialSettings = v.InferOutput<typeof differentialSettings>;
