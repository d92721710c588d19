// Opens models into slots: progress while it loads, cancel gives the former model back, a broken one says so and leaves
// every other model usable. In memory stay the models of the slots and the one that stood there before.

import type { StoreApi } from "zustand/vanilla";
import type { LoadProgress } from "../../../shared/engine/contract.ts";
import { changedKnobs } from "../../../shared/engine/feeds.ts";
import { localizedError, toReport } from "../../../shared/error.ts";
import { knownAs } from "../../../shared/manifest/knownAs.ts";
import { parseManifest } from "../../../shared/manifest/parse.ts";
import type { Manifest } from "../../../shared/manifest/schema.ts";
import type { KnobValues } from "../../../shared/trace/trace.ts";
import type { EngineClient } from "../../engine/client.ts";
import type { Host } from "../../host/host.ts";
import type { CatalogEntry, CatalogState } from "../../state/catalog.ts";
import { elementCount, sameKnobs } from "../../state/knobs.ts";
import type { SelectionState } from "../../state/selection.ts";
import type { SettingsState } from "../../state/settings.ts";
import type { SavedSlot } from "../../state/slotSteps.ts";
import type { Slot, SlotsState } from "../../state/slots.ts";
import { fitModel, fitSecond } from "./follow.ts";
import { createResidents } from "./residents.ts";

export interface LoaderStores {
  readonly slots: StoreApi<SlotsState>;
  readonly catalog: StoreApi<CatalogState>;
  readonly selection: StoreApi<SelectionState>;
  readonly settings: StoreApi<SettingsState>;
}

export interface ModelLoader {
  /** Asks the host for its models and reads their manifests. */
  refresh(): Promise<readonly CatalogEntry[]>;
  /**
   * Loads a model into a slot; `knobs` are set before its first run.
   * @returns false when loading was cancelled, or another model was asked for meanwhile
   */
  open(index: number, modelId: string, knobs?: KnobValues): Promise<boolean>;
  /** Stops loading; the model that was there before comes back. */
  cancel(index: number): void;
  /** Takes the second model away, also while it is loading. */
  close(): void;
  /**
   * Does work on a model that may stand in no slot any more, as one that a file of prompts was begun with.
   * @throws HeddleError what loading it throws, and what the work throws
   */
  using<T>(modelId: string, work: () => Promise<T>): Promise<T>;
  /** Makes the slots that differ between `from` and `to` be those of `to`; the others are left as they are. */
  arrange(from: readonly SavedSlot[], to: readonly SavedSlot[]): void;
}

export function createLoader(
  host: Pick<Host, "listModels">,
  engine: Pick<EngineClient, "load" | "unload">,
  stores: LoaderStores,
): ModelLoader {
  const loads = new Map<number, { readonly abort: AbortController; readonly former: Slot | undefined }>();
  const residents = createResidents(engine);

  /** Lets go of models that stand in no slot, cannot come back by a cancel, and are not named. */
  function letGo(...but: readonly string[]): void {
    const shown = stores.slots.getState().slots.map(({ modelId }) => modelId);
    const formers = [...loads.values()].flatMap(({ former }) => former?.modelId ?? []);
    residents.keepOnly([...shown, ...formers, ...but]);
  }

  function placeOf(modelId: string): CatalogEntry {
    const place = (stores.catalog.getState().models ?? []).find(({ id }) => id === modelId);
    if (place) return place;
    throw localizedError("file-missing", {
      en: [`There is no model "${modelId}" here.`, "Choose one from the list."],
      zh: [`这里没有模型“${modelId}”。`, "请从列表中选择。"],
    });
  }

  const load = (modelId: string, ...more: [onProgress?: (progress: LoadProgress) => void, signal?: AbortSignal]) => {
    const { id, base } = placeOf(modelId);
    return residents.load({ id, base }, { prefer: stores.settings.getState().settings.engine }, ...more);
  };

  async function open(index: number, modelId: string, knobs: KnobValues = {}): Promise<boolean> {
    const { slots, selection, settings } = stores;
    const under = loads.get(index);
    under?.abort.abort();
    const present = slots.getState().slots[index];
    const former = present?.load.state === "ready" ? present : under?.former;
    const own = { abort: new AbortController(), former };
    loads.set(index, own);
    slots.getState().open(index, modelId, knobs);
    const current = (): boolean => loads.get(index) === own;
    try {
      const { manifest, info } = await load(
        modelId,
        (progress) => current() && slots.getState().change(index, { load: { state: "loading", progress } }),
        own.abort.signal,
      );
      if (!current()) return false;
      selection.getState().adjust((old) => (index === 0 ? fitModel : fitSecond)(old, manifest));
      // Undo may have changed them while the model was loading.
      const asked = slots.getState().slots[index]?.knobs ?? knobs;
      slots.getState().change(index, { knobs: knownKnobs(manifest, asked), load: { state: "ready", manifest, info } });
      settings.getState().change(index === 0 ? { modelId } : { secondModelId: modelId });
    } catch (thrown) {
      if (current()) slots.getState().change(index, { load: { state: "failed", error: toReport(thrown) } });
    }
    if (!current()) return false;
    loads.delete(index);
    // The one before stays: people go back and forth between two.
    letGo(...(former ? [former.modelId] : []));
    return true;
  }

  function close(): void {
    loads.get(1)?.abort.abort();
    loads.delete(1);
    stores.slots.getState().close();
    stores.settings.getState().change({ secondModelId: null });
    letGo();
  }

  return {
    close,
    arrange: (from, to) => {
      if (to.length < 2 && stores.slots.getState().slots.length > 1) close();
      to.forEach((slot, index) => {
        if (!isSame(from[index], slot)) void open(index, slot.modelId, slot.knobs);
      });
    },
    refresh: async () => {
      const places = await host.listModels();
      const models = await Promise.all(places.map(readEntry));
      // In the order of history: what came first is what the others are read against.
      models.sort((a, b) => compare(year(a), year(b)) || (a.id < b.id ? -1 : 1));
      stores.catalog.getState().setModels(models);
      return models;
    },
    open,
    cancel: (index) => {
      const load = loads.get(index);
      if (!load) return;
      loads.delete(index);
      load.abort.abort();
      const { former } = load;
      const error = toReport(
        localizedError("cancelled", { en: ["Loading was cancelled.", "Choose a model."], zh: ["加载已取消。", "请选择一个模型。"] }),
      );
      stores.slots.getState().change(index, former ?? { load: { state: "failed", error } });
      letGo();
    },
    using: (modelId, work) => residents.using(modelId, () => load(modelId), work),
  };
}

function isSame(a: SavedSlot | undefined, b: SavedSlot): boolean {
  return a?.modelId === b.modelId && sameKnobs(a.knobs, b.knobs);
}

/** Only knobs that the model has, with as many elements as it has, and that are not as shipped. */
function knownKnobs(manifest: Manifest, values: KnobValues): KnobValues {
  const known = Object.entries(values).filter(([input, elements]) => {
    const knob = manifest.knobs.find((one) => one.input === input);
    return knob !== undefined && elementCount(knob) === elements.length;
  });
  return changedKnobs(manifest, Object.fromEntries(known));
}

const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);

/** Year of the model's paper; broken models come last. */
function year({ manifest }: CatalogEntry): number {
  return manifest?.architecture.paper.year ?? Number.POSITIVE_INFINITY;
}

async function readEntry(place: { readonly id: string; readonly base: string }): Promise<CatalogEntry> {
  try {
    const response = await fetch(new URL("manifest.json", place.base));
    if (!response.ok)
      throw localizedError("file-missing", {
        en: [`${place.id}/manifest.json cannot be read (${response.status}).`, "Copy the model again."],
        zh: [`无法读取 ${place.id}/manifest.json（${response.status}）。`, "请重新复制该模型。"],
      });
    const manifest = parseManifest(await response.json(), `${place.id}/manifest.json`);
    return { ...place, manifest: knownAs(manifest, place.id), error: null };
  } catch (thrown) {
    return { ...place, manifest: null, error: toReport(thrown instanceof SyntaxError ? notJson(place.id, thrown) : thrown) };
  }
}

const notJson = (id: string, cause: SyntaxError): Error =>
  localizedError(
    "bad-manifest",
    {
      en: [`${id}/manifest.json is not JSON: ${cause.message}.`, "Copy the model again."],
      zh: [`${id}/manifest.json 不是 JSON：${cause.message}。`, "请重新复制该模型。"],
    },
    cause,
  );
