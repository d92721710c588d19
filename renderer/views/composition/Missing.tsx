// What stands in the place of maps: that they are being fetched, or that the model has none.

import { STAGE_MAPS, type Stage } from "../../../shared/analysis/composition-matrix/factors.ts";
import type { Language } from "../../../shared/text.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import { StageNotice } from "../parts/StageNotice.tsx";
import { TEXTS } from "./texts.ts";

/** True when the model captures what a stage takes and gives; the trace may not hold it yet. */
export function hasMaps({ manifest }: Pick<Trace, "manifest">, stage: Stage): boolean {
  const { before, after } = STAGE_MAPS[stage];
  return [before, after].every(({ role }) => manifest.captures.some((capture) => capture.role === role));
}

export function Missing({ there, language }: { readonly there: boolean; readonly language: Language }) {
  return there ? (
    <StageNotice title={TEXTS.fetching[language]} remedy={TEXTS.fetchingRemedy[language]} />
  ) : (
    <StageNotice title={TEXTS.noMaps[language]} remedy={TEXTS.noMapsRemedy[language]} />
  );
}
