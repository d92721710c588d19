// Whether a trace is of another text or other knobs than the present ones: a newer run is under way or has failed, or the
// present text cannot be run.

import { useStore } from "zustand";
import type { Trace } from "../../../shared/trace/trace.ts";
import { sameKnobs } from "../../state/knobs.ts";
import { slotsStore } from "../../state/slots.ts";

export function useStale(trace: Trace | null, slot: number): boolean {
  return useStore(slotsStore, ({ text, slots }) => {
    const present = slots[slot];
    if (present === undefined || trace === null) return false;
    return text !== trace.text || !sameKnobs(present.knobs, trace.knobs);
  });
}
