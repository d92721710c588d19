// Keeps the address of the page in step with the view, so that the address is the link; and opens what an address says.

import { sentencesOf } from "../../../shared/error.ts";
import { noticesStore } from "../../state/notices.ts";
import { selectionStore } from "../../state/selection.ts";
import { settingsStore } from "../../state/settings.ts";
import { type Slot, slotsStore } from "../../state/slots.ts";
import { openManifests, shownView } from "../compare/views.ts";
import type { ModelLoader } from "../run/loader.ts";
import { type SavedView, viewFromHash, viewToHash } from "./link.ts";

/** Browsers refuse more than some hundred address changes in half a minute. */
const PAUSE = 500;

/** What is shown now, as data; null before a model was chosen. */
export function presentView(): SavedView | null {
  const { text, slots } = slotsStore.getState();
  const [slot, second] = slots;
  if (!slot) return null;
  return {
    format: "heddle-view/1",
    model: slot.modelId,
    text,
    view: settingsStore.getState().settings.view,
    selection: selectionStore.getState().selection,
    shown: presentSettings(slots),
    knobs: knobsOf(slot),
    second: second ? { model: second.modelId, knobs: knobsOf(second) } : null,
  };
}

const knobsOf = ({ knobs }: Slot): SavedView["knobs"] =>
  Object.fromEntries(Object.entries(knobs).map(([input, elements]) => [input, [...elements]]));

/** Settings that decide what the open views and the atlas look like. */
function presentSettings(slots: readonly Slot[]): SavedView["shown"] {
  const { words, sequential, views, view } = settingsStore.getState().settings;
  const manifests = openManifests(slots);
  const open = ["atlas", ...slots.map((_, index) => shownView(manifests, view, index)?.id)];
  const own = Object.entries(views).flatMap(([id, settings]) =>
    open.includes(id) && typeof settings === "object" && settings !== null ? [[id, settings as Record<string, unknown>] as const] : [],
  );
  return { words, sequential, views: Object.fromEntries(own) };
}

/** Shows a saved view. What it replaces was of another text and model: the history begins anew. */
export async function restoreView(view: SavedView, loader: ModelLoader): Promise<void> {
  slotsStore.getState().setText(view.text);
  const { views, ...shown } = view.shown;
  const { settings, change } = settingsStore.getState();
  change({
    view: view.view,
    words: shown.words ?? settings.words,
    sequential: shown.sequential ?? settings.sequential,
    views: { ...settings.views, ...views },
  });
  // After the settings: their change is no step of what is shown now.
  selectionStore.getState().begin(view.selection);
  if (!view.second) loader.close();
  const there = await loader.open(0, view.model, view.knobs);
  if (there && view.second) await loader.open(1, view.second.model, view.second.knobs);
}

/** Opens the view in the address; false when there is none or it is broken, which is told. */
export async function openLink(loader: ModelLoader, page: Window): Promise<boolean> {
  try {
    const view = viewFromHash(page.location.hash);
    if (!view) return false;
    await restoreView(view, loader);
    return true;
  } catch (thrown) {
    noticesStore.getState().tell(sentencesOf(thrown));
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
      state.slots.length !== before.slots.length ||
      state.slots.some(({ modelId, knobs }, index) => modelId !== before.slots[index]?.modelId || knobs !== before.slots[index]?.knobs)
    )
      later();
  });
  settingsStore.subscribe((state, before) => {
    const { view, views, words, sequential } = state.settings;
    const old = before.settings;
    if (view !== old.view || views !== old.views || words !== old.words || sequential !== old.sequential) later();
  });
  page.addEventListener("hashchange", () => {
    if (page.location.hash !== written) void openLink(loader, page);
  });
  later();
}
