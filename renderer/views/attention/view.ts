// Attention: one head's map large, or several heads as one.

import { chosenMap, MAP_ROLES } from "../../../shared/trace/maps.ts";
import { settingsStore } from "../../state/settings.ts";
import { defineView } from "../contract.ts";
import { parseViewSettings } from "../parts/viewSettings.ts";
import { AttentionStage } from "./AttentionStage.tsx";
import { mapFigure } from "./figure.ts";
import { attentionSettings } from "./settings.ts";

export default defineView({
  title: { en: "Attention", zh: "注意力" },
  summary: {
    en: "How much each token (row) looks at every other (column), with the exact numbers.",
    zh: "每个词元（行）对其他词元（列）的注意程度，附准确数值。",
  },
  order: 10,
  needs: { any: MAP_ROLES.map((role) => ({ role })) },
  outputs: (manifest, { map }) => {
    const choice = chosenMap(manifest.captures, map);
    return manifest.captures.filter(({ role, branch }) => role === choice?.role && branch === choice.branch).map(({ output }) => output);
  },
  Stage: AttentionStage,
  figure: (trace, selection, remembered) => {
    const { layers, heads } = trace.manifest.size;
    const inside = selection.heads.filter(({ layer, head }) => layer < layers && head < heads);
    const shown = inside.length > 0 ? inside : [{ layer: 0, head: 0 }];
    const marked = selection.query === null || selection.key === null ? [] : [{ query: selection.query, key: selection.key }];
    return {
      figure: "attention-map",
      settings: {
        ...mapFigure(
          trace,
          selection,
          shown,
          parseViewSettings(attentionSettings, remembered),
          settingsStore.getState().settings.sequential,
        ),
        marked,
      },
    };
  },
});
