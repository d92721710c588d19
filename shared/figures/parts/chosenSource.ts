// The map that a figure shows of one head or of several.

import type { HeadRef } from "../../selection/selection.ts";
import { type Combination, combinedSource } from "../../trace/combine.ts";
import { lackingOf, REMEDIES } from "../../trace/lacking.ts";
import type { AttentionSource } from "../../trace/source.ts";
import type { Trace } from "../../trace/trace.ts";
import type { ChosenMap } from "./describe.ts";

/**
 * The map of the chosen heads.
 * @throws HeddleError `capture-missing`
 */
export function chosenSource(trace: Trace, map: ChosenMap, heads: readonly HeadRef[], combine: Combination): AttentionSource {
  const source = combinedSource(trace, map, heads, combine);
  if (source) return source;
  throw lackingOf(map.role, heads, REMEDIES.heads);
}
