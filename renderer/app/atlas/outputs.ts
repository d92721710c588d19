// What the atlas asks of the engine.

import type { Manifest } from "../../../shared/manifest/schema.ts";
import type { Selection } from "../../../shared/selection/selection.ts";
import { chosenMap } from "../../../shared/trace/maps.ts";

/** Graph outputs of the chosen map at every layer. */
export function atlasOutputs(manifest: Manifest, selection: Selection): string[] {
  const choice = chosenMap(manifest.captures, selection.map);
  if (!choice) return [];
  return manifest.captures
    .filter((capture) => capture.role === choice.role && capture.branch === choice.branch)
    .map((capture) => capture.output);
}
