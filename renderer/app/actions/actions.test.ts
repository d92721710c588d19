import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { ARGUMENTS } from "../../../shared/ipc.ts";
import { FIRST_SELECTION } from "../../../shared/selection/selection.ts";
import type { Services } from "../services.ts";
import { TEXTS } from "../text/useText.ts";
import { modelActions, sampleActions, viewActions } from "./found.ts";
import { accelerator, isKey, keyLabel } from "./keys.ts";
import { fixedActions } from "./list.ts";
import { menuFrom } from "./menu.ts";
import { moveHead, moveKey, moveLayer, moveQuery } from "./moves.ts";

const press = (key: string, modifiers: Partial<Record<"ctrlKey" | "metaKey" | "shiftKey" | "altKey", boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...modifiers,
});
const services = {} as Services;

describe("keys", () => {
  it("know ⌘ from Ctrl", () => {
    expect(isKey(press("k", { ctrlKey: true }), "Mod+K", false)).toBe(true);
    expect(isKey(press("k", { ctrlKey: true }), "Mod+K", true)).toBe(false);
    expect(isKey(press("k", { metaKey: true }), "Mod+K", true)).toBe(true);
  });
  it("take signs however the keyboard makes them, letters and arrows only as named", () => {
    expect(isKey(press("?", { shiftKey: true }), "?", false)).toBe(true);
    expect(isKey(press("F", { shiftKey: true }), "F", false)).toBe(false);
    expect(isKey(press("ArrowLeft", { shiftKey: true }), "ArrowLeft", false)).toBe(false);
    expect(isKey(press("z", { ctrlKey: true, shiftKey: true }), "Shift+Mod+Z", false)).toBe(true);
    expect(isKey(press("z", { ctrlKey: true, shiftKey: true }), "Mod+Z", false)).toBe(false);
  });
  it("are printed as on the keyboard", () => {
    expect(keyLabel("Shift+ArrowLeft", false)).toBe("Shift+←");
    expect(keyLabel("Mod+K", true)).toBe("⌘K");
  });
  it("reach the menu only with a modifier", () => {
    expect(accelerator("F")).toBeNull();
    expect(accelerator("Shift+Mod+Z")).toBe("Shift+CmdOrCtrl+Z");
  });
});

describe.each(["en", "zh"] as const)("the list in %s", (language) => {
  const text = TEXTS[language];
  const list = [...fixedActions(services, text), ...viewActions(text), ...modelActions(services, text), ...sampleActions(text)];
  it("has every id, title and key once", () => {
    for (const key of ["id", "title"] as const) {
      const all = list.map((action) => action[key]);
      expect(new Set(all).size).toBe(all.length);
    }
    const keys = list.flatMap(({ keys }) => keys ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  });
  it("makes a menu that the shell takes", () => {
    const menu = menuFrom(list, text);
    expect(v.parse(ARGUMENTS["menu.set"], menu)).toEqual(menu);
    const labels = menu.flatMap(({ items }) => items.flatMap((item) => (item.type === "action" ? [item.id] : [])));
    expect(labels).toContain("edit.undo");
    expect(new Set(labels).size).toBe(labels.length);
  });
});

describe("moves", () => {
  const extent = { tokens: 5, layers: 2, heads: 3, causal: true };
  const at = (query: number | null, key: number | null) => ({ ...FIRST_SELECTION, query, key });
  it("stay in the map and under the diagonal", () => {
    expect(moveQuery(at(null, null), 1, extent)).toMatchObject({ query: 4 });
    expect(moveQuery(at(2, 2), -1, extent)).toEqual({ query: 1, key: 1 });
    expect(moveQuery(at(4, 0), 1, extent)).toMatchObject({ query: 4 });
    expect(moveKey(at(2, 2), 1, extent)).toMatchObject({ key: 2 });
    expect(moveKey(at(2, 2), 1, { ...extent, causal: false })).toMatchObject({ key: 3 });
    expect(moveKey(at(null, null), -1, extent)).toMatchObject({ query: 4, key: 4 });
  });
  it("walk heads in reading order and layers together", () => {
    const heads = [
      { layer: 0, head: 2 },
      { layer: 1, head: 0 },
    ];
    expect(moveHead({ ...FIRST_SELECTION, heads }, 1, extent)).toEqual({ heads: [{ layer: 1, head: 0 }] });
    expect(moveHead(FIRST_SELECTION, -1, extent)).toEqual({ heads: [{ layer: 0, head: 0 }] });
    expect(moveLayer({ ...FIRST_SELECTION, heads }, 1, extent)).toEqual({});
    expect(moveLayer(FIRST_SELECTION, 1, extent)).toEqual({ heads: [{ layer: 1, head: 0 }] });
  });
  it("do nothing without tokens", () => expect(moveKey(at(null, null), 1, { ...extent, tokens: 0 })).toEqual({}));
});
