import { beforeEach, describe, expect, it } from "vitest";
import { fixtureTrace } from "../../../shared/figures/fixtures/traces.ts";
import { FIRST_SELECTION } from "../../../shared/selection/selection.ts";
import { hoverStore, selectionStore } from "../../state/selection.ts";
import { slotsStore } from "../../state/slots.ts";
import { TEXTS } from "../text/useText.ts";
import { zoomActions, zoomed } from "./zoom.ts";

const at = (query: number | null, key: number | null) => ({ query, key });

describe("zoomed", () => {
  it("keeps the read pair where it is, and is null for the whole map", () => {
    const region = zoomed(null, 64, 2, at(16, 48));
    expect(region).toEqual({ row0: 8, row1: 40, column0: 24, column1: 56 });
    expect(zoomed(region, 64, 0.5, at(16, 48))).toBeNull();
  });
  it("keeps the middle where no pair is read or the pair is out of sight", () => {
    expect(zoomed(null, 64, 2, at(null, null))).toEqual({ row0: 16, row1: 48, column0: 16, column1: 48 });
    const corner = { row0: 0, row1: 32, column0: 0, column1: 32 };
    expect(zoomed(corner, 64, 2, at(60, 60))).toEqual({ row0: 8, row1: 24, column0: 8, column1: 24 });
  });
  it("ends at the smallest part and at the whole", () => {
    let region = zoomed(null, 30, 1.5, at(3, 3));
    for (let i = 0; i < 20; i++) region = zoomed(region, 30, 1.5, at(3, 3));
    expect([region?.row1, region?.row0].reduce((a, b) => (a ?? 0) - (b ?? 0))).toBe(2);
    for (let i = 0; i < 20; i++) region = zoomed(region, 30, 1 / 1.5, at(3, 3));
    expect(region).toBeNull();
  });
});

describe("zoomActions", () => {
  const action = (id: string) => zoomActions(TEXTS.en).find((one) => one.id === id);
  const region = () => selectionStore.getState().selection.region;
  beforeEach(() => {
    const trace = fixtureTrace({});
    slotsStore.getState().open(0, "m");
    slotsStore.getState().change(0, { trace });
    selectionStore.getState().select({ ...FIRST_SELECTION, query: 1, key: 1 });
    hoverStore.getState().setHover(null);
  });

  it("zooms at the pair that is read: under the pointer, else pinned; 0 shows all again", () => {
    void action("zoom.in")?.perform();
    const pinned = region();
    void action("zoom.fit")?.perform();
    expect(region()).toBeNull();
    hoverStore.getState().setHover({ query: 7, key: 7 });
    void action("zoom.in")?.perform();
    expect([pinned?.row0, region()?.row1]).toEqual([0, 8]);
  });

  it("is one step of the history however often a key is pressed", () => {
    const before = selectionStore.getState().past.length;
    void action("zoom.in")?.perform();
    void action("zoom.in")?.perform();
    expect(selectionStore.getState().past.length).toBe(before + 1);
  });

  it("can do nothing without a map", () => {
    slotsStore.getState().open(0, "n");
    for (const { enabled } of zoomActions(TEXTS.en)) expect(enabled).toBe(false);
  });

  it("has a key and a title each", () => {
    for (const language of ["en", "zh"] as const)
      for (const { keys, title } of zoomActions(TEXTS[language]))
        expect([keys?.length, title]).toEqual([expect.any(Number), expect.stringMatching(/./)]);
  });
});
