// From a row or a point to the head's own map.

import type { HeadRef, MapChoice, Selection } from "../../../shared/selection/selection.ts";
import { settingsStore } from "../../state/settings.ts";

/** The view that shows one head's map large. */
const MAP_VIEW = "attention";

/** Shows a head in the view of maps, on the map that it was measured on. */
export function openHead(select: (change: Partial<Selection>) => void, head: HeadRef, map: MapChoice): void {
  select({ heads: [head], map });
  settingsStore.getState().change({ view: MAP_VIEW });
}

/** Adds a head at the end of the chosen ones, or takes it away again; the last one stays. */
export function toggled(heads: readonly HeadRef[], head: HeadRef): HeadRef[] {
  const others = heads.filter((one) => !sameHead(one, head));
  if (others.length === heads.length) return [...heads, head];
  return others.length === 0 ? [...heads] : others;
}

export const sameHead = (a: HeadRef, b: HeadRef): boolean => a.layer === b.layer && a.head === b.head;
