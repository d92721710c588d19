// The chosen head large, or several as one, with what can be chosen about it above and the lines of a token beside it.

import { useCallback, useMemo } from "react";
import { useStore } from "zustand";
import attentionMap from "../../../shared/figures/attention-map/figure.ts";
import { formatValue } from "../../../shared/figures/text/number.ts";
import { headNames } from "../../../shared/selection/headName.ts";
import { combinedSource } from "../../../shared/trace/combine.ts";
import { chosenMap } from "../../../shared/trace/maps.ts";
import { settingsStore } from "../../state/settings.ts";
import { exactFloat32 } from "../../ui/exact.ts";
import type { ViewProps } from "../contract.ts";
import { drawFigure, stageResolution } from "../parts/drawFigure.ts";
import { MapStage } from "../parts/MapStage.tsx";
import { mapTitle } from "../parts/names.ts";
import type { ReadoutText } from "../parts/Readout.tsx";
import { rowSum } from "../parts/rowSum.ts";
import { StageNotice } from "../parts/StageNotice.tsx";
import { useShownHeads } from "../parts/shownHeads.ts";
import { useSelectionStore } from "../parts/slot.ts";
import styles from "../parts/stage.module.css";
import { useStale } from "../parts/stale.ts";
import type { Size } from "../parts/useSize.ts";
import { useViewSettings } from "../parts/viewSettings.ts";
import { AttentionBar } from "./AttentionBar.tsx";
import { mapFigure } from "./figure.ts";
import { LinesPane } from "./LinesPane.tsx";
import { attentionSettings } from "./settings.ts";
import { mapSummary } from "./summary.ts";
import { TEXTS } from "./texts.ts";

export function AttentionStage({ trace, slot, theme, language }: ViewProps) {
  const [settings, change] = useViewSettings("attention", attentionSettings);
  const selectionStore = useSelectionStore();
  const map = useStore(selectionStore, ({ selection }) => selection.map);
  const region = useStore(selectionStore, ({ selection }) => selection.region);
  const sequential = useStore(settingsStore, (state) => state.settings.sequential);
  const { layers, heads: count } = trace.manifest.size;
  const { heads, preview } = useShownHeads(layers, count);
  const stale = useStale(trace, slot);

  const choice = useMemo(() => chosenMap(trace.manifest.captures, map), [trace, map]);
  const source = useMemo(() => choice && combinedSource(trace, choice, heads, settings.combine), [trace, choice, heads, settings.combine]);
  const draw = useCallback(
    (size: Size) =>
      drawFigure(
        attentionMap,
        trace,
        { ...mapFigure(trace, { map, region }, heads, settings, sequential), resolution: stageResolution(size) },
        size,
        theme,
        language,
      ),
    [trace, map, region, heads, settings, sequential, theme, language],
  );
  const read = useCallback(
    (query: number, key: number | null): ReadoutText | null => {
      if (!source) return null;
      const sum = { field: "row-sum", label: TEXTS.rowSum[language], value: formatValue(rowSum(source, query), 6) };
      if (key === null) return { lines: [sum] };
      if (source.masked(query, key)) return { lines: [{ field: "masked", label: TEXTS.masked[language], value: "" }, sum] };
      return {
        lines: [{ field: "value", label: TEXTS.value[language], value: exactFloat32(source.value(query, key)), strong: true }, sum],
      };
    },
    [source, language],
  );
  const name = `${headNames(heads, language)} · ${choice ? mapTitle(choice, language) : ""}`;
  const summary = useMemo(() => (source ? mapSummary(name, source, trace.tokens, language) : name), [name, source, trace.tokens, language]);

  return (
    <div className={styles["stage"]}>
      <AttentionBar trace={trace} heads={heads} preview={preview} language={language} settings={settings} change={change} />
      {source ? (
        <div className={styles["panes"]}>
          <MapStage
            name={name}
            summary={summary}
            language={language}
            tokens={trace.tokens}
            rows={source.rows}
            columns={source.columns}
            stale={stale}
            draw={draw}
            read={read}
          />
          {settings.lines && choice && (
            <LinesPane trace={trace} choice={choice} heads={heads} combine={settings.combine} theme={theme} language={language} />
          )}
        </div>
      ) : (
        <StageNotice title={TEXTS.fetching[language]} remedy={TEXTS.fetchingRemedy[language]} />
      )}
    </div>
  );
}
