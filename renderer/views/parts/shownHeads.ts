// The heads that a stage draws: the one under the pointer in the atlas, else the chosen ones.

import { useMemo } from "react";
import { useStore } from "zustand";
import type { HeadRef } from "../../../shared/selection/selection.ts";
import { useHoverStore, useSelectionStore } from "./slot.ts";

export interface ShownHeads {
  readonly heads: readonly HeadRef[];
  /** It is the one under the pointer. */
  readonly preview: boolean;
}

/**
 * Heads inside the model, in the order they were chosen; never empty.
 * @param slot another slot than the one that this part of the window is about
 */
export function useShownHeads(layers: number, heads: number, slot?: number): ShownHeads {
  const chosen = useStore(useSelectionStore(slot), ({ selection }) => selection.heads);
  // One number, so that a pointer that moves inside of a map renders nothing.
  const hovered = useStore(useHoverStore(slot), ({ hover }) =>
    hover?.layer === undefined || hover.head === undefined ? -1 : hover.layer * heads + hover.head,
  );
  return useMemo(() => {
    const inside = ({ layer, head }: HeadRef): boolean => layer < layers && head < heads;
    const preview = { layer: Math.floor(hovered / heads), head: hovered % heads };
    if (hovered >= 0 && inside(preview)) return { heads: [preview], preview: true };
    const kept = chosen.filter(inside);
    return { heads: kept.length > 0 ? kept : [{ layer: 0, head: 0 }], preview: false };
  }, [chosen, hovered, layers, heads]);
}
