// What the routing view remembers.

import * as v from "valibot";
import { PATH_RULES } from "../../../shared/analysis/route-path/analysis.ts";

export const SHOWN = ["lanes", "use", "attention"] as const;

export const routingSettings = v.object({
  /** What fills the stage. */
  show: v.fallback(v.picklist(SHOWN), "lanes"),
  /** One kind of router; null: all of them. */
  kind: v.fallback(v.nullable(v.string()), null),
  /** What makes two paths the same. */
  rule: v.fallback(v.picklist(PATH_RULES), "taken"),
  /** Rows and numbers of the table of use. */
  by: v.fallback(v.picklist(["step", "class"]), "step"),
  measure: v.fallback(v.picklist(["share", "gate"]), "share"),
  /** Heads of the attention map: all of the step, or those chosen in the atlas. */
  heads: v.fallback(v.picklist(["all", "chosen"]), "all"),
  range: v.fallback(v.picklist(["unit", "max"]), "max"),
  scale: v.fallback(v.picklist(["linear", "log"]), "linear"),
});

export type RoutingSettings = v.InferOutput<typeof routingSettings>;
