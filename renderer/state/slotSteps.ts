// Adding, taking away and swapping the second of two compared models as steps of the history. A step says which models
// stood in the slots before and after; bringing them back means loading, which belongs to who is attached.

import type { KnobValues } from "../../shared/trace/trace.ts";
import type { SlotsState } from "./slots.ts";

/** A slot as plain data. */
export interface SavedSlot {
  readonly modelId: string;
  readonly knobs: KnobValues;
}

export interface SlotsStep {
  readonly before: readonly SavedSlot[];
  readonly after: readonly SavedSlot[];
}

/** The slots as they are now. */
export function savedSlots({ slots }: Pick<SlotsState, "slots">): SavedSlot[] {
  return slots.map(({ modelId, knobs }) => ({ modelId, knobs }));
}

export interface SlotHistory {
  /** Puts the slots that a step changed back to what they were before or after it. */
  restore(step: SlotsStep, side: "before" | "after"): void;
  /** @param arrange makes the slots be these: `from` are those that the step left, `to` those that are wanted */
  attach(arrange: (from: readonly SavedSlot[], to: readonly SavedSlot[]) => void): void;
}

export function createSlotHistory(): SlotHistory {
  let arranger: (from: readonly SavedSlot[], to: readonly SavedSlot[]) => void = () => {};
  return {
    restore: ({ before, after }, side) => (side === "before" ? arranger(after, before) : arranger(before, after)),
    attach: (arrange) => {
      arranger = arrange;
    },
  };
}

export const slotHistory = createSlotHistory();
