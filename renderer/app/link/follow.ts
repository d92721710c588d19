// Keeps the address of the page in step with the view, so that the address is the link; and opens what an address says.

import { toReport } from "../../../shared/error.ts";
import { noticesStore } from "../../state/notices.ts";
import { selectionStore } from "../../state/selection.ts";
import { settingsStore } from "../../state/settings.ts";
import { slotsStore } from "../../state/slots.ts";
import type { ModelLoader } from "../run/loader.ts";
import { type SavedView, viewFromHash, viewToHash } from "./link.ts";

/** Browsers refuse more than some hundred address changes in half a minute. */
const PAUSE = 500;

/** What is shown now, as data; null before a model was chosen. */
export function presentView(): SavedView | null {
  const { text, slots } = slotsStore.getState();
  const slot = slots[0];
  if (!slot) return null;
  return {
    format: "heddle-view/1",
    model: slot.modelId,
    text,
    view: settingsStore.getState().settings.view,
    selection: selectionStore.getState().selection,
    knobs: Object.fromEntries(Object.entries(slot.knobs).map(([input, elements]) => [input, [...elements]])),
  };
}

/** Shows a saved view. */
export async function restoreView(view: SavedView, loader: ModelLoader): Promise<void> {
  slotsStore.getState().setText(view.text);
  settingsStore.getState().change({ view: view.view });
  selectionStore.getState().select(view.selection);
  await loader.open(0, view.model, view.knobs);
}

/** Opens the view in the address; false when there is none or it is broken, which is told. */
export async function openLink(loader: ModelLoader, page: Window): Promise<boolean> {
  try {
    const view = viewFromHash(page.location.hash);
    if (!view) return false;
    await restoreView(view, loader);
    return true;
  } catch (thrown) {
    const { message, remedy } = toReport(thrown);
    noticesStore.getState().tell({ en: `${message} ${remedy}`, zh: `${message} ${remedy}` });
    return false;
  }
}

/** From now on the address follows the view, and a link pasted into the address is opened. */
export function keepLink(loader: ModelLoader, page: Window): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let written = page.location.hash;
  const write = (): void => {
    const view = presentView();
    if (!view) return;
    written = viewToHash(view);
    page.history.replaceState(null, "", written);
    written = page.location.hash;
  };
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(write, PAUSE);
  };
  selectionStore.subscribe(later);
  slotsStore.subscribe((state, before) => {
    if (
      state.text !== before.text ||
      state.slots[0]?.modelId !== before.slots[0]?.modelId ||
      state.slots[0]?.knobs !== before.slots[0]?.knobs
    )
      later();
  });
  settingsStore.subscribe((state, before) => {
    if (state.settings.view !== before.settings.view) later();
  });
  page.addEventListener("hashchange", () => {
    if (page.location.hash !== written) void openLink(loader, page);
  });
  later();
}
