import { expect, it } from "vitest";
import { createStore } from "zustand/vanilla";
import { createSelectionStore } from "./selection.ts";
import { parseSettings, type SettingsState } from "./settings.ts";
import { createSettingsHistory } from "./settingsHistory.ts";

function stores() {
  const settings = createStore<SettingsState>()((set) => ({
    settings: parseSettings({ views: { other: { kept: true } } }),
    change: (change) => set((state) => ({ settings: { ...state.settings, ...change } })),
  }));
  const history = createSettingsHistory(settings);
  const selection = createSelectionStore(undefined, undefined, undefined, history.restore);
  let time = 0;
  history.follow(selection.getState().recordSettings, () => time);
  const view = (id: string, value: unknown, pause = 1000): void => {
    time += pause;
    settings.getState().change({ views: { ...settings.getState().settings.views, [id]: value } });
  };
  return {
    view,
    settings,
    views: () => settings.getState().settings.views,
    words: (words: boolean) => settings.getState().change({ words }),
    shown: () => settings.getState().settings,
    selection,
    undo: () => selection.getState().undo(),
    redo: () => selection.getState().redo(),
    steps: () => selection.getState().past.length,
  };
}

it("what a view is set to is undone and done again, in one history with the selection", () => {
  const app = stores();
  app.view("map", { scale: "log" });
  app.selection.getState().select({ query: 2 });
  app.view("map", { scale: "linear" });
  app.undo();
  expect([app.views()["map"], app.selection.getState().selection.query]).toEqual([{ scale: "log" }, 2]);
  app.undo();
  app.undo();
  expect(app.views()).toEqual({ other: { kept: true } });
  app.redo();
  app.redo();
  app.redo();
  expect(app.views()).toEqual({ other: { kept: true }, map: { scale: "linear" } });
});

it("a control that is being moved is one step; two clicks are two", () => {
  const app = stores();
  for (let at = 1; at <= 9; at++) app.view("map", { at }, 30);
  app.view("map", { at: 20 });
  expect(app.steps()).toBe(2);
  app.undo();
  expect(app.views()["map"]).toEqual({ at: 9 });
  app.undo();
  expect(app.views()["map"]).toBeUndefined();
});

it("words are a step; what belongs to the window is none, nor is what says the same again", () => {
  const app = stores();
  app.words(true);
  app.settings.getState().change({ theme: "dark", view: "map", panes: { atlas: 20 } });
  app.view("other", { kept: true });
  expect(app.steps()).toBe(1);
  app.undo();
  expect(app.shown()).toMatchObject({ words: false, theme: "dark" });
});

it("an undone step leaves the other views as they are now", () => {
  const app = stores();
  app.view("map", { at: 1 });
  app.view("chart", { at: 2 });
  app.undo();
  app.view("map", { at: 3 });
  app.undo();
  expect(app.views()).toEqual({ other: { kept: true }, map: { at: 1 } });
});
