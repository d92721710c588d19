import { describe, expect, it } from "vitest";
import { createKnobHistory } from "./knobHistory.ts";
import { createSelectionStore } from "./selection.ts";
import { createSlotsStore, type Slot } from "./slots.ts";

function stores(modelId = "a") {
  const slots = createSlotsStore("text");
  const history = createKnobHistory(slots);
  const selection = createSelectionStore(undefined, history.restore);
  let time = 0;
  history.follow(selection.getState().record, () => time);
  const open = (id: string): void => {
    slots.getState().open(0, id);
    slots.getState().change(0, { load: { state: "ready" } as Slot["load"], knobs: {} });
  };
  open(modelId);
  return {
    open,
    knobs: () => slots.getState().slots[0]?.knobs,
    set: (knobs: Slot["knobs"], pause = 1000) => {
      time += pause;
      slots.getState().change(0, { knobs });
    },
    select: selection.getState().select,
    undo: selection.getState().undo,
    redo: selection.getState().redo,
    query: () => selection.getState().selection.query,
    steps: () => selection.getState().past.length,
  };
}

describe("the history of knobs", () => {
  it("is one history with the selection", () => {
    const app = stores();
    app.select({ query: 1 });
    app.set({ gain: [2] });
    app.select({ query: 3 });
    app.undo();
    expect([app.query(), app.knobs()]).toEqual([1, { gain: [2] }]);
    app.undo();
    expect([app.query(), app.knobs()]).toEqual([1, {}]);
    app.undo();
    expect(app.query()).toBeNull();
    app.redo();
    app.redo();
    app.redo();
    expect([app.query(), app.knobs()]).toEqual([3, { gain: [2] }]);
  });

  it("takes a moved slider as one step, and two clicks as two", () => {
    const app = stores();
    for (let i = 1; i <= 9; i++) app.set({ gain: [i] }, 30);
    app.set({ gain: [20] }, 1000);
    expect(app.steps()).toBe(2);
    app.undo();
    expect(app.knobs()).toEqual({ gain: [9] });
    app.undo();
    expect(app.knobs()).toEqual({});
    app.redo();
    expect(app.knobs()).toEqual({ gain: [9] });
  });

  it("leaves the other knobs as they are", () => {
    const app = stores();
    app.set({ gain: [2] });
    app.set({ gain: [2], mask: [0] });
    app.undo();
    app.set({ gain: [2], third: [1] });
    app.undo();
    app.undo();
    expect(app.knobs()).toEqual({});
  });

  it("has nothing to do with loading, and does not change another model", () => {
    const app = stores();
    expect(app.steps()).toBe(0);
    app.set({ gain: [2] });
    app.open("b");
    app.set({ other: [5] });
    app.undo();
    expect(app.knobs()).toEqual({});
    app.undo();
    expect(app.knobs()).toEqual({});
    app.redo();
    expect(app.knobs()).toEqual({});
    app.redo();
    expect(app.knobs()).toEqual({ other: [5] });
  });
});
