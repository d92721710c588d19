// What the atlas asks of the engine, and how its maps are looked at.

import { settledLens } from "../../../shared/lens/refuse.ts";
import { type Lens, PLAIN } from "../../../shared/lens/settings.ts";
import { lensOutputs } from "../../../shared/lens/source.ts";
import type { Manifest } from "../../../shared/manifest/schema.ts";
import type { MapChoice, Selection } from "../../../shared/selection/selection.ts";
import { chosenMap } from "../../../shared/trace/maps.ts";

/** What of the lens is of single heads, as far as it is defined on the map. */
export function atlasLens(
  captures: Manifest["captures"],
  choice: MapChoice,
  { derive, hidden, renormalise }: Selection["lens"],
): Pick<Lens, "hidden" | "renormalise"> & { readonly derive: Exclude<Lens["derive"], "rollout"> } {
  const each = derive === "rollout" ? "none" : derive;
  const { lens } = settledLens(captures, choice, [], { ...PLAIN, derive: each, hidden, renormalise });
  return { derive: lens.derive === "rollout" ? "none" : lens.derive, hidden: lens.hidden, renormalise: lens.renormalise };
}

/** Graph outputs of the chosen map at every layer, and what it is weighted by. */
export function atlasOutputs(manifest: Manifest, selection: Selection): string[] {
  const { captures } = manifest;
  const choice = chosenMap(captures, selection.map);
  const layers = captures.map(({ layer = 0 }) => layer);
  return choice ? lensOutputs(captures, choice, layers, atlasLens(captures, choice, selection.lens)) : [];
}
