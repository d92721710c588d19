import { useMemo } from "react";
import { Switch } from "react-aria-components";
import { useStore } from "zustand";
import { headSwitch, isHeadOff } from "../../../shared/ablation/headSwitch.ts";
import { ANALYSES, type NamedAnalysis } from "../../../shared/analysis/registry.ts";
import { formatValue } from "../../../shared/figures/text/number.ts";
import { headName } from "../../../shared/selection/headName.ts";
import { chosenMap, headSource } from "../../../shared/trace/maps.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import { toggleHead } from "../../state/knobs.ts";
import { slotsStore } from "../../state/slots.ts";
import { mapTitle } from "../../views/parts/names.ts";
import { useSelectionStore, useSlot } from "../../views/parts/slot.ts";
import { useLanguage, useText } from "../text/useText.ts";
import { Formula } from "./Formula.tsx";
import { useReadHead } from "./PairSection.tsx";
import { Section } from "./Section.tsx";

type MapAnalysis = Extract<NamedAnalysis, { readonly over: "map" }>;
const OVER_MAPS = ANALYSES.filter((analysis): analysis is MapAnalysis => analysis.over === "map");

/** The head that is read: whether it is on, and its measures. */
export function HeadSection({ trace }: { readonly trace: Trace }) {
  const text = useText();
  const { manifest } = trace;
  const { layer, head } = useReadHead();
  const slot = useSlot();
  const knobs = useStore(slotsStore, (state) => state.slots[slot]?.knobs);
  const change = useStore(slotsStore, (state) => state.change);
  const off = knobs !== undefined && isHeadOff(manifest, knobs, layer, head);
  return (
    <Section
      title={`${manifest.size.groups === undefined ? text.inspector.headTitle : text.inspector.groupTitle} ${headName({ layer, head })}`}
    >
      {knobs && headSwitch(manifest) ? (
        <Switch className="switch" isSelected={!off} onChange={() => change(slot, { knobs: toggleHead(manifest, knobs, layer, head) })}>
          <span className="switch-track" aria-hidden />
          {off ? text.inspector.headOff : text.inspector.headOn}
        </Switch>
      ) : null}
      <Measures trace={trace} layer={layer} head={head} />
    </Section>
  );
}

interface MeasuresProps {
  readonly trace: Trace;
  readonly layer: number;
  readonly head: number;
}

/** Every measure that is defined on the shown map, for the whole map and for the pinned query. */
function Measures({ trace, layer, head }: MeasuresProps) {
  const text = useText();
  const language = useLanguage();
  const selectionStore = useSelectionStore();
  const map = useStore(selectionStore, (state) => state.selection.map);
  const query = useStore(selectionStore, (state) => state.selection.query);
  const choice = useMemo(() => chosenMap(trace.captures, map), [trace, map]);
  const rows = useMemo(() => {
    const source = choice && headSource(trace, choice, layer, head);
    if (!source) return [];
    return OVER_MAPS.filter(({ kinds }) => kinds.includes(source.kind)).map((analysis) => ({ analysis, measure: analysis.run(source) }));
  }, [trace, choice, layer, head]);
  if (!choice || rows.length === 0) return null;
  return (
    <table className="measures">
      <caption className="muted">{mapTitle(choice, language)}</caption>
      <thead className="measures-heads">
        <tr>
          <td />
          <th scope="col">{text.inspector.mean}</th>
          {query === null ? null : <th scope="col">{text.inspector.atQuery}</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ analysis, measure }) => (
          <tr key={analysis.id}>
            <th scope="row" className="measure-name">
              <Formula
                title={analysis.title[language]}
                summary={analysis.summary[language]}
                tex={analysis.formula}
                source={analysis.source}
              />
            </th>
            <td className="numeric">{formatValue(measure.whole, 4)}</td>
            {query === null ? null : <td className="numeric">{formatValue(measure.rows[query] ?? Number.NaN, 4)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
