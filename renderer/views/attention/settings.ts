// What the attention view remembers.

import * as v from "valibot";
import { COMBINATIONS } from "../../../shared/trace/combine.ts";

export const attentionSettings = v.object({
  /** Upper end of the colours: 1, the largest value of the map, or what 99 of 100 do not exceed. */
  range: v.fallback(v.picklist(["unit", "max", "p99"]), "max"),
  scale: v.fallback(v.picklist(["linear", "log"]), "linear"),
  /** How several heads become one map. */
  combine: v.fallback(v.picklist(COMBINATIONS), "mean"),
  /** Whether the lines from and to the read token are shown. */
  lines: v.fallback(v.boolean(), true),
});

export type AttentionSettings = v.InferOutput<typeof attentionSettings>;
