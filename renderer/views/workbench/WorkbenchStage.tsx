// The workbench: marks on top, the scatter of heads beside the tools, and under both the table of all heads.

import { useEffect, useMemo } from "react";
import { useStore } from "zustand";
import { usualTarget } from "../../../shared/ablation/answer.ts";
import { measuredMap, measuredMaps } from "../../../shared/measures/measure.ts";
import { mapCaptures } from "../../../shared/trace/maps.ts";
import type { ViewProps } from "../contract.ts";
import { mapKey, mapTitle } from "../parts/names.ts";
import { Picker } from "../parts/Picker.tsx";
import { StageNotice } from "../parts/StageNotice.tsx";
import { useSelectionStore } from "../parts/slot.ts";
import bar from "../parts/stage.module.css";
import { useStale } from "../parts/stale.ts";
import { useViewSettings } from "../parts/viewSettings.ts";
import { resultColumns, textColumns } from "./columns.ts";
import { headsWithin, scatterFigure } from "./figure.ts";
import { HeadTable } from "./HeadTable.tsx";
import { ablationKey, openStage } from "./jobs.ts";
import { MarksBar } from "./MarksBar.tsx";
import { Problem } from "./Problem.tsx";
import { resultTitle } from "./resultTitle.ts";
import { ScatterPane } from "./ScatterPane.tsx";
import { SidePane } from "./SidePane.tsx";
import { GROUP_CHOICES, workbenchSettings } from "./settings.ts";
import { shownResult, workbenchStore } from "./store.ts";
import { TEXTS } from "./texts.ts";
import { useMeasures } from "./useMeasures.ts";
import styles from "./workbench.module.css";

const NO_HEADS: readonly never[] = [];
const GROUPS = {
  answer: TEXTS.answerColumns,
  pattern: TEXTS.patternColumns,
  redundancy: TEXTS.redundancyColumns,
  all: TEXTS.allColumns,
} as const;

export function WorkbenchStage({ trace, slot, theme, language }: ViewProps) {
  const [settings, change] = useViewSettings("workbench", workbenchSettings);
  const selection = useSelectionStore();
  const wanted = useStore(selection, (state) => state.selection.map);
  const spans = useStore(selection, (state) => state.selection.spans);
  const chosen = useStore(selection, (state) => state.selection.heads);
  const select = useStore(selection, (state) => state.select);
  const stale = useStale(trace, slot);

  const map = useMemo(() => measuredMap(trace.manifest.captures, wanted), [trace, wanted]);
  const { measures, busy, problem } = useMeasures(trace, map, spans);
  useEffect(openStage, []);
  const heads = useMemo(() => headsWithin(trace, chosen), [trace, chosen]);
  const key = ablationKey(trace, spans, settings.target ?? usualTarget(spans, trace.tokens.length));
  const ablated = useStore(workbenchStore, ({ ablation }) => (ablation?.key === key ? ablation.each : NO_HEADS));
  const result = useStore(workbenchStore, shownResult);
  const results = useStore(workbenchStore, (state) => state.results);

  const shown = useMemo(
    () => (result ? resultColumns(result) : measures ? textColumns(measures, ablated) : null),
    [result, measures, ablated],
  );
  const { x, y } = settings;
  const figure = useMemo(() => {
    // Points of another model's heads would stand under this one's name.
    if (!map || (result && result.model.sha256 !== trace.manifest.graph.sha256)) return null;
    return scatterFigure(map, { spans, heads }, { x, y }, { result, ablated });
  }, [map, spans, heads, x, y, result, ablated, trace]);

  const held = map !== null && mapCaptures(trace, map).length > 0;
  if (!map || !held) return <StageNotice title={TEXTS.fetching[language]} remedy={TEXTS.fetchingRemedy[language]} />;
  const kind = mapCaptures(trace, map)[0]?.kind ?? "probability";
  const working = busy || stale || measures === null;
  return (
    <div className={styles["workbench"]} data-workbench="">
      <div className={bar["bar"]}>
        <h2 className={bar["heading"]}>{TEXTS.title[language]}</h2>
        <Picker
          label={TEXTS.map[language]}
          value={mapKey(map)}
          options={measuredMaps(trace.manifest.captures).map((choice) => ({ value: mapKey(choice), text: mapTitle(choice, language) }))}
          onChange={(value) => select({ map: measuredMaps(trace.manifest.captures).find((choice) => mapKey(choice) === value) ?? null })}
        />
        {results.length > 0 ? (
          <Picker
            label={TEXTS.values[language]}
            value={String(results.find((one) => one.result === result)?.id ?? "")}
            options={[
              { value: "", text: TEXTS.thisText[language] },
              ...results.map((one) => ({ value: String(one.id), text: resultTitle(one.result, language) })),
            ]}
            onChange={(value) => workbenchStore.setState({ shown: value === "" ? null : Number(value) })}
          />
        ) : null}
        <Picker
          label={TEXTS.columns[language]}
          value={settings.columns}
          options={GROUP_CHOICES.map((value) => ({ value, text: GROUPS[value][language] }))}
          onChange={(columns) => change({ columns })}
        />
        <Picker
          label={TEXTS.printed[language]}
          value={settings.printed}
          options={[
            { value: "scatter", text: TEXTS.scatter[language] },
            { value: "parts", text: TEXTS.parts[language] },
          ]}
          onChange={(printed) => change({ printed })}
        />
      </div>
      <MarksBar trace={trace} spans={spans} language={language} settings={settings} change={change} />
      {problem ? <Problem problem={problem} language={language} /> : null}
      <div className={styles["upper"]} data-tool={settings.side}>
        {shown ? (
          <ScatterPane
            trace={trace}
            map={map}
            shown={shown}
            figure={measures || result ? figure : null}
            theme={theme}
            language={language}
            settings={settings}
            change={change}
          />
        ) : (
          <StageNotice title={TEXTS.measuring[language]} remedy="" />
        )}
        <SidePane
          trace={trace}
          slot={slot}
          map={map}
          kind={kind}
          spans={spans}
          heads={heads}
          theme={theme}
          language={language}
          settings={settings}
          change={change}
        />
      </div>
      {shown ? (
        <HeadTable
          shown={shown}
          map={map}
          name={trace.manifest.id}
          busy={working && !result}
          language={language}
          settings={settings}
          change={change}
        />
      ) : null}
    </div>
  );
}
