// The workbench: every head as a row of measures and a point between two of them, where attention goes on this text, what
// switching heads off does to the answer, and the same over many prompts.

import { usualTarget } from "../../../shared/ablation/answer.ts";
import { measuredMap } from "../../../shared/measures/measure.ts";
import { defineView } from "../contract.ts";
import { parseViewSettings } from "../parts/viewSettings.ts";
import { workbenchActions } from "./actions.ts";
import { headsWithin, partsFigure, scatterFigure } from "./figure.ts";
import { ablationKey } from "./jobs.ts";
import { workbenchSettings } from "./settings.ts";
import { shownResult, workbenchStore } from "./store.ts";
import { WorkbenchStage } from "./WorkbenchStage.tsx";

export default defineView({
  title: { en: "Workbench", zh: "工作台" },
  summary: {
    en: "Find the heads that do something: measures of all of them, by switching them off, and over many prompts.",
    zh: "找出起作用的头：全部头的度量、逐个关闭的影响，以及在许多提示上的统计。",
  },
  order: 60,
  needs: { any: [{ role: "attention.map" }, { role: "attention.effective" }] },
  outputs: (manifest, { map }) => {
    const choice = measuredMap(manifest.captures, map);
    return manifest.captures
      .filter(({ role, branch }) => role === "logits" || (role === choice?.role && branch === choice.branch))
      .map(({ output }) => output);
  },
  Stage: WorkbenchStage,
  actions: workbenchActions,
  figure: (trace, selection, remembered) => {
    const settings = parseViewSettings(workbenchSettings, remembered);
    const map = measuredMap(trace.captures, selection.map) ?? { role: "attention.map" };
    const shown = { ...selection, heads: headsWithin(trace, selection.heads) };
    if (settings.printed === "parts") return { figure: "segment-bars", settings: partsFigure(map, shown, settings) };
    const state = workbenchStore.getState();
    const key = ablationKey(trace, selection.spans, settings.target ?? usualTarget(selection.spans, trace.tokens.length));
    const ablated = state.ablation?.key === key ? state.ablation.each : [];
    return { figure: "head-scatter", settings: scatterFigure(map, shown, settings, { result: shownResult(state), ablated }) };
  },
});
