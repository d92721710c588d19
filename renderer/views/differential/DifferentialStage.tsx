// Both maps of a head and what is left of them, side by side under one cursor, with λ of every layer below.

import { useCallback, useMemo } from "react";
import { useStore } from "zustand";
import diffTriptych from "../../../shared/figures/diff-triptych/figure.ts";
import type { Frame } from "../../../shared/figures/scene.ts";
import { headName } from "../../../shared/selection/headName.ts";
import { settingsStore } from "../../state/settings.ts";
import type { ViewProps } from "../contract.ts";
import { RangePicker, ScalePicker } from "../parts/ColourPickers.tsx";
import { drawFigure, stageResolution } from "../parts/drawFigure.ts";
import { MapStage } from "../parts/MapStage.tsx";
import { ownLines } from "../parts/ownLines.ts";
import { Picker } from "../parts/Picker.tsx";
import { StageBar } from "../parts/StageBar.tsx";
import { StageNotice } from "../parts/StageNotice.tsx";
import { useShownHeads } from "../parts/shownHeads.ts";
import { useSelectionStore } from "../parts/slot.ts";
import styles from "../parts/stage.module.css";
import { useStale } from "../parts/stale.ts";
import type { Size } from "../parts/useSize.ts";
import { useViewSettings } from "../parts/viewSettings.ts";
import own from "./differential.module.css";
import { triptychFigure } from "./figure.ts";
import { LambdaPane } from "./LambdaPane.tsx";
import { PairPane } from "./PairPane.tsx";
import { differenceOf } from "./readings.ts";
import { readPair } from "./readPair.ts";
import { differentialSettings } from "./settings.ts";
import { differenceSummary } from "./summary.ts";
import { TEXTS } from "./texts.ts";

/** The fields that a map's own card shows, by frame of the figure. */
const FIELD_OF: Readonly<Record<string, readonly string[]>> = {
  first: ["first", "masked"],
  second: ["second", "masked"],
  scaled: ["scaled", "lambda", "masked"],
  common: ["common", "common-share", "masked"],
  difference: ["difference", "masked"],
  rows: ["row-sum", "negative-mass"],
};

export function DifferentialStage({ trace, slot, theme, language }: ViewProps) {
  const [settings, change] = useViewSettings("differential", differentialSettings);
  const region = useStore(useSelectionStore(), ({ selection }) => selection.region);
  const sequential = useStore(settingsStore, (state) => state.settings.sequential);
  const { heads, preview } = useShownHeads(trace.manifest.size.layers, trace.manifest.size.heads);
  const stale = useStale(trace, slot);
  const head = heads[0] ?? { layer: 0, head: 0 };
  const maps = useMemo(() => differenceOf(trace, head.layer, head.head), [trace, head]);

  const draw = useCallback(
    (size: Size) =>
      drawFigure(
        diffTriptych,
        trace,
        {
          ...triptychFigure(trace, { region }, head, settings, sequential),
          resolution: stageResolution({ width: size.width / 3, height: settings.maps === "five" ? size.height / 2 : size.height }),
        },
        size,
        theme,
        language,
      ),
    [trace, region, head, settings, sequential, theme, language],
  );
  const read = useCallback(
    (query: number, key: number | null, frame: Frame | null) => {
      if (!maps) return null;
      return ownLines(readPair(maps, query, key, language), FIELD_OF, frame);
    },
    [maps, language],
  );
  const summary = useMemo(() => (maps ? differenceSummary(head, maps, language) : ""), [head, maps, language]);

  return (
    <div className={styles["stage"]}>
      <StageBar title={headName(head)} preview={preview} tokens={trace.tokens.length} language={language}>
        <RangePicker
          value={settings.range}
          ranges={["max", "p99", "unit"]}
          unit={TEXTS.unit}
          language={language}
          onChange={(range) => change({ range })}
        />
        <ScalePicker value={settings.scale} language={language} onChange={(scale) => change({ scale })} />
        <Picker
          label={TEXTS.maps[language]}
          value={settings.maps}
          options={[
            { value: "three", text: TEXTS.three[language] },
            { value: "five", text: TEXTS.five[language] },
          ]}
          onChange={(maps) => change({ maps })}
        />
        <Picker
          label={TEXTS.below[language]}
          value={settings.below}
          options={[
            { value: "layers", text: TEXTS.layers[language] },
            { value: "tokens", text: TEXTS.tokens[language] },
            { value: "output", text: TEXTS.output[language] },
          ]}
          onChange={(below) => change({ below })}
        />
        <Picker
          label={TEXTS.printed[language]}
          value={settings.printed}
          options={[
            { value: "maps", text: TEXTS.printMaps[language] },
            { value: "below", text: TEXTS.printBelow[language] },
          ]}
          onChange={(printed) => change({ printed })}
        />
      </StageBar>
      {maps ? (
        <div className={own["maps"]} data-maps={settings.maps}>
          <MapStage
            name={`${headName(head)} · ${TEXTS.name[language]}`}
            summary={summary}
            language={language}
            tokens={trace.tokens}
            rows={maps.difference.rows}
            columns={maps.difference.columns}
            stale={stale}
            draw={draw}
            read={read}
          />
        </div>
      ) : (
        <StageNotice title={TEXTS.fetching[language]} remedy={TEXTS.fetchingRemedy[language]} />
      )}
      <div className={own["below"]} data-below={settings.below}>
        <LambdaPane trace={trace} slot={slot} head={head} settings={settings} sequential={sequential} theme={theme} language={language} />
        {maps && <PairPane maps={maps} tokens={trace.tokens} language={language} />}
      </div>
    </div>
  );
}
