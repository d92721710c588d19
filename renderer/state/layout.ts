// Which of the places that come and go are open. Not remembered: a new start opens none of them.

import { createStore } from "zustand/vanilla";

/** A place that opens over or beside the others; at most one is open. */
type Place = "figure" | "palette" | "shortcuts" | "models" | "compare";

export interface LayoutState {
  readonly open: Place | null;
  show(place: Place | null): void;
  /** Opens a place, or closes it when it is the open one. */
  toggle(place: Place): void;
}

export const layoutStore = createStore<LayoutState>()((set) => ({
  open: null,
  show: (place) => set({ open: place }),
  toggle: (place) => set((state) => ({ open: state.open === place ? null : place })),
}));
