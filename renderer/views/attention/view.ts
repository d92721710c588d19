// Attention: one head's map large, or several heads as one, as captured or through a lens; and a token's view of it.

import { lensOutputs } from "../../../shared/lens/source.ts";
import { mapExtent } from "../../../shared/manifest/mapExtent.ts";
import { MAP_ROLES } from "../../../shared/trace/maps.ts";
import { settingsStore } from "../../state/settings.ts";
import { defineView } from "../contract.ts";
import { parseViewSettings } from "../parts/viewSettings.ts";
import { AttentionStage } from "./AttentionStage.tsx";
import { attentionActions } from "./actions.ts";
import { printedFigure } from "./figure.ts";
import { lookedAt } from "./lens.ts";
import { attentionSettings } from "./settings.ts";

export default defineView({
  title: { en: "Attention", zh: "注意力" },
  summary: {
    en: "How much each token (row) looks at every other (column), with the exact numbers.",
    zh: "每个词元（行）对其他词元（列）的注意程度，附准确数值。",
  },
  order: 10,
  needs: { any: MAP_ROLES.map((role) => ({ role })) },
  // Of all layers, since the head under the pointer is shown at once.
  outputs: (manifest, selection) => {
    const looked = lookedAt(manifest, selection, selection.heads, false);
    const layers = manifest.captures.map(({ layer = 0 }) => layer);
    return looked ? lensOutputs(manifest.captures, looked.choice, layers, looked.lens) : [];
  },
  Stage: AttentionStage,
  figure: (trace, selection, remembered) => {
    const { layers, heads } = mapExtent(trace.manifest);
    const inside = selection.heads.filter(({ layer, head }) => layer < layers && head < heads);
    const shown = inside.length > 0 ? inside : [{ layer: 0, head: 0 }];
    return printedFigure(trace, selection, shown, parseViewSettings(attentionSettings, remembered), settingsStore.getState().settings);
  },
  actions: attentionActions,
});
