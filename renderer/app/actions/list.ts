// Every action of the window that does not depend on what is loaded; with `found.ts` the one list behind menu,
// shortcuts and palette.

import { headSwitch, isHeadOff } from "../../../shared/ablation/headSwitch.ts";
import { mapExtent } from "../../../shared/manifest/mapExtent.ts";
import { SPAN_KINDS, type SpanKind } from "../../../shared/selection/selection.ts";
import { isCausal } from "../../../shared/trace/maps.ts";
import { focusedSlot } from "../../state/focus.ts";
import { toggleHead, withoutKnob } from "../../state/knobs.ts";
import { layoutStore } from "../../state/layout.ts";
import { rangeStore } from "../../state/range.ts";
import { selectionStore } from "../../state/selection.ts";
import { settingsStore } from "../../state/settings.ts";
import { storesOf } from "../../state/slotSelection.ts";
import { slotsStore } from "../../state/slots.ts";
import { compareActions } from "../compare/actions.ts";
import { copyLink, openView, saveView } from "../link/file.ts";
import { compareStored } from "../models/compareStored.ts";
import { needleActions } from "../needle/actions.ts";
import type { Services } from "../services.ts";
import type { Text } from "../text/en.ts";
import type { Action } from "./action.ts";
import { type Extent, first, moveHead, moveKey, moveLayer, moveQuery } from "./moves.ts";
import { zoomActions } from "./zoom.ts";

const select = selectionStore.getState().select;
const change = settingsStore.getState().change;

/** The model that keys and actions change: of two compared ones the one that is looked at. */
const focused = () => slotsStore.getState().slots[focusedSlot()];

/** The measures of that model and its text. */
function extent(): Extent {
  const slot = focused();
  if (slot?.load.state !== "ready") return { tokens: 0, layers: 1, heads: 1, causal: true };
  const { manifest } = slot.load;
  return {
    tokens: slot.trace?.tokens.length ?? 0,
    ...mapExtent(manifest),
    causal: isCausal({ manifest }),
  };
}

/** Marks the chosen range, or the pinned query where there is none. */
export function markSpan(kind: SpanKind): void {
  const { selection } = selectionStore.getState();
  const range = rangeStore.getState().range ?? (selection.query === null ? null : { start: selection.query, end: selection.query + 1 });
  if (!range) return;
  const others = selection.spans.filter(({ start, end }) => end <= range.start || start >= range.end);
  select({ spans: [...others, { kind, ...range }].sort((a, b) => a.start - b.start) });
  rangeStore.getState().setRange(null);
}

/** Frees pins and range; the focus leaves the prompt. */
function free(): void {
  if (document.activeElement instanceof HTMLTextAreaElement) {
    document.activeElement.blur();
    return;
  }
  rangeStore.getState().setRange(null);
  const { query, key } = selectionStore.getState().selection;
  if (query !== null || key !== null) select({ query: null, key: null });
}

/** The actions as they are now: titles in the chosen language, what is enabled and checked read from the stores. */
export function fixedActions(services: Services, text: Text): Action[] {
  const t = text.actions;
  const { selection, past, future } = selectionStore.getState();
  const { settings } = settingsStore.getState();
  const slot = focused();
  const manifest = slot?.load.state === "ready" ? slot.load.manifest : null;
  const hasRange = rangeStore.getState().range !== null || selection.query !== null;
  const { show } = layoutStore.getState();
  const move = (id: string, title: string, keys: string[], make: () => object): Action => ({
    id,
    title,
    keys,
    group: "selection",
    perform: () => storesOf(focusedSlot()).selection.getState().select(make(), id.split(".")[1]),
  });
  const now = () => storesOf(focusedSlot()).selection.getState().selection;
  const marks = { answer: t.markAnswer, query: t.markQuery, noise: t.markNoise } as const;
  const head = first(now());
  return [
    { id: "app.palette", title: t.palette, group: "help", keys: ["Mod+K"], perform: () => show("palette") },
    {
      id: "edit.undo",
      title: t.undo,
      group: "edit",
      keys: ["Mod+Z"],
      enabled: past.length > 0,
      perform: () => selectionStore.getState().undo(),
    },
    {
      id: "edit.redo",
      title: t.redo,
      group: "edit",
      keys: ["Shift+Mod+Z", "Mod+Y"],
      enabled: future.length > 0,
      perform: () => selectionStore.getState().redo(),
    },
    {
      id: "edit.prompt",
      title: t.prompt,
      group: "edit",
      keys: ["E"],
      perform: () => document.querySelector<HTMLTextAreaElement>("#prompt-text")?.focus(),
    },
    {
      id: "run.retry",
      title: t.retry,
      group: "edit",
      keys: ["Mod+Enter"],
      perform: () => {
        for (const index of slotsStore.getState().slots.keys()) services.runs.retry(index);
      },
    },
    {
      id: "figure.make",
      title: t.figure,
      group: "figure",
      keys: ["F"],
      enabled: slot?.trace != null,
      perform: () => layoutStore.getState().toggle("figure"),
    },
    move("move.query.next", t.nextQuery, ["ArrowDown"], () => moveQuery(now(), 1, extent())),
    move("move.query.previous", t.previousQuery, ["ArrowUp"], () => moveQuery(now(), -1, extent())),
    move("move.key.next", t.nextKey, ["ArrowRight"], () => moveKey(now(), 1, extent())),
    move("move.key.previous", t.previousKey, ["ArrowLeft"], () => moveKey(now(), -1, extent())),
    move("move.head.next", t.nextHead, ["Shift+ArrowRight"], () => moveHead(now(), 1, extent())),
    move("move.head.previous", t.previousHead, ["Shift+ArrowLeft"], () => moveHead(now(), -1, extent())),
    move("move.head.below", t.headBelow, ["Shift+ArrowDown"], () => moveHead(now(), extent().heads || 1, extent())),
    move("move.head.above", t.headAbove, ["Shift+ArrowUp"], () => moveHead(now(), -(extent().heads || 1), extent())),
    move("move.layer.next", t.nextLayer, ["]"], () => moveLayer(now(), 1, extent())),
    move("move.layer.previous", t.previousLayer, ["["], () => moveLayer(now(), -1, extent())),
    ...zoomActions(text),
    { id: "selection.free", title: t.free, group: "selection", keys: ["Escape"], perform: free },
    ...SPAN_KINDS.map(
      (kind): Action => ({
        id: `span.${kind}`,
        title: marks[kind],
        group: "selection",
        keys: [kind.charAt(0).toUpperCase()],
        enabled: hasRange,
        perform: () => markSpan(kind),
      }),
    ),
    {
      id: "span.clear",
      title: t.clearSpans,
      group: "selection",
      enabled: selection.spans.length > 0,
      perform: () => select({ spans: [] }),
    },
    {
      id: "head.toggle",
      title: t.toggleHead,
      group: "model",
      keys: ["X"],
      enabled: manifest !== null && headSwitch(manifest) !== undefined,
      ...(manifest && slot ? { checked: !isHeadOff(manifest, slot.knobs, head.layer, head.head) } : {}),
      perform: () => changeKnobs((model, knobs) => toggleHead(model, knobs, first(now()).layer, first(now()).head)),
    },
    {
      id: "head.all",
      title: t.allHeads,
      group: "model",
      enabled: manifest !== null && slot?.knobs[headSwitch(manifest)?.input ?? ""] !== undefined,
      perform: () =>
        changeKnobs((model, knobs) => {
          const knob = headSwitch(model);
          return knob ? withoutKnob(knobs, knob) : knobs;
        }),
    },
    {
      id: "knobs.reset",
      title: t.resetKnobs,
      group: "model",
      keys: ["Mod+Backspace"],
      enabled: Object.keys(slot?.knobs ?? {}).length > 0,
      perform: () => slotsStore.getState().change(focusedSlot(), { knobs: {} }),
    },
    {
      id: "model.compareStored",
      title: t.compareStored,
      group: "model",
      enabled: manifest !== null,
      words: "check exact tolerance WebGPU WASM",
      perform: async () => {
        if (manifest && slot) await compareStored(services, slot.modelId, manifest);
      },
    },
    { id: "app.models", title: t.models, group: "model", keys: ["M"], perform: () => layoutStore.getState().toggle("models") },
    ...compareActions(services),
    ...needleActions(),
    { id: "link.copy", title: t.copyLink, group: "edit", keys: ["Shift+Mod+L"], perform: copyLink },
    { id: "view.save", title: t.saveView, group: "edit", keys: ["Mod+S"], perform: () => saveView(services.host) },
    { id: "view.open", title: t.openView, group: "edit", keys: ["Mod+O"], perform: () => openView(services.loader) },
    {
      id: "set.words",
      title: t.words,
      group: "settings",
      keys: ["W"],
      checked: settings.words,
      perform: () => change({ words: !settingsStore.getState().settings.words }),
    },
    {
      id: "theme.system",
      title: t.themeSystem,
      group: "settings",
      checked: settings.theme === "system",
      perform: () => change({ theme: "system" }),
    },
    {
      id: "theme.light",
      title: t.themeLight,
      group: "settings",
      checked: settings.theme === "light",
      perform: () => change({ theme: "light" }),
    },
    {
      id: "theme.dark",
      title: t.themeDark,
      group: "settings",
      checked: settings.theme === "dark",
      perform: () => change({ theme: "dark" }),
    },
    {
      id: "language.en",
      title: t.english,
      group: "settings",
      checked: settings.language === "en",
      words: "language",
      perform: () => change({ language: "en" }),
    },
    {
      id: "language.zh",
      title: t.chinese,
      group: "settings",
      checked: settings.language === "zh",
      words: "Chinese language",
      perform: () => change({ language: "zh" }),
    },
    ...(["auto", "wasm", "webgpu"] as const).map(
      (engine): Action => ({
        id: `engine.${engine}`,
        title: { auto: t.engineAuto, wasm: t.engineWasm, webgpu: t.engineWebgpu }[engine],
        group: "settings",
        checked: settings.engine === engine,
        perform: async () => {
          change({ engine });
          const { slots } = slotsStore.getState();
          await Promise.all(slots.map(({ modelId, knobs }, index) => services.loader.open(index, modelId, knobs)));
        },
      }),
    ),
    { id: "app.shortcuts", title: t.shortcuts, group: "help", keys: ["?"], perform: () => layoutStore.getState().toggle("shortcuts") },
  ];
}

/** Applies a change to the knobs of the model that is looked at. */
function changeKnobs(
  make: (
    manifest: NonNullable<ReturnType<typeof openManifest>>,
    knobs: Record<string, readonly number[]>,
  ) => Readonly<Record<string, readonly number[]>>,
): void {
  const manifest = openManifest();
  const slot = focused();
  if (manifest && slot) slotsStore.getState().change(focusedSlot(), { knobs: make(manifest, slot.knobs) });
}

function openManifest() {
  const slot = focused();
  return slot?.load.state === "ready" ? slot.load.manifest : null;
}
