// What the differential view remembers.

import * as v from "valibot";

export const differentialSettings = v.object({
  /** Upper end of the colours: 1, the largest value shown, or what 99 of 100 do not exceed. */
  range: v.fallback(v.picklist(["unit", "max", "p99"]), "max"),
  scale: v.fallback(v.picklist(["linear", "log"]), "linear"),
});

export type DifferentialSettings = v.InferOutput<typeof differentialSettings>;
