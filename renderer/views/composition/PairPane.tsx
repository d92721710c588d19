// The matrix of the shown pair in its branches, and the numbers of what goes into one head.

import { useCallback, useMemo, useState } from "react";
import { useStore } from "zustand";
import { factorsOf, type Stage } from "../../../shared/analysis/composition-matrix/factors.ts";
import compositionPair from "../../../shared/figures/composition-pair/figure.ts";
import type { ThemeName } from "../../../shared/figures/contract.ts";
import { tokenNumber } from "../../../shared/selection/headName.ts";
import type { HeadRef } from "../../../shared/selection/selection.ts";
import type { Language } from "../../../shared/text.ts";
import { isCausal } from "../../../shared/trace/maps.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import { drawFigure } from "../parts/drawFigure.ts";
import { Region } from "../parts/Region.tsx";
import { StageNotice } from "../parts/StageNotice.tsx";
import { useSelectionStore } from "../parts/slot.ts";
import { useStale } from "../parts/stale.ts";
import type { Size } from "../parts/useSize.ts";
import own from "./composition.module.css";
import { pairFigure } from "./figure.ts";
import { NumbersTable } from "./NumbersTable.tsx";
import { type Cell, ScenePane } from "./ScenePane.tsx";
import type { CompositionSettings } from "./settings.ts";
import { TEXTS } from "./texts.ts";
import { useShownPair } from "./usePair.ts";

interface PairPaneProps {
  readonly trace: Trace;
  readonly slot: number;
  readonly head: HeadRef;
  readonly stage: Stage;
  readonly settings: CompositionSettings;
  readonly theme: ThemeName;
  readonly language: Language;
}

export function PairPane({ trace, slot, head, stage, settings, theme, language }: PairPaneProps) {
  const { query, key, chosen } = useShownPair(trace.tokens.length);
  const [cell, setCell] = useState<Cell | null>(null);
  const select = useStore(useSelectionStore(), (state) => state.select);
  const stale = useStale(trace, slot);
  const factors = useMemo(() => factorsOf(trace, head.layer, stage), [trace, head.layer, stage]);
  // The column under the pointer, else that of the shown head.
  const into = cell && cell.column < (factors?.heads ?? 0) ? cell.column : head.head;
  const draw = useCallback(
    (size: Size) =>
      drawFigure(compositionPair, trace, { ...pairFigure({ ...head, head: into }, stage, query, key, settings) }, size, theme, language),
    [trace, head, into, stage, query, key, settings, theme, language],
  );
  const choose = useCallback(({ column }: Cell) => select({ heads: [{ layer: head.layer, head: column }] }), [select, head.layer]);
  if (!factors) return <StageNotice title={TEXTS.fetching[language]} remedy={TEXTS.fetchingRemedy[language]} />;
  const masked = isCausal(trace) && key > query;
  return (
    <Region className={own["pairPane"]} label={TEXTS.pair[language]} data-pair="" data-stage={stage} data-query={query} data-key={key}>
      <p className={own["pairTokens"]}>
        <span>
          {TEXTS.query[language]} {tokenNumber(query)} <b>{trace.tokens[query]?.label}</b>
        </span>
        <span>
          {TEXTS.key[language]} {tokenNumber(key)} <b>{trace.tokens[key]?.label}</b>
        </span>
        {masked ? <span>{TEXTS.maskedPair[language]}</span> : chosen ? null : <span>{TEXTS.hint[language]}</span>}
      </p>
      <div className={own["matrix"]}>
        <ScenePane stale={stale} draw={draw} onCell={setCell} onChoose={choose} />
      </div>
      <NumbersTable
        trace={trace}
        factors={factors}
        layer={head.layer}
        stage={stage}
        query={query}
        keyToken={key}
        into={into}
        from={cell?.row ?? null}
        language={language}
      />
    </Region>
  );
}
