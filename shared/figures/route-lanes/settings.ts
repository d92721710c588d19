// Settings of the lane diagram.

import * as v from "valibot";
import { PATH_RULES } from "../../analysis/route-path/analysis.ts";
import { spanSetting } from "../parts/settings.ts";

export const laneSettings = v.strictObject({
  /** Tokens [first, end); null: all. */
  tokens: spanSetting,
  /** One kind of router; null: all of them. */
  kind: v.optional(v.nullable(v.string()), null),
  /** Lines, or one cell a token and lane; `auto`: lines where columns are wide enough. */
  form: v.optional(v.picklist(["auto", "lines", "cells"]), "auto"),
  /** A token whose path stands out together with those who share it; null: none. */
  lit: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))), null),
  /** What makes two paths the same. */
  rule: v.optional(v.picklist(PATH_RULES), "taken"),
  /** Whether the order by depth stands beside the tokens. */
  reference: v.optional(v.boolean(), true),
  /** Whether the share of tokens in each lane is printed, where there is room. */
  use: v.optional(v.boolean(), true),
});

export type LaneSettings = v.InferOutput<typeof laneSettings>;
