// What the atlas remembers, beside the views.

import * as v from "valibot";

export const atlasSettings = v.object({
  /** One colour range for all maps, so that heads can be compared, or one for each, so that faint heads show. */
  ranges: v.fallback(v.picklist(["shared", "map"]), "map"),
});
