// What can be done in the workbench, for the palette.

import { headSwitch } from "../../../shared/ablation/headSwitch.ts";
import { measuredMap } from "../../../shared/measures/measure.ts";
import { settingsStore } from "../../state/settings.ts";
import { storesOf } from "../../state/slotSelection.ts";
import { slotsStore } from "../../state/slots.ts";
import type { ViewAction } from "../contract.ts";
import { parseViewSettings } from "../parts/viewSettings.ts";
import { headsWithin } from "./figure.ts";
import { startAblation, startPrompts } from "./jobs.ts";
import { SIDES, type WorkbenchSettings, workbenchSettings } from "./settings.ts";
import { workbenchStore } from "./store.ts";
import { SIDE_NAMES, TEXTS } from "./texts.ts";

function changeSettings(part: Partial<WorkbenchSettings>): void {
  const { settings, change } = settingsStore.getState();
  const now = parseViewSettings(workbenchSettings, settings.views["workbench"]);
  change({ views: { ...settings.views, workbench: { ...now, ...part } } });
}

export function workbenchActions(slot: number): ViewAction[] {
  const { trace } = slotsStore.getState().slots[slot] ?? {};
  const map = trace && measuredMap(trace.manifest.captures, storesOf(slot).selection.getState().selection.map);
  if (!trace || !map) return [];
  const { selection } = storesOf(slot).selection.getState();
  const { job, file } = workbenchStore.getState();
  const settings = parseViewSettings(workbenchSettings, settingsStore.getState().settings.views["workbench"]);
  const heads = headsWithin(trace, selection.heads);
  const canAblate = !job && headSwitch(trace.manifest) !== undefined && selection.spans.some(({ kind }) => kind === "answer");
  const ablate = (each: boolean): void => {
    changeSettings({ side: "ablation" });
    void startAblation(slot, trace, selection.spans, settings.target, each ? null : heads);
  };
  return [
    ...SIDES.map((side): ViewAction => ({ id: `side-${side}`, title: SIDE_NAMES[side], perform: () => changeSettings({ side }) })),
    { id: "ablate-each", title: TEXTS.eachAction, enabled: canAblate, perform: () => ablate(true) },
    { id: "ablate-chosen", title: TEXTS.togetherAction, enabled: canAblate, perform: () => ablate(false) },
    {
      id: "measure-prompts",
      title: TEXTS.measureAction,
      enabled: !job && file !== null,
      perform: () => void startPrompts(slot, map, heads, settings),
    },
    { id: "cancel", title: TEXTS.cancelAction, enabled: job !== null, perform: () => job?.cancel() },
    { id: "this-text", title: TEXTS.thisTextAction, perform: () => workbenchStore.setState({ shown: null }) },
  ];
}
