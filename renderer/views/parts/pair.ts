// The token pair that the maps are read at: under the pointer, else the pinned one.

import { useStore } from "zustand";
import { useHoverStore, useSelectionStore } from "./slot.ts";

export interface Pair {
  readonly query: number | null;
  readonly key: number | null;
}

/** The pair that is read now; parts are null where nothing is hovered or pinned, or where the text has become shorter. */
export function useReadPair(rows: number, columns: number): Pair & { readonly hovered: boolean } {
  const hoverStore = useHoverStore();
  const hovered = useStore(hoverStore, ({ hover }) => hover?.query !== undefined || hover?.key !== undefined);
  const query = useStore(hoverStore, ({ hover }) => hover?.query ?? null);
  const key = useStore(hoverStore, ({ hover }) => hover?.key ?? null);
  const pinned = usePinnedPair(rows, columns);
  if (!hovered) return { ...pinned, hovered };
  return { query: within(query, rows), key: within(key, columns), hovered };
}

/** The pinned pair. */
export function usePinnedPair(rows: number, columns: number): Pair {
  const selectionStore = useSelectionStore();
  const query = useStore(selectionStore, ({ selection }) => selection.query);
  const key = useStore(selectionStore, ({ selection }) => selection.key);
  return { query: within(query, rows), key: within(key, columns) };
}

function within(index: number | null, count: number): number | null {
  return index !== null && index < count ? index : null;
}
