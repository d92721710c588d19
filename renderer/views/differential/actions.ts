// What the bar of the differential view does, by keys and by the palette.

import { settingsStore } from "../../state/settings.ts";
import type { ViewAction } from "../contract.ts";
import { parseViewSettings } from "../parts/viewSettings.ts";
import { type DifferentialSettings, differentialSettings } from "./settings.ts";
import { TEXTS } from "./texts.ts";

const BELOW = ["layers", "tokens", "output"] as const;

function change(make: (settings: DifferentialSettings) => Partial<DifferentialSettings>): void {
  const { settings, change: write } = settingsStore.getState();
  const now = parseViewSettings(differentialSettings, settings.views["differential"]);
  write({ views: { ...settings.views, differential: { ...now, ...make(now) } } });
}

export function differentialActions(): ViewAction[] {
  return [
    { id: "maps", title: TEXTS.nextMaps, keys: ["V"], perform: () => change(({ maps }) => ({ maps: maps === "five" ? "three" : "five" })) },
    {
      id: "below",
      title: TEXTS.nextBelow,
      keys: ["T"],
      perform: () => change(({ below }) => ({ below: BELOW[(BELOW.indexOf(below) + 1) % BELOW.length] ?? "layers" })),
    },
  ];
}
