// Selection and hover as one slot sees them. The first slot has the stores themselves. The second reads and changes them
// through its own heads and, where its model cuts the text into other tokens, through its own tokens.

import type { StoreApi } from "zustand/vanilla";
import { createStore } from "zustand/vanilla";
import { mapExtent } from "../../shared/manifest/mapExtent.ts";
import { type Alignment, alignCuts } from "../../shared/selection/align.ts";
import { changedBySecond, followHeads, type HeadExtent, seenBySecond } from "../../shared/selection/second.ts";
import type { Selection } from "../../shared/selection/selection.ts";
import type { Token } from "../../shared/trace/trace.ts";
import { type Hover, type HoverState, hoverStore, type SelectionState, selectionStore } from "./selection.ts";
import { type Slot, type SlotsState, slotsStore } from "./slots.ts";

type SlotSelectionState = Pick<SelectionState, "selection" | "select">;
type SelectionStore = StoreApi<SlotSelectionState>;
type HoverStore = StoreApi<HoverState>;

/** The stores as a slot sees them. */
export interface SlotStores {
  readonly selection: Pick<SelectionStore, "getState" | "getInitialState" | "subscribe">;
  readonly hover: Pick<HoverStore, "getState" | "getInitialState" | "subscribe">;
}

/** Heads of the model in a slot; null while it is not loaded. */
export function headExtent(slot: Slot | undefined): HeadExtent | null {
  return slot?.load.state === "ready" ? mapExtent(slot.load.manifest) : null;
}

/** Remembers the last answer, so that what did not change is the same object. */
function remember<Arguments extends readonly unknown[], Result>(make: (...args: Arguments) => Result): (...args: Arguments) => Result {
  let last: { readonly args: Arguments; readonly result: Result } | null = null;
  return (...args) => {
    if (!last || args.some((one, place) => one !== last?.args[place])) last = { args, result: make(...args) };
    return last.result;
  };
}

const NONE: readonly Token[] = [];

/**
 * How the tokens of two slots lie on one another; null where they are the same, or not yet of the same text.
 * What is shown decides: the tokens of the last traces.
 */
function createAlignment(): (state: SlotsState) => Alignment | null {
  const align = remember(alignCuts);
  return ({ slots: [first, second] }) =>
    first?.trace && second?.trace && first.trace.text === second.trace.text
      ? align(first.trace.tokens ?? NONE, second.trace.tokens ?? NONE)
      : null;
}

/** Makes the second slot's stores over those of the first; the app has one pair, tests make their own. */
export function createSecondStores(slots: StoreApi<SlotsState>, selections: StoreApi<SelectionState>, hovers: HoverStore): SlotStores {
  const alignment = createAlignment();
  const seen = remember(seenBySecond);
  const read = (): Selection => {
    const state = slots.getState();
    return seen(selections.getState().selection, headExtent(state.slots[1]), alignment(state));
  };
  const selection: SelectionStore = createStore(() => ({
    selection: read(),
    select: (change, coalesce) => {
      const state = slots.getState();
      const { selection: one, select } = selections.getState();
      select(changedBySecond(one, change, headExtent(state.slots[0]), read(), alignment(state)), coalesce);
    },
  }));

  const seenHover = remember((hover: Hover | null, own: boolean, extent: HeadExtent | null, laid: Alignment | null): Hover | null => {
    if (!hover) return null;
    const { layer, head, query, key, second } = hover;
    const followed =
      own || !extent || layer === undefined || head === undefined ? undefined : (followHeads([{ layer, head }], extent)[0] ?? undefined);
    const one = second ?? followed;
    const at = (index: number | undefined): number | undefined =>
      index === undefined || !laid ? index : (laid.toSecond(index) ?? undefined);
    const [row, column] = [at(query), at(key)];
    if (!one && row === undefined && column === undefined) return null;
    return { ...one, ...(row === undefined ? {} : { query: row }), ...(column === undefined ? {} : { key: column }) };
  });
  const readHover = (): Hover | null => {
    const state = slots.getState();
    return seenHover(
      hovers.getState().hover,
      selections.getState().selection.second !== null,
      headExtent(state.slots[1]),
      alignment(state),
    );
  };
  const hover: HoverStore = createStore(() => ({
    hover: readHover(),
    setHover: (next) => {
      if (!next) return hovers.getState().setHover(null);
      const state = slots.getState();
      const laid = alignment(state);
      const { layer, head, query, key } = next;
      const at = (index: number | undefined): number | undefined =>
        index === undefined || !laid ? index : (laid.toFirst(index) ?? undefined);
      const [row, column] = [at(query), at(key)];
      const first = headExtent(state.slots[0]);
      const chosen = layer === undefined || head === undefined ? null : { layer, head };
      const follows = chosen && !selections.getState().selection.second && (!first || followHeads([chosen], first)[0] === chosen);
      hovers.getState().setHover({
        ...(chosen ? (follows ? chosen : { second: chosen }) : {}),
        ...(row === undefined ? {} : { query: row }),
        ...(column === undefined ? {} : { key: column }),
      });
    },
  }));

  const follow = (): void => {
    const [next, nextHover] = [read(), readHover()];
    if (next !== selection.getState().selection) selection.setState({ selection: next });
    if (nextHover !== hover.getState().hover) hover.setState({ hover: nextHover });
  };
  slots.subscribe(follow);
  selections.subscribe(follow);
  hovers.subscribe(follow);
  return { selection, hover };
}

const SLOT_STORES: readonly SlotStores[] = [
  { selection: selectionStore, hover: hoverStore },
  createSecondStores(slotsStore, selectionStore, hoverStore),
];

/** The stores as a slot sees them. */
export function storesOf(slot: number): SlotStores {
  return SLOT_STORES[slot] ?? (SLOT_STORES[0] as SlotStores);
}

/** How the tokens of the window's two slots lie on one another; null where they are the same. */
export const alignmentOf = createAlignment();
