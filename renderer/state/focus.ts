// Which of two compared models the inspector shows and the keys change: the one that was pointed into last. Not in the
// history.

import { createStore } from "zustand/vanilla";
import { slotsStore } from "./slots.ts";

export interface FocusState {
  /** 0 or 1; means 0 while one model is open. */
  readonly slot: number;
  setSlot(slot: number): void;
}

export const focusStore = createStore<FocusState>()((set) => ({
  slot: 0,
  setSlot: (slot) => set((state) => (state.slot === slot ? state : { slot })),
}));

slotsStore.subscribe((state, before) => {
  if (state.slots.length < before.slots.length) focusStore.getState().setSlot(0);
});

/** The slot that is looked at. */
export function focusedSlot(): number {
  return slotsStore.getState().slots.length > 1 ? focusStore.getState().slot : 0;
}
