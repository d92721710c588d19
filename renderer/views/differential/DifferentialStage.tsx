// Both maps of a head and what is left of them, side by side under one cursor, with λ of every layer below.

import { useCallback, useMemo } from "react";
import { useStore } from "zustand";
import diffTriptych from "../../../shared/figures/diff-triptych/figure.ts";
import { rowNumbers } from "../../../shared/figures/diff-triptych/strip.ts";
import { headName } from "../../../shared/selection/headName.ts";
import { selectionStore } from "../../state/selection.ts";
import { settingsStore } from "../../state/settings.ts";
import { exactFloat32 } from "../../ui/exact.ts";
import type { ViewProps } from "../contract.ts";
import { drawFigure, stageResolution } from "../parts/drawFigure.ts";
import { MapStage } from "../parts/MapStage.tsx";
import { Picker } from "../parts/Picker.tsx";
import type { ReadoutText } from "../parts/Readout.tsx";
import { StageNotice } from "../parts/StageNotice.tsx";
import { useShownHeads } from "../parts/shownHeads.ts";
import styles from "../parts/stage.module.css";
import { useStale } from "../parts/stale.ts";
import type { Size } from "../parts/useSize.ts";
import { useViewSettings } from "../parts/viewSettings.ts";
import { ZoomMark } from "../parts/ZoomMark.tsx";
import { triptychFigure } from "./figure.ts";
import { LambdaPane } from "./LambdaPane.tsx";
import { differenceOf } from "./readings.ts";
import { differentialSettings } from "./settings.ts";
import { differenceSummary } from "./summary.ts";
import { TEXTS } from "./texts.ts";

export function DifferentialStage({ trace, slot, theme, language }: ViewProps) {
  const [settings, change] = useViewSettings("differential", differentialSettings);
  const region = useStore(selectionStore, ({ selection }) => selection.region);
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
          resolution: stageResolution({ width: size.width / 3, height: size.height }),
        },
        size,
        theme,
        language,
      ),
    [trace, region, head, settings, sequential, theme, language],
  );
  const read = useCallback((query: number, key: number | null) => (maps ? readoutOf(maps, query, key, language) : null), [maps, language]);
  const summary = useMemo(() => (maps ? differenceSummary(head, maps, language) : ""), [head, maps, language]);

  return (
    <div className={styles["stage"]}>
      <div className={styles["bar"]}>
        <h2 className={styles["heading"]}>
          {headName(head)}
          {preview && <span className={styles["preview"]}>{TEXTS.preview[language]}</span>}
        </h2>
        <Picker
          label={TEXTS.range[language]}
          value={settings.range}
          options={[
            { value: "max", text: TEXTS.max[language] },
            { value: "unit", text: TEXTS.unit[language] },
          ]}
          onChange={(range) => change({ range })}
        />
        <Picker
          label={TEXTS.scale[language]}
          value={settings.scale}
          options={[
            { value: "linear", text: TEXTS.linear[language] },
            { value: "log", text: TEXTS.log[language] },
          ]}
          onChange={(scale) => change({ scale })}
        />
        <ZoomMark tokens={trace.tokens.length} language={language} />
      </div>
      {maps ? (
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
      ) : (
        <StageNotice title={TEXTS.fetching[language]} remedy={TEXTS.fetchingRemedy[language]} />
      )}
      <LambdaPane trace={trace} slot={slot} layer={head.layer} theme={theme} language={language} />
    </div>
  );
}

/** All values at a pair, and the sum that they make. */
function readoutOf(
  maps: NonNullable<ReturnType<typeof differenceOf>>,
  query: number,
  key: number | null,
  language: ViewProps["language"],
): ReadoutText {
  const lambda = maps.lambda(query);
  const row = rowNumbers(maps.difference, query);
  const rest = [
    { field: "row-sum", label: TEXTS.rowSum[language], value: exactFloat32(row.sum) },
    { field: "one-minus-lambda", label: TEXTS.expected[language], value: exactFloat32(1 - lambda) },
    { field: "negative-mass", label: TEXTS.negative[language], value: `${(row.negative * 100).toFixed(2)}%` },
  ];
  if (key === null) return { lines: rest };
  if (maps.difference.masked(query, key)) return { lines: [{ field: "masked", label: TEXTS.masked[language], value: "" }, ...rest] };
  const [first, second, difference] = [maps.first, maps.second, maps.difference].map((map) => exactFloat32(map.value(query, key)));
  return {
    lines: [
      { field: "first", label: "A₁", value: first ?? "" },
      { field: "second", label: "A₂", value: second ?? "" },
      { field: "lambda", label: "λ", value: exactFloat32(lambda) },
      { field: "difference", label: "A₁ − λA₂", value: difference ?? "", strong: true },
      ...rest,
    ],
    sum: `${first} − ${exactFloat32(lambda)} × ${second} = ${difference}`,
  };
}
