// What the window's parts read of the one or two open models.

import { useMemo } from "react";
import { useStore } from "zustand";
import { useShallow } from "zustand/shallow";
import { focusStore } from "../../state/focus.ts";
import { settingsStore } from "../../state/settings.ts";
import { slotsStore } from "../../state/slots.ts";
import type { NamedView } from "../../views/registry.ts";
import { offeredViews, openManifests, openView, shownView } from "./views.ts";

/** True while two models are compared. */
export function useCompared(): boolean {
  return useStore(slotsStore, ({ slots }) => slots.length > 1);
}

/** The slot that the inspector shows. */
export function useFocusedSlot(): number {
  const compared = useCompared();
  const slot = useStore(focusStore, (state) => state.slot);
  return compared ? slot : 0;
}

function useManifests() {
  return useStore(
    slotsStore,
    useShallow(({ slots }) => openManifests(slots)),
  );
}

/** The views that the open models have the roles for; empty while none is open. */
export function useViews(): readonly NamedView[] {
  const manifests = useManifests();
  return useMemo(() => offeredViews(manifests), [manifests]);
}

/** The open view: the chosen one where it is offered, else the first. */
export function useView(): NamedView | undefined {
  const manifests = useManifests();
  const chosen = useStore(settingsStore, (state) => state.settings.view);
  return useMemo(() => openView(manifests, chosen), [manifests, chosen]);
}

/** What a slot shows: the open view where its model has the roles, else the first that it has. */
export function useSlotView(index: number): NamedView | undefined {
  const manifests = useManifests();
  const chosen = useStore(settingsStore, (state) => state.settings.view);
  return useMemo(() => shownView(manifests, chosen, index), [manifests, chosen, index]);
}
