// Sizes of the panes: read when they are put up, written whenever they change. Whoever lays panes out does not hear
// of what it wrote: a layout that writes a state which it also reads could be made again by its own rounding, for ever.

import { useState } from "react";
import { settingsStore } from "../../state/settings.ts";

/** Sizes in percent of the window, by the name of the pane. */
type PaneSizes = Readonly<Record<string, number>>;

/** Difference in percent that is nothing but rounding. */
const ROUNDING = 0.01;

function keep(sizes: PaneSizes): void {
  const { settings, change } = settingsStore.getState();
  const names = Object.keys(sizes);
  const same =
    names.length === Object.keys(settings.panes).length &&
    names.every((name) => Math.abs((sizes[name] ?? 0) - (settings.panes[name] ?? Number.POSITIVE_INFINITY)) < ROUNDING);
  if (!same) change({ panes: { ...sizes } });
}

/** @param arrangement which panes stand beside which: another one reads what is remembered anew */
export function usePaneSizes(arrangement: string): { readonly remembered: PaneSizes; keep(sizes: PaneSizes): void } {
  const read = () => ({ arrangement, remembered: settingsStore.getState().settings.panes });
  const [known, setKnown] = useState(read);
  if (known.arrangement !== arrangement) setKnown(read);
  return { remembered: known.remembered, keep };
}
