import { useMemo } from "react";
import { useStore } from "zustand";
import { logitsAfter, type NextToken, nextTokens } from "../../../shared/analysis/next-token/analysis.ts";
import { formatShare, formatValue } from "../../../shared/figures/text/number.ts";
import { findCapture, type Trace } from "../../../shared/trace/trace.ts";
import { settingsStore } from "../../state/settings.ts";
import { slotsStore } from "../../state/slots.ts";
import { SliderField } from "../../ui/SliderField.tsx";
import { useSelectionStore, useSlot } from "../../views/parts/slot.ts";
import { useText } from "../text/useText.ts";
import { Section } from "./Section.tsx";

const SHOWN = 10;

/** What the model would say after the pinned query token, or after the last one; a masked model, in that token's place. */
export function NextTokenSection({ trace }: { readonly trace: Trace }) {
  const text = useText();
  const temperature = useStore(settingsStore, (state) => state.settings.temperature);
  const change = useStore(settingsStore, (state) => state.change);
  const query = useStore(useSelectionStore(), (state) => state.selection.query);
  const slot = useSlot();
  const baseline = useStore(slotsStore, (state) => state.slots[slot]?.baseline ?? null);
  const position = query !== null && query < trace.tokens.length ? query : trace.tokens.length - 1;
  const compared = baseline?.text === trace.text && Object.keys(trace.knobs).length > 0 ? baseline : null;
  const now = useMemo(() => predictions(trace, position, temperature), [trace, position, temperature]);
  const before = useMemo(() => byId(compared, position, temperature), [compared, position, temperature]);
  const shown = now.slice(0, SHOWN);
  const masked = trace.manifest.task === "masked";
  const widest = Math.max(...shown.map(({ id, probability }) => Math.max(probability, before?.get(id) ?? 0)), Number.EPSILON);
  return (
    <Section
      title={masked ? text.next.titleHere : text.next.title}
      after={<span className="muted next-after">{(masked ? text.next.here : text.next.after)(trace.tokens[position]?.label ?? "")}</span>}
    >
      <SliderField
        label={text.next.temperature}
        value={Math.log2(temperature)}
        minimum={-4}
        maximum={2}
        step={0.125}
        shown={formatValue(temperature)}
        shipped={0}
        onChange={(value) => change({ temperature: 2 ** value })}
      />
      {now.length === 0 ? <p className="muted">{text.next.none}</p> : null}
      <table className="next">
        <caption className="hidden">{masked ? text.next.captionHere : text.next.caption}</caption>
        {before ? (
          <thead className="next-heads">
            <tr>
              <td />
              <td />
              <th scope="col">{text.next.changed}</th>
              <th scope="col">{text.next.baseline}</th>
            </tr>
          </thead>
        ) : null}
        <tbody>
          {shown.map(({ id, probability }) => (
            <tr key={id} title={`${trace.vocabulary?.[id] ?? id}: ${probability}`}>
              <th scope="row" className="token">
                {trace.vocabulary?.[id] ?? `#${id}`}
              </th>
              <td className="next-bar">
                <div className="bar" style={{ width: `${(probability / widest) * 100}%` }} />
                {before ? <div className="bar reference" style={{ width: `${((before.get(id) ?? 0) / widest) * 100}%` }} /> : null}
              </td>
              <td className="numeric">{formatShare(probability)}</td>
              {before ? <td className="numeric muted">{formatShare(before.get(id) ?? 0)}</td> : null}
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

/** The whole vocabulary after one token, most probable first; empty where the trace holds no logits. */
function predictions(trace: Trace, position: number, temperature: number): readonly NextToken[] {
  return findCapture(trace.captures, "logits") ? nextTokens(logitsAfter(trace, position), temperature) : [];
}

/** The same by id; null where there is nothing to compare with. */
function byId(trace: Trace | null, position: number, temperature: number): ReadonlyMap<number, number> | null {
  if (!trace || position >= trace.tokens.length) return null;
  return new Map(predictions(trace, position, temperature).map(({ id, probability }) => [id, probability]));
}
