// The chosen head large, or several as one, with what can be chosen about it above and a token's view of it beside it.

import { memo, useCallback, useDeferredValue, useMemo } from "react";
import { useStore } from "zustand";
import attentionMap from "../../../shared/figures/attention-map/figure.ts";
import { formatValue } from "../../../shared/figures/text/number.ts";
import { mapExtent } from "../../../shared/manifest/mapExtent.ts";
import { headNames } from "../../../shared/selection/headName.ts";
import { isCausal } from "../../../shared/trace/maps.ts";
import { settingsStore } from "../../state/settings.ts";
import { exactFloat32 } from "../../ui/exact.ts";
import type { ViewProps } from "../contract.ts";
import { drawFigure, stageResolution } from "../parts/drawFigure.ts";
import { MapStage } from "../parts/MapStage.tsx";
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
import own from "./attention.module.css";
import { mapFigure } from "./figure.ts";
import { cellOf, lookedAt, lookedName, lookThrough, namedTokens } from "./lens.ts";
import { SidePane } from "./SidePane.tsx";
import { attentionSettings } from "./settings.ts";
import { mapSummary } from "./summary.ts";
import { TEXTS } from "./texts.ts";
import { WeightsBar } from "./WeightsBar.tsx";

const Beside = memo(SidePane);

export function AttentionStage({ trace, slot, theme, language }: ViewProps) {
  const [settings, change] = useViewSettings("attention", attentionSettings);
  const selectionStore = useSelectionStore();
  const map = useStore(selectionStore, ({ selection }) => selection.map);
  const region = useStore(selectionStore, ({ selection }) => selection.region);
  const lens = useStore(selectionStore, ({ selection }) => selection.lens);
  const sequential = useStore(settingsStore, (state) => state.settings.sequential);
  const words = useStore(settingsStore, (state) => state.settings.words);
  const { layers, heads: count } = mapExtent(trace.manifest);
  const { heads, preview } = useShownHeads(layers, count);
  const stale = useStale(trace, slot);

  const looked = useMemo(() => lookedAt(trace.manifest, { map, lens }, heads, words), [trace, map, lens, heads, words]);
  const seen = useMemo(() => lookThrough(trace, looked, heads), [trace, looked, heads]);
  const draw = useCallback(
    (size: Size) => {
      if (!looked) throw new Error("A stage without a map draws none.");
      const figure = mapFigure(trace, { region }, looked, heads, settings, sequential);
      return drawFigure(attentionMap, trace, { ...figure, resolution: stageResolution(size) }, size, theme, language);
    },
    [trace, region, looked, heads, settings, sequential, theme, language],
  );
  const read = useCallback(
    (query: number, key: number | null): ReadoutText | null => {
      if (!seen || !looked) return null;
      const { source } = seen;
      const cell = cellOf(seen, query, key ?? 0);
      const sum = { field: "row-sum", label: TEXTS.rowSum[language], value: formatValue(rowSum(source, cell.query), 6) };
      if (key === null) return { lines: [sum] };
      if (source.masked(cell.query, cell.key)) {
        const later = isCausal(trace) && (key > query || !looked.lens.hidden.includes(key));
        return { lines: [{ field: "masked", label: (later ? TEXTS.masked : TEXTS.left)[language], value: "" }, sum] };
      }
      return {
        lines: [
          { field: "value", label: TEXTS.cell[language], value: exactFloat32(source.value(cell.query, cell.key)), strong: true },
          sum,
        ],
      };
    },
    [trace, seen, looked, language],
  );
  const tokens = useMemo(() => (seen ? namedTokens(trace.tokens, seen) : trace.tokens), [trace, seen]);
  const name = `${headNames(heads, language)} · ${looked ? lookedName(looked, heads, language) : ""}`;
  // The large map first; what stands beside it, and what is told of it in words, with the next frame.
  const settled = useDeferredValue(
    useMemo(() => seen && looked && { trace, looked, map: seen, heads, name }, [trace, looked, seen, heads, name]),
  );
  const summary = useMemo(
    () => (settled ? mapSummary(settled.name, settled.map.source, settled.map.tokens, language) : name),
    [settled, name, language],
  );

  return (
    <div className={styles["stage"]}>
      {looked && (
        <AttentionBar
          trace={trace}
          looked={looked}
          heads={heads}
          preview={preview}
          language={language}
          settings={settings}
          change={change}
        />
      )}
      {looked?.lens.combine === "weights" && looked.lens.derive !== "rollout" && heads.length > 1 && (
        <WeightsBar heads={heads} language={language} />
      )}
      {looked && looked.refused.length > 0 && (
        <div className={own["refused"]} role="status">
          {looked.refused.map(({ part, text }) => (
            <p key={part} data-refused={part}>
              {text[language]}
            </p>
          ))}
        </div>
      )}
      {seen && looked ? (
        <div className={styles["panes"]}>
          <MapStage
            name={name}
            summary={summary}
            language={language}
            tokens={tokens}
            rows={trace.tokens.length}
            columns={trace.tokens.length}
            stale={stale}
            draw={draw}
            read={read}
          />
          {settings.beside !== "nothing" && settled && (
            <Beside
              trace={settled.trace}
              looked={settled.looked}
              map={settled.map}
              heads={settled.heads}
              settings={settings}
              sequential={sequential}
              theme={theme}
              language={language}
            />
          )}
        </div>
      ) : (
        <StageNotice title={TEXTS.fetching[language]} remedy={TEXTS.fetchingRemedy[language]} />
      )}
    </div>
  );
}
