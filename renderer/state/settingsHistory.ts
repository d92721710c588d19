// How things are shown as steps of the history: what a view is set to, words in the place of tokens, the colour scale.
// Whatever changes one of these can be undone like any other step. A control that is being moved is one step.

import type { StoreApi } from "zustand/vanilla";
import { type Settings, type SettingsState, settingsStore } from "./settings.ts";

/** Changes of the same settings that follow one another faster than this are one step, in milliseconds. */
const TOGETHER = 400;

/** The settings that belong to a view of the data, and not to the window or the person. */
const SHOWN = ["words", "sequential"] as const;

/** Values on one side of a step; a view that had none is left out. */
type Shown = Partial<Pick<Settings, (typeof SHOWN)[number]>> & { readonly views: Readonly<Record<string, unknown>> };

/** One change of settings: plain data. */
export interface SettingsStep {
  /** Ids of the views whose settings changed. */
  readonly views: readonly string[];
  readonly before: Shown;
  readonly after: Shown;
}

export interface SettingsHistory {
  /** Puts the settings of a step back to what they were before or after it. */
  restore(step: SettingsStep, side: "before" | "after"): void;
  /** Tells every change that is not made by `restore`. `coalesce` is as in `SelectionState.select`. @returns the end of it */
  follow(record: (step: SettingsStep, coalesce: string) => void, now?: () => number): () => void;
}

const picked = (views: Settings["views"], ids: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(views).filter(([id]) => ids.includes(id)));

/** Ids of the views whose settings say something else; settings written anew with the same content say the same. */
function changedViews(before: Settings["views"], after: Settings["views"]): string[] {
  if (before === after) return [];
  const ids = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return ids.filter((id) => before[id] !== after[id] && JSON.stringify(before[id]) !== JSON.stringify(after[id]));
}

export function createSettingsHistory(settings: StoreApi<SettingsState>): SettingsHistory {
  let restoring = false;
  return {
    restore: (step, side) => {
      const { views: present } = settings.getState().settings;
      const others = Object.fromEntries(Object.entries(present).filter(([id]) => !step.views.includes(id)));
      const { views, ...shown } = step[side];
      restoring = true;
      settings.getState().change({ ...shown, views: { ...others, ...views } });
      restoring = false;
    },
    follow: (record, now = () => performance.now()) => {
      let [last, lastName, run] = [Number.NEGATIVE_INFINITY, "", 0];
      return settings.subscribe(({ settings: after }, { settings: before }) => {
        if (restoring) return;
        const views = changedViews(before.views, after.views);
        const shown = SHOWN.filter((name) => before[name] !== after[name]);
        if (views.length + shown.length === 0) return;
        const name = [...views, ...shown].join();
        if (name !== lastName || now() - last > TOGETHER) run++;
        [last, lastName] = [now(), name];
        const side = (one: Settings): Shown => ({
          ...Object.fromEntries(shown.map((field) => [field, one[field]])),
          views: picked(one.views, views),
        });
        record({ views, before: side(before), after: side(after) }, `settings ${run}`);
      });
    },
  };
}

export const settingsHistory = createSettingsHistory(settingsStore);
