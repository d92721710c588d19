// What can be set of a comparison of two maps.

import * as v from "valibot";
import { lensSettings } from "../../lens/settings.ts";
import { headsSetting, mapSetting, markedSetting, percentileColourSettings, resolutionSetting, spanSetting } from "../parts/settings.ts";

export const pairSettings = v.strictObject({
  map: mapSetting,
  heads: headsSetting,
  /** Map and heads of the second model; null: those of the first, the nearest heads where it has not so many. */
  second: v.optional(v.nullable(v.strictObject({ map: mapSetting, heads: headsSetting })), null),
  ...lensSettings,
  /** Queries (rows) and keys (columns) to show, in tokens of the first model. */
  queries: spanSetting,
  keys: spanSetting,
  ...percentileColourSettings,
  /** `shared`: one range of colours for A and B; `own`: one each. */
  ranges: v.optional(v.picklist(["shared", "own"]), "shared"),
  /** Whether B − A is drawn, where there is such a thing. */
  difference: v.optional(v.boolean(), true),
  /** Pairs to ring and to write out, in tokens of the first model. */
  marked: markedSetting,
  values: v.optional(v.boolean(), true),
  resolution: resolutionSetting,
});

export type PairSettings = v.InferOutput<typeof pairSettings>;
