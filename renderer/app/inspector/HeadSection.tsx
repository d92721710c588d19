import { Switch } from "react-aria-components";
import { useStore } from "zustand";
import type { Trace } from "../../../shared/trace/trace.ts";
import { headSwitch, isHeadOff, toggleHead } from "../../state/knobs.ts";
import { slotsStore } from "../../state/slots.ts";
import { useText } from "../text/useText.ts";
import { useReadHead } from "./PairSection.tsx";
import { Section } from "./Section.tsx";

/** The head that is read: whether it is on, and its measures. */
export function HeadSection({ trace }: { readonly trace: Trace }) {
  const text = useText();
  const { manifest } = trace;
  const { layer, head } = useReadHead();
  const knobs = useStore(slotsStore, (state) => state.slots[0]?.knobs);
  const change = useStore(slotsStore, (state) => state.change);
  if (!knobs || !headSwitch(manifest)) return null;
  const off = isHeadOff(manifest, knobs, layer, head);
  return (
    <Section title={`${text.inspector.headTitle} ${text.inspector.head(layer, head)}`}>
      <Switch className="switch" isSelected={!off} onChange={() => change(0, { knobs: toggleHead(manifest, knobs, layer, head) })}>
        <span className="switch-track" aria-hidden />
        {off ? text.inspector.headOff : text.inspector.headOn}
      </Switch>
    </Section>
  );
}
