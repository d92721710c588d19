import { describe, expect, it } from "vitest";
import { isHeadOff } from "../../shared/ablation/headSwitch.ts";
import type { KnobInfo, Manifest } from "../../shared/manifest/schema.ts";
import { toggleHead, withKnob, withKnobElement } from "./knobs.ts";
import { createNoticesStore } from "./notices.ts";
import { createSelectionStore } from "./selection.ts";
import { parseSettings } from "./settings.ts";

describe("the selection's history", () => {
  it("goes back and forth, and a new step forgets the future", () => {
    const store = createSelectionStore();
    const { select, undo, redo } = store.getState();
    select({ query: 1 });
    select({ query: 2 });
    undo();
    expect(store.getState().selection.query).toBe(1);
    redo();
    expect(store.getState().selection.query).toBe(2);
    undo();
    select({ query: 7 });
    expect(store.getState().future).toEqual([]);
  });
  it("takes a walk by keys as one step", () => {
    const store = createSelectionStore();
    for (let query = 1; query < 9; query++) store.getState().select({ query }, "query");
    store.getState().undo();
    expect(store.getState().selection.query).toBeNull();
  });
  it("has no step for what is chosen already, and keeps what can be done again", () => {
    const store = createSelectionStore();
    const { select, undo } = store.getState();
    select({ heads: [{ layer: 1, head: 2 }], map: { role: "attention.map" } });
    select({ query: 1 });
    undo();
    const before = store.getState();
    select({});
    select({ heads: [{ head: 2, layer: 1 }], query: null }, "query");
    select({ map: { role: "attention.map", branch: undefined }, lens: { ...before.selection.lens, weights: [] } });
    expect(store.getState()).toBe(before);
    select({
      heads: [
        { layer: 1, head: 2 },
        { layer: 0, head: 2 },
      ],
    });
    expect(store.getState().past).toHaveLength(2);
  });
  it("has a step for a pinned pair that is pinned again to bring it back into sight", () => {
    const store = createSelectionStore();
    const { select } = store.getState();
    const region = { row0: 0, row1: 8, column0: 0, column1: 8 };
    select({ query: 20, key: 20 });
    select({ region });
    select({ query: 20, key: 20 });
    expect(store.getState().selection.region).not.toEqual(region);
    expect(store.getState().past).toHaveLength(3);
  });
  it("follows a changed text in past and future, without a step of its own", () => {
    const store = createSelectionStore();
    store.getState().select({ query: 1 });
    store.getState().select({ query: 2 });
    store.getState().undo();
    store.getState().adjust((selection) => (selection.query === null ? selection : { ...selection, query: selection.query + 10 }));
    expect(store.getState().selection.query).toBe(11);
    expect(store.getState().past).toHaveLength(1);
    store.getState().redo();
    expect(store.getState().selection.query).toBe(12);
  });
});

describe("knobs", () => {
  const knob = { input: "mask", axes: ["layer", "head"], shape: [2, 2], default: 1, minimum: 0, maximum: 2 } as unknown as KnobInfo;
  const manifest = { knobs: [knob] } as unknown as Manifest;
  it("keep only what differs from the default", () => {
    const changed = withKnobElement({}, knob, 2, 0.5);
    expect(changed).toEqual({ mask: [1, 1, 0.5, 1] });
    expect(withKnobElement(changed, knob, 2, 1)).toEqual({});
  });
  it("stay in their range", () => expect(withKnob({}, knob, [9, -9, 1, 1])).toEqual({ mask: [2, 0, 1, 1] }));
  it("switch heads off and on", () => {
    const off = toggleHead(manifest, {}, 1, 0);
    expect(isHeadOff(manifest, off, 1, 0)).toBe(true);
    expect(isHeadOff(manifest, off, 0, 0)).toBe(false);
    expect(toggleHead(manifest, off, 1, 0)).toEqual({});
  });
});

describe("settings", () => {
  it("lose only what is broken", () => {
    const settings = parseSettings({ theme: "dark", temperature: "hot", panes: { atlas: 20 }, unknown: 1 });
    expect(settings).toMatchObject({ theme: "dark", temperature: 1, panes: { atlas: 20 } });
    expect(parseSettings(null).language).toBe("en");
  });
});

describe("notices", () => {
  it("say the same thing once", () => {
    const store = createNoticesStore();
    store.getState().tell({ en: "a", zh: "a" });
    store.getState().tell({ en: "a", zh: "a" });
    expect(store.getState().notices).toHaveLength(1);
    store.getState().dismiss(store.getState().notices[0]?.id ?? 0);
    expect(store.getState().notices).toEqual([]);
  });
});
