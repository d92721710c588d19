// Which stage of a model is shown.

import { type Stage, stagesOf as stagesIn } from "../../../shared/analysis/composition-matrix/factors.ts";
import type { Manifest } from "../../../shared/manifest/schema.ts";

/** The stages that a model composes at. */
export function stagesOf({ captures }: Pick<Manifest, "captures">): Stage[] {
  return stagesIn(captures);
}

/** The stage that is remembered, where the model composes at it; else the last that it composes at. */
export function chosenStage(manifest: Pick<Manifest, "captures">, wanted: Stage): Stage {
  const stages = stagesOf(manifest);
  return stages.includes(wanted) ? wanted : (stages.at(-1) ?? wanted);
}
