// Which heads were mixed for the shown query, in all layers: a click opens a head.

import { useCallback, useMemo, useState } from "react";
import { useStore } from "zustand";
import { STAGES } from "../../../shared/analysis/composition-matrix/factors.ts";
import { composedLayers } from "../../../shared/analysis/composition-share/analysis.ts";
import compositionLayers from "../../../shared/figures/composition-layers/figure.ts";
import type { ThemeName } from "../../../shared/figures/contract.ts";
import { tokenNumber } from "../../../shared/selection/headName.ts";
import type { HeadRef } from "../../../shared/selection/selection.ts";
import type { Language } from "../../../shared/text.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import { settingsStore } from "../../state/settings.ts";
import { drawFigure } from "../parts/drawFigure.ts";
import { useReadPair } from "../parts/pair.ts";
import { Region } from "../parts/Region.tsx";
import { useSelectionStore } from "../parts/slot.ts";
import { useStale } from "../parts/stale.ts";
import { useSettled } from "../parts/useSettled.ts";
import type { Size } from "../parts/useSize.ts";
import own from "./composition.module.css";
import { layersFigure } from "./figure.ts";
import { describeCell, headOfCell } from "./layersCell.ts";
import { hasMaps, Missing } from "./Missing.tsx";
import { type Cell, ScenePane } from "./ScenePane.tsx";
import { TEXTS } from "./texts.ts";

/** Pause of the pointer, in milliseconds, after which all layers are added up for another query. */
const REST = 60;

interface LayersPaneProps {
  readonly trace: Trace;
  readonly slot: number;
  readonly head: HeadRef;
  readonly theme: ThemeName;
  readonly language: Language;
}

export function LayersPane({ trace, slot, head, theme, language }: LayersPaneProps) {
  const count = trace.tokens.length;
  const read = useReadPair(count, count);
  const query = useSettled(read.query ?? count - 1, REST);
  const sequential = useStore(settingsStore, (state) => state.settings.sequential);
  const select = useStore(useSelectionStore(), (state) => state.select);
  const stale = useStale(trace, slot);
  const [cell, setCell] = useState<Cell | null>(null);
  const draw = useCallback(
    (size: Size) => drawFigure(compositionLayers, trace, layersFigure(query, head, sequential), size, theme, language),
    [trace, query, head, sequential, theme, language],
  );
  const choose = useCallback(
    (chosen: Cell) => {
      const found = headOfCell(trace, query, chosen);
      if (found) select({ heads: [{ layer: found.layer, head: found.head }] });
    },
    [trace, query, select],
  );
  const there = useMemo(() => STAGES.some((stage) => composedLayers(trace, stage).length > 0), [trace]);
  if (!there)
    return (
      <Region className={own["layers"]} label={TEXTS.layers[language]}>
        <Missing there={STAGES.some((stage) => hasMaps(trace, stage))} language={language} />
      </Region>
    );
  return (
    <Region className={own["layers"]} label={TEXTS.layers[language]} data-layers="" data-query={query}>
      <p className={own["pairTokens"]}>
        <span>
          {TEXTS.layers[language]} {tokenNumber(query)} <b>{trace.tokens[query]?.label}</b>
        </span>
      </p>
      <ScenePane stale={stale} draw={draw} onCell={setCell} onChoose={choose} />
      <p className={own["cell"]} data-field="layers-cell">
        {cell ? describeCell(trace, query, cell, language) : TEXTS.layersHint[language]}
      </p>
    </Region>
  );
}
