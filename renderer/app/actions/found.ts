// The actions that depend on what is loaded: views, heads, tokens, models and samples, each found by its name.

import { headName, tokenNumber } from "../../../shared/selection/headName.ts";
import { catalogStore } from "../../state/catalog.ts";
import { selectionStore } from "../../state/selection.ts";
import { settingsStore } from "../../state/settings.ts";
import { slotsStore } from "../../state/slots.ts";
import { viewsFor } from "../../views/registry.ts";
import { SAMPLES } from "../prompt/samples.ts";
import type { Services } from "../services.ts";
import type { Text } from "../text/en.ts";
import type { Action } from "./action.ts";

/** Views of the open model; digits choose them. */
export function viewActions(text: Text): Action[] {
  const slot = slotsStore.getState().slots[0];
  if (slot?.load.state !== "ready") return [];
  const { language, view: chosen } = settingsStore.getState().settings;
  const views = viewsFor(slot.load.manifest);
  return views.map(
    (view, place): Action => ({
      id: `view.${view.id}`,
      title: text.actions.view(view.title[language]),
      group: "view",
      ...(place < 9 ? { keys: [String(place + 1)] } : {}),
      checked: view.id === (views.some(({ id }) => id === chosen) ? chosen : views[0]?.id),
      words: view.summary[language],
      perform: () => settingsStore.getState().change({ view: view.id }),
    }),
  );
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
      perform: () => loader.open(0, entry.id),
    }),
  );
}

/** Every head as "L3H5" and every token of the text: for the palette only. */
export function thingActions(text: Text): Action[] {
  const slot = slotsStore.getState().slots[0];
  if (slot?.load.state !== "ready") return [];
  const { select } = selectionStore.getState();
  const { layers, heads } = slot.load.manifest.size;
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
