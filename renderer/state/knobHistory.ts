// Changed knobs as steps of the history: whatever changes a knob can be undone like any other step. A slider that is
// being moved is one step.

import type { StoreApi } from "zustand/vanilla";
import type { KnobValues } from "../../shared/trace/trace.ts";
import { type Slot, type SlotsState, slotsStore, wereSwapped } from "./slots.ts";

/** Changes of the same knobs that follow one another faster than this are one step, in milliseconds. */
const TOGETHER = 400;

/** One change of knobs: plain data. */
export interface KnobStep {
  readonly slot: number;
  readonly modelId: string;
  /** The knobs that changed. */
  readonly inputs: readonly string[];
  /** Their values before and after; one that is not there was as shipped. */
  readonly before: KnobValues;
  readonly after: KnobValues;
}

export interface KnobHistory {
  /** Puts the knobs of a step back to what they were before or after it; nothing where the slot has another model by now. */
  restore(step: KnobStep, side: "before" | "after"): void;
  /** Tells every change that is not made by `restore`. `coalesce` is as in `SelectionState.select`. @returns the end of it */
  follow(record: (step: KnobStep, coalesce: string) => void, now?: () => number): () => void;
}

const only = (knobs: KnobValues, inputs: readonly string[]): KnobValues =>
  Object.fromEntries(Object.entries(knobs).filter(([input]) => inputs.includes(input)));

const isReady = (slot: Slot | undefined): slot is Slot => slot?.load.state === "ready";

function changedInputs(before: KnobValues, after: KnobValues): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((input) => before[input] !== after[input]).sort();
}

export function createKnobHistory(slots: StoreApi<SlotsState>): KnobHistory {
  let restoring = false;
  return {
    restore: (step, side) => {
      const slot = slots.getState().slots[step.slot];
      if (slot?.modelId !== step.modelId) return;
      const others = Object.fromEntries(Object.entries(slot.knobs).filter(([input]) => !step.inputs.includes(input)));
      restoring = true;
      slots.getState().change(step.slot, { knobs: { ...others, ...step[side] } });
      restoring = false;
    },
    follow: (record, now = () => performance.now()) => {
      let [last, lastInputs, run] = [Number.NEGATIVE_INFINITY, "", 0];
      return slots.subscribe((state, old) => {
        if (restoring || wereSwapped(state, old)) return;
        state.slots.forEach((slot, index) => {
          const before = old.slots[index];
          if (!isReady(slot) || !isReady(before) || slot.modelId !== before.modelId || slot.knobs === before.knobs) return;
          const inputs = changedInputs(before.knobs, slot.knobs);
          if (inputs.length === 0) return;
          const name = `${index} ${inputs.join()}`;
          if (name !== lastInputs || now() - last > TOGETHER) run++;
          [last, lastInputs] = [now(), name];
          const step = { slot: index, modelId: slot.modelId, inputs, before: only(before.knobs, inputs), after: only(slot.knobs, inputs) };
          record(step, `knobs ${run}`);
        });
      });
    },
  };
}

export const knobHistory = createKnobHistory(slotsStore);
