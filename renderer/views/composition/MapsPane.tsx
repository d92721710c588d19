// The shown head before and after its stage, under the linked cursor.

import { useCallback, useMemo } from "react";
import { useStore } from "zustand";
import { STAGE_MAPS, type Stage } from "../../../shared/analysis/composition-matrix/factors.ts";
import compositionMaps from "../../../shared/figures/composition-maps/figure.ts";
import type { ThemeName } from "../../../shared/figures/contract.ts";
import type { Frame } from "../../../shared/figures/scene.ts";
import { headName } from "../../../shared/selection/headName.ts";
import type { HeadRef } from "../../../shared/selection/selection.ts";
import type { Language } from "../../../shared/text.ts";
import { headSource } from "../../../shared/trace/maps.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import { settingsStore } from "../../state/settings.ts";
import { drawFigure, stageResolution } from "../parts/drawFigure.ts";
import { MapStage } from "../parts/MapStage.tsx";
import { ownLines } from "../parts/ownLines.ts";
import { useSelectionStore } from "../parts/slot.ts";
import { useStale } from "../parts/stale.ts";
import type { Size } from "../parts/useSize.ts";
import { mapsFigure } from "./figure.ts";
import { hasMaps, Missing } from "./Missing.tsx";
import { readPair, type StageMaps } from "./readPair.ts";
import type { CompositionSettings } from "./settings.ts";
import { mapsSummary } from "./summary.ts";
import { TEXTS } from "./texts.ts";

/** The fields that a map's own card shows, by frame of the figure; the matrix beside it says the rest. */
const FIELD_OF: Readonly<Record<string, readonly string[]>> = {
  before: ["before", "masked"],
  after: ["after", "masked"],
  rows: ["row-sum", "negative-mass"],
};

interface MapsPaneProps {
  readonly trace: Trace;
  readonly slot: number;
  readonly head: HeadRef;
  readonly stage: Stage;
  readonly settings: CompositionSettings;
  readonly theme: ThemeName;
  readonly language: Language;
}

export function MapsPane({ trace, slot, head, stage, settings, theme, language }: MapsPaneProps) {
  const region = useStore(useSelectionStore(), ({ selection }) => selection.region);
  const sequential = useStore(settingsStore, (state) => state.settings.sequential);
  const stale = useStale(trace, slot);
  const maps = useMemo((): StageMaps | null => {
    const [before, after] = [STAGE_MAPS[stage].before, STAGE_MAPS[stage].after].map((choice) =>
      headSource(trace, choice, head.layer, head.head),
    );
    return before && after ? { stage, before, after } : null;
  }, [trace, stage, head]);
  const draw = useCallback(
    (size: Size) =>
      drawFigure(
        compositionMaps,
        trace,
        {
          ...mapsFigure(trace, { region }, head, stage, settings, sequential),
          resolution: stageResolution({ width: size.width / 2, height: size.height }),
        },
        size,
        theme,
        language,
      ),
    [trace, region, head, stage, settings, sequential, theme, language],
  );
  const read = useCallback(
    (query: number, key: number | null, frame: Frame | null) => {
      if (!maps) return null;
      return ownLines(readPair(maps, query, key, language), FIELD_OF, frame);
    },
    [maps, language],
  );
  const summary = useMemo(() => (maps ? mapsSummary(head, maps, language) : ""), [head, maps, language]);
  if (!maps) {
    return <Missing there={hasMaps(trace, stage)} language={language} />;
  }
  return (
    <MapStage
      name={`${headName(head)} · ${TEXTS.maps[language]}`}
      summary={summary}
      language={language}
      tokens={trace.tokens}
      rows={maps.after.rows}
      columns={maps.after.columns}
      stale={stale}
      draw={draw}
      read={read}
    />
  );
}
