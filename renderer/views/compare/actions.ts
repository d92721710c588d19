// Everything that the bars of the comparison do, by keys and by the palette.

import { settingsStore } from "../../state/settings.ts";
import type { ViewAction } from "../contract.ts";
import { parseViewSettings } from "../parts/viewSettings.ts";
import { type CompareSettings, compareSettings } from "./settings.ts";
import { TEXTS } from "./texts.ts";

function changeSettings(make: (settings: CompareSettings) => Partial<CompareSettings>): void {
  const { settings, change } = settingsStore.getState();
  const now = parseViewSettings(compareSettings, settings.views["compare"]);
  change({ views: { ...settings.views, compare: { ...now, ...make(now) } } });
}

export function compareActions(): ViewAction[] {
  return [
    {
      id: "difference",
      title: TEXTS.toggleDifference,
      keys: ["D"],
      perform: () => changeSettings(({ difference }) => ({ difference: !difference })),
    },
    {
      id: "ranges",
      title: TEXTS.toggleRanges,
      keys: ["R"],
      perform: () => changeSettings(({ ranges }) => ({ ranges: ranges === "own" ? "shared" : "own" })),
    },
    {
      id: "over",
      title: TEXTS.toggleOver,
      keys: ["H"],
      perform: () => changeSettings(({ over }) => ({ over: over === "all" ? "chosen" : "all" })),
    },
    {
      id: "shares",
      title: TEXTS.toggleShares,
      keys: ["S"],
      perform: () => changeSettings(({ shares }) => ({ shares: shares === "row" ? "weight" : "row" })),
    },
    {
      id: "printed",
      title: TEXTS.togglePrinted,
      keys: ["P"],
      perform: () => changeSettings(({ printed }) => ({ printed: printed === "maps" ? "bars" : "maps" })),
    },
  ];
}
