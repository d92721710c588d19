import { expect, it } from "vitest";
import { createStore } from "zustand/vanilla";
import type { Token, Trace } from "../../shared/trace/trace.ts";
import { createSelectionStore, type HoverState } from "./selection.ts";
import { createSecondStores } from "./slotSelection.ts";
import { createSlotHistory, savedSlots } from "./slotSteps.ts";
import { createSlotsStore, type Slot } from "./slots.ts";

/** A start token and pieces of these lengths. */
function tokens(...lengths: number[]): Token[] {
  let at = 0;
  const pieces = lengths.map((length, id) => {
    at += length;
    return { id, text: "", label: "", start: at - length, end: at, word: 0 };
  });
  return [{ id: 0, text: "", label: "", start: 0, end: 0, word: -1 }, ...pieces];
}

function stores(second: Token[] = tokens(2, 2), heads = 4) {
  const slots = createSlotsStore("text");
  const selection = createSelectionStore();
  const hover = createStore<HoverState>()((set) => ({ hover: null, setHover: (next) => set({ hover: next }) }));
  const open = (index: number, modelId: string, count: number, list: Token[]): void => {
    slots.getState().open(index, modelId);
    const load = { state: "ready", manifest: { size: { layers: 2, heads: count } } } as Slot["load"];
    slots.getState().change(index, { load, trace: { text: "text", tokens: list } as unknown as Trace });
  };
  open(0, "a", 8, tokens(2, 2));
  open(1, "b", heads, second);
  return { slots, selection, hover, second: createSecondStores(slots, selection, hover) };
}

it("the second follows the first, and what it changes is changed for both", () => {
  const { selection, second } = stores();
  selection.getState().select({ query: 2, heads: [{ layer: 1, head: 7 }] });
  expect(second.selection.getState().selection).toMatchObject({ query: 2, heads: [{ layer: 1, head: 3 }] });
  second.selection.getState().select({ key: 1, heads: [{ layer: 0, head: 2 }] });
  expect(selection.getState().selection).toMatchObject({ query: 2, key: 1, heads: [{ layer: 0, head: 2 }], second: null });
  selection.getState().undo();
  expect(second.selection.getState().selection).toMatchObject({ key: null, heads: [{ layer: 1, head: 3 }] });
});

it("the selection is the same object for both where nothing differs", () => {
  const { selection, second } = stores();
  selection.getState().select({ query: 1 });
  expect(second.selection.getState().selection).toBe(selection.getState().selection);
});

it("one cursor is in both, on each one's own tokens", () => {
  const { hover, second } = stores(tokens(1, 1, 2));
  hover.getState().setHover({ query: 2, key: 1 });
  expect(second.hover.getState().hover).toEqual({ query: 3, key: 2 });
  second.hover.getState().setHover({ query: 3, key: 1 });
  expect(hover.getState().hover).toEqual({ query: 2, key: 1 });
  hover.getState().setHover(null);
  expect(second.hover.getState().hover).toBeNull();
});

it("a head under the pointer is previewed in both while they are linked, else on its own side", () => {
  const { hover, selection, second } = stores(tokens(2, 2), 12);
  hover.getState().setHover({ layer: 1, head: 5 });
  expect(second.hover.getState().hover).toEqual({ layer: 1, head: 5 });
  second.hover.getState().setHover({ layer: 1, head: 11 });
  expect(hover.getState().hover).toEqual({ second: { layer: 1, head: 11 } });
  expect(second.hover.getState().hover).toEqual({ layer: 1, head: 11 });
  selection.getState().select({ second: { heads: [{ layer: 0, head: 0 }], map: null } });
  hover.getState().setHover({ layer: 1, head: 5 });
  expect(second.hover.getState().hover).toBeNull();
});

it("slots are a step of the history together with the selection that came with them", () => {
  const slots = createSlotsStore("text");
  const history = createSlotHistory();
  const asked: string[] = [];
  history.attach((_, to) => asked.push(to.map(({ modelId }) => modelId).join()));
  const selection = createSelectionStore(undefined, undefined, history.restore);
  slots.getState().open(0, "a");
  const before = savedSlots(slots.getState());
  slots.getState().open(1, "b");
  const second = { heads: [{ layer: 0, head: 0 }], map: null };
  selection.getState().recordSlots({ before, after: savedSlots(slots.getState()) }, { second });
  expect(selection.getState().selection.second).toEqual(second);
  selection.getState().undo();
  selection.getState().redo();
  expect(asked).toEqual(["a", "a,b"]);
  expect(selection.getState().selection.second).toEqual(second);
});

it("slots are swapped with all that they hold, and closed", () => {
  const { slots } = stores();
  const [first, second] = slots.getState().slots;
  slots.getState().swap();
  expect(slots.getState().slots).toEqual([second, first]);
  slots.getState().close();
  expect(slots.getState().slots).toEqual([second]);
  slots.getState().swap();
  expect(slots.getState().slots).toEqual([second]);
});
