// Composition: how the heads are mixed for a query and a key, before and after the softmax.

import { pairWithin } from "../../../shared/analysis/composition-matrix/analysis.ts";
import { isFactor, STAGE_MAPS, type Stage } from "../../../shared/analysis/composition-matrix/factors.ts";
import type { Manifest } from "../../../shared/manifest/schema.ts";
import type { HeadRef, Selection } from "../../../shared/selection/selection.ts";
import { settingsStore } from "../../state/settings.ts";
import { slotsStore } from "../../state/slots.ts";
import { defineView } from "../contract.ts";
import { parseViewSettings } from "../parts/viewSettings.ts";
import { CompositionStage } from "./CompositionStage.tsx";
import { layersFigure, mapsFigure, pairFigure } from "./figure.ts";
import { gainsOf, isOff, switchedOff, switchedOn } from "./gains.ts";
import { type CompositionSettings, compositionSettings } from "./settings.ts";
import { chosenStage, stagesOf } from "./stage.ts";
import { TEXTS } from "./texts.ts";

/** The maps that some stage of the model takes or gives. */
function mapRoles(manifest: Manifest): readonly string[] {
  return stagesOf(manifest).flatMap((stage) => [STAGE_MAPS[stage].before.role, STAGE_MAPS[stage].after.role]);
}

function headOf(manifest: Manifest, { heads }: Selection): HeadRef {
  const { size } = manifest;
  return heads.find(({ layer, head }) => layer < size.layers && head < size.heads) ?? { layer: 0, head: 0 };
}

export default defineView({
  title: { en: "Composition", zh: "组合" },
  summary: {
    en: "How the heads are mixed at a query and key: the matrix in its five branches, the maps before and after.",
    zh: "在一对查询与键处各头如何混合：矩阵及其五个分支，以及之前与之后的图。",
  },
  order: 30,
  needs: { all: [{ role: "compose.static" }] },
  outputs: (manifest) => {
    const maps = mapRoles(manifest);
    return manifest.captures.filter((capture) => isFactor(capture) || maps.includes(capture.role)).map(({ output }) => output);
  },
  Stage: CompositionStage,
  figure: (trace, selection, remembered) => {
    const settings: CompositionSettings = parseViewSettings(compositionSettings, remembered);
    const { manifest } = trace;
    const { sequential } = settingsStore.getState().settings;
    const head = headOf(manifest, selection);
    const stage: Stage = chosenStage(manifest, settings.stage);
    const { query, key } = pairWithin(selection.query, selection.key, trace.tokens.length);
    if (settings.figure === "layers") return { figure: "composition-layers", settings: layersFigure(query, head, sequential) };
    if (settings.figure === "pair") return { figure: "composition-pair", settings: pairFigure(head, stage, query, key, settings) };
    const marked = selection.query === null || selection.key === null ? [] : [{ query, key }];
    return { figure: "composition-maps", settings: { ...mapsFigure(trace, selection, head, stage, settings, sequential), marked } };
  },
  actions: (slot) => {
    const open = slotsStore.getState().slots[slot];
    if (open?.load.state !== "ready") return [];
    const { manifest } = open.load;
    const gains = gainsOf(manifest);
    const off = isOff(gains, open.knobs, null);
    const change = (): void => {
      const { slots, change: write } = slotsStore.getState();
      const knobs = slots[slot]?.knobs ?? {};
      write(slot, { knobs: off ? switchedOn(gains, knobs, null) : switchedOff(gains, knobs, null) });
    };
    const stages = stagesOf(manifest);
    const swap = (): void => {
      const { settings, change: write } = settingsStore.getState();
      const own = parseViewSettings(compositionSettings, settings.views["composition"]);
      const next = stages[(stages.indexOf(chosenStage(manifest, own.stage)) + 1) % stages.length] ?? "post";
      write({ views: { ...settings.views, composition: { ...own, stage: next } } });
    };
    return [
      { id: "off", title: off ? TEXTS.on : TEXTS.off, keys: ["O"], enabled: gains.length > 0, perform: change },
      { id: "stage", title: TEXTS.swapStage, keys: ["S"], enabled: stages.length > 1, perform: swap },
    ];
  },
});
