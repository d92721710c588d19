// What can be done with the lab from anywhere, for menu, keys and palette.

import { settingsStore } from "../../state/settings.ts";
import type { Action } from "../actions/action.ts";
import { labStore } from "./store.ts";
import { TEXTS } from "./texts.ts";

/** The key that opens and closes the lab. */
export const LAB_KEY = "Shift+N";

export function needleActions(): Action[] {
  const { open, change } = labStore.getState();
  return [
    {
      id: "app.needle",
      title: TEXTS.lab[settingsStore.getState().settings.language],
      group: "model",
      keys: [LAB_KEY],
      checked: open,
      words: "haystack experiment sweep retrieval",
      perform: () => change({ open: !open }),
    },
  ];
}
