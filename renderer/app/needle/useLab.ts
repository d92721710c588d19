// The lab's state for components.

import { useStore } from "zustand";
import { type LabState, labStore } from "./store.ts";

/** A part of the lab's state; drawn again when that part changes. */
export function useLab<T>(select: (state: LabState) => T): T {
  return useStore(labStore, select);
}

export const changeLab = labStore.getState().change;
