// Both models in one picture: their maps and the difference under one cursor, and below where their attention goes.

import { useMemo } from "react";
import { useStore } from "zustand";
import { mapExtent } from "../../../shared/manifest/mapExtent.ts";
import { headNames } from "../../../shared/selection/headName.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import { settingsStore } from "../../state/settings.ts";
import { slotsStore } from "../../state/slots.ts";
import type { ViewProps } from "../contract.ts";
import { StageNotice } from "../parts/StageNotice.tsx";
import { useShownHeads } from "../parts/shownHeads.ts";
import { useSelectionStore } from "../parts/slot.ts";
import styles from "../parts/stage.module.css";
import { useViewSettings } from "../parts/viewSettings.ts";
import { CompareBar } from "./CompareBar.tsx";
import own from "./compare.module.css";
import { pairFigure } from "./figure.ts";
import { LaidMaps } from "./LaidMaps.tsx";
import { PairMaps } from "./PairMaps.tsx";
import { pairOrNull } from "./readings.ts";
import { SegmentsPane } from "./SegmentsPane.tsx";
import { compareSettings } from "./settings.ts";
import { TEXTS } from "./texts.ts";

export function CompareView(props: ViewProps) {
  const second = useStore(slotsStore, ({ slots }) => slots[1]?.trace ?? null);
  if (!second) return <StageNotice title={TEXTS.fetching[props.language]} remedy={TEXTS.fetchingRemedy[props.language]} />;
  return <Both {...props} second={second} />;
}

/** What of a slot's model is shown. */
function useShown(trace: Trace, slot: number) {
  const { layers, heads: count } = mapExtent(trace.manifest);
  const map = useStore(useSelectionStore(slot), ({ selection }) => selection.map);
  const chosen = useStore(useSelectionStore(slot), ({ selection }) => selection.heads);
  const { heads, preview } = useShownHeads(layers, count, slot);
  return useMemo(() => ({ trace, map, heads, preview, chosen }), [trace, map, heads, preview, chosen]);
}

function Both({ trace, second: other, theme, language }: ViewProps & { readonly second: Trace }) {
  const [settings, change] = useViewSettings("compare", compareSettings);
  const region = useStore(useSelectionStore(0), ({ selection }) => selection.region);
  const lens = useStore(useSelectionStore(0), ({ selection }) => selection.lens);
  const sequential = useStore(settingsStore, (state) => state.settings.sequential);
  const words = useStore(settingsStore, (state) => state.settings.words);
  const first = useShown(trace, 0);
  const second = useShown(other, 1);
  const figure = useMemo(
    () => pairFigure(first, second, { lens, region }, settings, { sequential, words }),
    [first, second, lens, region, settings, sequential, words],
  );
  const pair = useMemo(() => pairOrNull(trace, other, figure), [trace, other, figure]);
  const [one, two] = [headNames(first.heads, language), headNames(second.heads, language)];
  const name = one === two ? one : `A ${one} · B ${two}`;
  return (
    <div className={styles["stage"]}>
      <CompareBar
        name={name}
        preview={first.preview || second.preview}
        pair={pair}
        tokens={trace.tokens.length}
        settings={settings}
        change={change}
        language={language}
      />
      {!pair ? (
        <StageNotice title={TEXTS.fetching[language]} remedy={TEXTS.fetchingRemedy[language]} />
      ) : pair.alignment ? (
        <LaidMaps pair={pair} figure={figure} theme={theme} language={language} />
      ) : (
        <div className={own["maps"]}>
          <PairMaps pair={pair} figure={figure} theme={theme} language={language} />
        </div>
      )}
      <SegmentsPane first={first} second={second} settings={settings} change={change} theme={theme} language={language} />
    </div>
  );
}
