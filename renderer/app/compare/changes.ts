// What a person does with the second of two compared models: add it, take one of the two away, swap them, let it follow
// the first or go its own way. Each is one step of the history.

import type { Selection } from "../../../shared/selection/selection.ts";
import type { KnobValues } from "../../../shared/trace/trace.ts";
import { selectionStore } from "../../state/selection.ts";
import { settingsStore } from "../../state/settings.ts";
import { storesOf } from "../../state/slotSelection.ts";
import { savedSlots } from "../../state/slotSteps.ts";
import { type SlotsState, slotsStore } from "../../state/slots.ts";
import type { ModelLoader } from "../run/loader.ts";

/** Puts a model beside the one that is open; the same model may stand beside itself with other knobs. */
export function compareWith(loader: Pick<ModelLoader, "open">, modelId: string, knobs: KnobValues = {}): void {
  const before = savedSlots(slotsStore.getState());
  const [first] = before;
  if (!first) return;
  selectionStore.getState().recordSlots({ before, after: [first, { modelId, knobs }] }, { second: null });
  void loader.open(1, modelId, knobs);
}

/** Takes one of two compared models away; the other one stays as it is. */
export function stopComparing(loader: Pick<ModelLoader, "close" | "open">, away: number): void {
  const before = savedSlots(slotsStore.getState());
  const kept = before[1 - away];
  if (before.length < 2 || !kept) return;
  const change = away === 0 ? { ...asSecondSees(), second: null } : { second: null };
  // What is loading is loaded into the place where it was asked for: the one that is kept is asked for anew.
  const movable = canSwap(slotsStore.getState());
  if (away === 0 && movable) slotsStore.getState().swap();
  loader.close();
  if (away === 0 && !movable) void loader.open(0, kept.modelId, kept.knobs);
  selectionStore.getState().recordSlots({ before, after: [kept] }, change);
  settingsStore.getState().change({ modelId: kept.modelId });
}

/** True when both models are there, so that they can change places. */
export function canSwap({ slots }: Pick<SlotsState, "slots">): boolean {
  return slots.length === 2 && slots.every(({ load }) => load.state === "ready");
}

/** The second model becomes the first. */
export function swapModels(): void {
  if (!canSwap(slotsStore.getState())) return;
  const before = savedSlots(slotsStore.getState());
  const { heads, map, second } = selectionStore.getState().selection;
  const change = { ...asSecondSees(), second: second && { heads, map } };
  slotsStore.getState().swap();
  const after = [...before].reverse();
  selectionStore.getState().recordSlots({ before, after }, change);
  settingsStore.getState().change({ modelId: after[0]?.modelId ?? null, secondModelId: after[1]?.modelId ?? null });
}

/** The second model's heads and map follow the first's, or stay from now on where they are. */
export function setLinked(linked: boolean): void {
  const { select } = selectionStore.getState();
  const { heads, map } = storesOf(1).selection.getState().selection;
  select({ second: linked ? null : { heads, map } });
}

/** The selection on the second model's own heads and tokens. */
function asSecondSees(): Omit<Selection, "second"> {
  const { second: _, ...seen } = storesOf(1).selection.getState().selection;
  return seen;
}
