// Two models on the same text in one picture: both maps, what B gives more than A, and where their attention goes part by
// part of the text.

import { settledLens } from "../../../shared/lens/refuse.ts";
import { lensOutputs } from "../../../shared/lens/source.ts";
import { mapExtent } from "../../../shared/manifest/mapExtent.ts";
import { measuredMap } from "../../../shared/measures/measure.ts";
import type { HeadRef, Selection } from "../../../shared/selection/selection.ts";
import { chosenMap, MAP_ROLES } from "../../../shared/trace/maps.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import { settingsStore } from "../../state/settings.ts";
import { storesOf } from "../../state/slotSelection.ts";
import { defineView } from "../contract.ts";
import { parseViewSettings } from "../parts/viewSettings.ts";
import { compareActions } from "./actions.ts";
import { CompareView } from "./CompareView.tsx";
import { barsFigure, pairFigure, type Shown } from "./figure.ts";
import { compareSettings } from "./settings.ts";

function shownOf(trace: Trace, { heads, map }: Pick<Selection, "heads" | "map">): Shown {
  const { layers, heads: count } = mapExtent(trace.manifest);
  const inside = heads.filter(({ layer, head }) => layer < layers && head < count);
  const first: readonly HeadRef[] = [{ layer: 0, head: 0 }];
  return { trace, map, heads: inside.length > 0 ? inside : first };
}

export default defineView({
  title: { en: "Comparison", zh: "对比" },
  summary: {
    en: "Both models' maps, the difference B − A, and how much attention each spends on the answer and on the context.",
    zh: "两个模型的注意力图、差 B − A，以及各自在答案与上下文上花费的注意力。",
  },
  order: 50,
  compares: true,
  needs: { any: MAP_ROLES.map((role) => ({ role })) },
  outputs: (manifest, { map, heads, lens }) => {
    const { captures } = manifest;
    const choice = chosenMap(captures, map);
    const measured = measuredMap(captures, map);
    const layers = captures.map(({ layer = 0 }) => layer);
    const settled = choice && settledLens(captures, choice, heads, { ...lens, words: false }).lens;
    const seen = choice && settled ? lensOutputs(captures, choice, layers, settled) : [];
    const counted = measured ? lensOutputs(captures, measured, layers, { derive: "none" }) : [];
    return [...new Set([...seen, ...counted])];
  },
  Stage: CompareView,
  figure: (trace, selection, remembered, other = trace) => {
    const settings = parseViewSettings(compareSettings, remembered);
    const first = shownOf(trace, selection);
    const second = shownOf(other, storesOf(1).selection.getState().selection);
    const bars = barsFigure(first, second, selection.spans, settings);
    // Where the stage has no bars, for want of marks or of weights, the figure is of the maps that it has.
    if (settings.printed === "bars" && selection.spans.length > 0 && bars.map && bars.second.map)
      return { figure: "segment-bars", settings: bars };
    const marked = selection.query === null || selection.key === null ? [] : [{ query: selection.query, key: selection.key }];
    const app = settingsStore.getState().settings;
    return { figure: "map-pair", settings: { ...pairFigure(first, second, selection, settings, app), marked } };
  },
  actions: compareActions,
});
