import { useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";
import { formatShare, formatValue } from "../../../shared/figures/text/number.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import { selectionStore } from "../../state/selection.ts";
import { settingsStore } from "../../state/settings.ts";
import { slotsStore } from "../../state/slots.ts";
import { SliderField } from "../../ui/SliderField.tsx";
import { useServices } from "../services.ts";
import { useText } from "../text/useText.ts";
import { nextTokenProbabilities, topTokens } from "./nextToken.ts";
import { Section } from "./Section.tsx";

const SHOWN = 10;

/** What the model would say next after the pinned query token, or after the last one. */
export function NextTokenSection({ trace }: { readonly trace: Trace }) {
  const text = useText();
  const temperature = useStore(settingsStore, (state) => state.settings.temperature);
  const change = useStore(settingsStore, (state) => state.change);
  const query = useStore(selectionStore, (state) => state.selection.query);
  const baseline = useStore(slotsStore, (state) => state.slots[0]?.baseline ?? null);
  const label = useVocabulary(trace.manifest.id);
  const position = query !== null && query < trace.tokens.length ? query : trace.tokens.length - 1;
  const compared = baseline?.text === trace.text && trace !== baseline ? baseline : null;
  const now = useMemo(() => nextTokenProbabilities(trace, position, temperature), [trace, position, temperature]);
  const before = useMemo(
    () => (compared ? nextTokenProbabilities(compared, position, temperature) : null),
    [compared, position, temperature],
  );
  const ids = useMemo(() => (now ? topTokens(now, SHOWN) : []), [now]);
  const widest = Math.max(...ids.map((id) => Math.max(now?.[id] ?? 0, before?.[id] ?? 0)), Number.EPSILON);
  return (
    <Section
      title={text.next.title}
      after={<span className="muted next-after">{text.next.after(trace.tokens[position]?.label ?? "")}</span>}
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
      {now === null ? <p className="muted">{text.next.none}</p> : null}
      <table className="next" title={text.next.caption}>
        <caption className="hidden">{text.next.caption}</caption>
        {before ? (
          <thead>
            <tr>
              <td />
              <td />
              <th scope="col">{text.next.changed}</th>
              <th scope="col">{text.next.baseline}</th>
            </tr>
          </thead>
        ) : null}
        <tbody>
          {ids.map((id) => (
            <tr key={id}>
              <th scope="row" className="token">
                {label ? label(id) : `${id}`}
              </th>
              <td className="next-bar">
                <div className="bar" style={{ width: `${((now?.[id] ?? 0) / widest) * 100}%` }} />
                {before ? <div className="bar reference" style={{ width: `${((before[id] ?? 0) / widest) * 100}%` }} /> : null}
              </td>
              <td className="numeric">{formatShare(now?.[id] ?? 0)}</td>
              {before ? <td className="numeric muted">{formatShare(before[id] ?? 0)}</td> : null}
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

/** Labels of a model's vocabulary, once they are there. */
function useVocabulary(modelId: string): ((id: number) => string) | null {
  const { vocabulary } = useServices();
  const [found, setFound] = useState<{ readonly modelId: string; readonly label: (id: number) => string } | null>(null);
  useEffect(() => {
    let current = true;
    vocabulary(modelId).then(
      (label) => current && setFound({ modelId, label }),
      (thrown: unknown) => console.error(thrown),
    );
    return () => {
      current = false;
    };
  }, [vocabulary, modelId]);
  return found?.modelId === modelId ? found.label : null;
}
