// The actions that depend on what is loaded: views, heads, tokens, models and samples, each found by its name.

import { mapExtent } from "../../../shared/manifest/mapExtent.ts";
import { headName, tokenNumber } from "../../../shared/selection/headName.ts";
import { catalogStore } from "../../state/catalog.ts";
import { focusedSlot } from "../../state/focus.ts";
import { settingsStore } from "../../state/settings.ts";
import { storesOf } from "../../state/slotSelection.ts";
import { slotsStore } from "../../state/slots.ts";
import { offeredViews, openManifests, openView, shownView } from "../compare/views.ts";
import { SAMPLES } from "../prompt/samples.ts";
import type { Services } from "../services.ts";
import type { Text } from "../text/en.ts";
import type { Action } from "./action.ts";

/** Views of the open model, which digits choose, and what the open view can do by itself. */
export function viewActions(text: Text): Action[] {
  const manifests = openManifests(slotsStore.getState().slots);
  const { language, view: chosen } = settingsStore.getState().settings;
  const views = offeredViews(manifests);
  const open = openView(manifests, chosen);
  const slot = focusedSlot();
  const shown = shownView(manifests, chosen, slot);
  const own = (shown?.actions?.(slot) ?? []).map(
    ({ id, title, ...action }): Action => ({ ...action, id: `view.${shown?.id}.${id}`, title: title[language], group: "view" }),
  );
  const tabs = views.map(
    (view, place): Action => ({
      id: `view.${view.id}`,
      title: text.actions.view(view.title[language]),
      group: "view",
      ...(place < 9 ? { keys: [String(place + 1)] } : {}),
      checked: view.id === open?.id,
      words: view.summary[language],
      perform: () => settingsStore.getState().change({ view: view.id }),
    }),
  );
  return [...tabs, ...own];
}

/** Models of the host. */
export function modelActions({ loader }: Services, text: Text): Action[] {
  const open = slotsStore.getState().slots[0]?.modelId;
  return (catalogStore.getState().models ?? []).map(
    (entry): Action => ({
      id: `model.${entry.id}`,
      title: text.actions.openModel(entry.manifest?.title ?? entry.id),
      group: "model",
      checked: entry.id === open,
      words: entry.manifest?.architecture.name ?? "",
      perform: () => void loader.open(0, entry.id),
    }),
  );
}

/** Of the model that is looked at, every head as "L3H5" and every token of the text: for the palette only. */
export function thingActions(text: Text): Action[] {
  const index = focusedSlot();
  const slot = slotsStore.getState().slots[index];
  if (slot?.load.state !== "ready") return [];
  const { select } = storesOf(index).selection.getState();
  const { layers, heads } = mapExtent(slot.load.manifest);
  const headActions = Array.from({ length: layers * heads }, (_, place): Action => {
    const layer = Math.floor(place / heads);
    const head = place % heads;
    return {
      id: `head.${headName({ layer, head })}`,
      title: text.actions.head(headName({ layer, head })),
      group: "head",
      words: text.inspector.layer(layer),
      perform: () => select({ heads: [{ layer, head }] }),
    };
  });
  const tokenActions = (slot.trace?.tokens ?? []).map(
    (token, index): Action => ({
      id: `token.${index}`,
      title: text.actions.token(tokenNumber(index), token.label),
      group: "token",
      words: token.text.trim(),
      perform: () => select({ query: index }),
    }),
  );
  return [...headActions, ...tokenActions];
}

/** The sample prompts. */
export function sampleActions(text: Text): Action[] {
  const { language } = settingsStore.getState().settings;
  return SAMPLES.map(
    (sample): Action => ({
      id: `sample.${sample.id}`,
      title: text.actions.sample(sample.title[language]),
      group: "sample",
      perform: () => slotsStore.getState().setText(sample.text),
    }),
  );
}
