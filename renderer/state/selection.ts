// The selection with its history, and the pointer's hover, which is not in the history.

import { createStore } from "zustand/vanilla";
import { regionAround } from "../../shared/selection/region.ts";
import { FIRST_SELECTION, type Selection } from "../../shared/selection/selection.ts";

const HISTORY_LIMIT = 200;

export interface SelectionState {
  readonly selection: Selection;
  readonly past: readonly Selection[];
  readonly future: readonly Selection[];
  /** Changes the selection. `coalesce`: changes with the same word in a row are one step of the history (dragging, arrow keys). */
  select(change: Partial<Selection>, coalesce?: string): void;
  undo(): void;
  redo(): void;
  /** Makes the selection and its whole history fit a changed text or model; not a step of the history itself. */
  adjust(change: (selection: Selection) => Selection): void;
}

/** Makes a selection store; the app has one, tests make their own. */
export function createSelectionStore(first: Selection = FIRST_SELECTION) {
  let lastCoalesce: string | undefined;
  return createStore<SelectionState>()((set) => ({
    selection: first,
    past: [],
    future: [],
    select: (change, coalesce) =>
      set((state) => {
        const joined = coalesce !== undefined && coalesce === lastCoalesce;
        lastCoalesce = coalesce;
        const past = joined ? state.past : [...state.past, state.selection].slice(-HISTORY_LIMIT);
        const selection = { ...state.selection, ...change };
        // A pair that is pinned outside of what the stage shows brings it into sight.
        const region =
          selection.region && change.region === undefined
            ? regionAround(selection.region, change.query ?? null, change.key ?? null)
            : selection.region;
        return { selection: region === selection.region ? selection : { ...selection, region }, past, future: [] };
      }),
    undo: () =>
      set((state) => {
        lastCoalesce = undefined;
        const previous = state.past.at(-1);
        if (!previous) return state;
        return { selection: previous, past: state.past.slice(0, -1), future: [state.selection, ...state.future] };
      }),
    redo: () =>
      set((state) => {
        lastCoalesce = undefined;
        const [next, ...future] = state.future;
        if (!next) return state;
        return { selection: next, past: [...state.past, state.selection], future };
      }),
    adjust: (change) =>
      set((state) => {
        const selection = change(state.selection);
        const past = state.past.map(change);
        const future = state.future.map(change);
        const same = (a: readonly Selection[], b: readonly Selection[]): boolean => a.every((one, place) => one === b[place]);
        return selection === state.selection && same(past, state.past) && same(future, state.future) ? state : { selection, past, future };
      }),
  }));
}

export const selectionStore = createSelectionStore();

/** What the pointer is over; any part may be absent (over a token chip there is no head). */
export interface Hover {
  readonly layer?: number;
  readonly head?: number;
  readonly query?: number;
  readonly key?: number;
}

export interface HoverState {
  readonly hover: Hover | null;
  setHover(hover: Hover | null): void;
}

export const hoverStore = createStore<HoverState>()((set) => ({
  hover: null,
  setHover: (hover) => set({ hover }),
}));
