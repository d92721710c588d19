// The run of tokens that is about to be marked as a span: made with shift-click, marked with a key, not in the history.

import { createStore } from "zustand/vanilla";

/** Tokens [start, end). */
interface TokenRange {
  readonly start: number;
  readonly end: number;
}

export interface RangeState {
  readonly range: TokenRange | null;
  setRange(range: TokenRange | null): void;
}

export const rangeStore = createStore<RangeState>()((set) => ({
  range: null,
  setRange: (range) => set({ range }),
}));
