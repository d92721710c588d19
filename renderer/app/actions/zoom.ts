// Zooming the large map with keys, as the wheel does it at the cursor.

import { regionOrNull, regionWithin, zoomRegion } from "../../../shared/selection/region.ts";
import type { Region } from "../../../shared/trace/source.ts";
import { hoverStore, selectionStore } from "../../state/selection.ts";
import { slotsStore } from "../../state/slots.ts";
import type { Text } from "../text/en.ts";
import type { Action } from "./action.ts";

/** How many times larger cells become at a press. */
const FACTOR = 1.5;

/**
 * The region after zooming, null for the whole map.
 * @param factor above 1 zooms in
 * @param read the token pair that stays where it is, where it is in sight; else the middle does
 */
export function zoomed(
  region: Region | null,
  tokens: number,
  factor: number,
  read: { readonly query: number | null; readonly key: number | null },
): Region | null {
  const now = regionWithin(region, tokens, tokens);
  const fixed = (at: number | null, start: number, end: number): number =>
    at !== null && at >= start && at < end ? at : (start + end) / 2;
  const query = fixed(read.query, now.row0, now.row1);
  const key = fixed(read.key, now.column0, now.column1);
  return regionOrNull(zoomRegion(now, tokens, tokens, factor, query, key), tokens, tokens);
}

/** Zoom in, zoom out, show all. */
export function zoomActions(text: Text): Action[] {
  const tokens = slotsStore.getState().slots[0]?.trace?.tokens.length ?? 0;
  const { region } = selectionStore.getState().selection;
  const zoom = (factor: number): void => {
    const { selection, select } = selectionStore.getState();
    const { hover } = hoverStore.getState();
    const read = { query: hover?.query ?? selection.query, key: hover?.key ?? selection.key };
    select({ region: zoomed(selection.region, tokens, factor, read) }, "region");
  };
  return [
    // "=" is the key of "+" without Shift on many keyboards.
    { id: "zoom.in", title: text.actions.zoomIn, group: "view", keys: ["+", "="], enabled: tokens > 0, perform: () => zoom(FACTOR) },
    {
      id: "zoom.out",
      title: text.actions.zoomOut,
      group: "view",
      keys: ["-"],
      enabled: tokens > 0 && region !== null,
      perform: () => zoom(1 / FACTOR),
    },
    {
      id: "zoom.fit",
      title: text.actions.zoomFit,
      group: "view",
      keys: ["0"],
      enabled: tokens > 0 && region !== null,
      perform: () => selectionStore.getState().select({ region: null }),
    },
  ];
}
