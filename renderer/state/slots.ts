// A slot is one model on the stage with its own knobs and its last good trace. There is one slot, or two when models
// are compared; both share the text and the selection. Traces (the tensors) live here and nowhere else.

import { createStore } from "zustand/vanilla";
import type { LoadProgress } from "../../shared/engine/contract.ts";
import type { ErrorReport } from "../../shared/error.ts";
import type { Manifest } from "../../shared/manifest/schema.ts";
import type { EngineInfo, KnobValues, Token, Trace } from "../../shared/trace/trace.ts";

type LoadState =
  | { readonly state: "loading"; readonly progress: LoadProgress | null }
  | { readonly state: "ready"; readonly manifest: Manifest; readonly info: EngineInfo }
  | { readonly state: "failed"; readonly error: ErrorReport };

export interface Slot {
  readonly modelId: string;
  readonly load: LoadState;
  /** Tokens of the present text, there before the run is. */
  readonly tokens: readonly Token[];
  readonly knobs: KnobValues;
  readonly running: boolean;
  /** True while its run waits for another slot's to end. */
  readonly queued: boolean;
  /** The last good trace; it stays while a newer run is under way or has failed. */
  readonly trace: Trace | null;
  /** The same text with every knob at its default, kept for comparison while a knob is changed; else null. */
  readonly baseline: Trace | null;
  /** Why the present text or knobs have no trace. */
  readonly problem: ErrorReport | null;
}

export interface SlotsState {
  readonly text: string;
  readonly slots: readonly Slot[];
  setText(text: string): void;
  /** Puts a model into a slot, loading, with the knobs that it is to have. */
  open(index: number, modelId: string, knobs?: KnobValues): void;
  change(index: number, change: Partial<Slot>): void;
  /** Takes the second slot away; the first stays as it is. */
  close(): void;
  /** The second of two slots becomes the first, with all that it holds. */
  swap(): void;
}

/** True when the change from `before` to `state` is that the two slots changed places. */
export function wereSwapped(state: SlotsState, before: SlotsState): boolean {
  const [first, second] = state.slots;
  return first !== undefined && second !== undefined && first === before.slots[1] && second === before.slots[0];
}

export function createSlotsStore(text = "") {
  return createStore<SlotsState>()((set) => ({
    text,
    slots: [],
    setText: (next) => set({ text: next }),
    open: (index, modelId, knobs = {}) =>
      set((state) => {
        const slots = [...state.slots];
        slots[index] = {
          modelId,
          load: { state: "loading", progress: null },
          tokens: [],
          knobs,
          running: false,
          queued: false,
          trace: null,
          baseline: null,
          problem: null,
        };
        return { slots };
      }),
    change: (index, change) =>
      set((state) => ({ slots: state.slots.map((slot, place) => (place === index ? { ...slot, ...change } : slot)) })),
    close: () => set((state) => ({ slots: state.slots.slice(0, 1) })),
    swap: () => set((state) => (state.slots.length === 2 ? { slots: [...state.slots].reverse() } : state)),
  }));
}

export const slotsStore = createSlotsStore();
