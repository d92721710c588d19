// A knob that leaves the model's own value while it is under zero: a switch, and a slider for the value where it is on.

import { useStore } from "zustand";
import type { KnobInfo } from "../../../shared/manifest/schema.ts";
import type { Language } from "../../../shared/text.ts";
import { knobElements, withKnobElement } from "../../state/knobs.ts";
import { slotsStore } from "../../state/slots.ts";
import { SliderField } from "../../ui/SliderField.tsx";
import styles from "./differential.module.css";

interface FixedKnobProps {
  readonly knob: KnobInfo;
  readonly slot: number;
  readonly layer: number;
  /** The model's own value, at which the switch begins. */
  readonly present: number;
  readonly language: Language;
}

export function FixedKnob({ knob, slot, layer, present, language }: FixedKnobProps) {
  const value = useStore(slotsStore, ({ slots }) => knobElements(knob, slots[slot]?.knobs ?? {})[layer] ?? knob.default);
  const on = value >= 0;
  const set = (next: number): void => {
    const { slots, change } = slotsStore.getState();
    change(slot, { knobs: withKnobElement(slots[slot]?.knobs ?? {}, knob, layer, next) });
  };
  const name = `${knob.title[language]}, L${layer + 1}`;
  return (
    <div className={styles["fixed"]} data-fixed={on}>
      <label title={knob.text[language]}>
        <input
          type="checkbox"
          checked={on}
          onChange={(event) => set(event.currentTarget.checked ? Math.max(0, Math.min(knob.maximum, present)) : knob.default)}
        />
        {name}
      </label>
      {on && (
        <SliderField
          label={name}
          value={value}
          minimum={0}
          maximum={knob.maximum}
          step={knob.maximum / 200}
          shown={value.toFixed(2)}
          changed
          onChange={set}
        />
      )}
    </div>
  );
}
