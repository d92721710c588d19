// How the heads are mixed: a head before and after, the matrix of the pair under the cursor in its five branches, all
// layers for the query, and the gains that scale the branches.

import { STAGES } from "../../../shared/analysis/composition-matrix/factors.ts";
import { STAGE_NAMES } from "../../../shared/figures/composition-pair/words.ts";
import { headName } from "../../../shared/selection/headName.ts";
import type { ViewProps } from "../contract.ts";
import { ScalePicker } from "../parts/ColourPickers.tsx";
import { Picker } from "../parts/Picker.tsx";
import { StageBar } from "../parts/StageBar.tsx";
import { useShownHeads } from "../parts/shownHeads.ts";
import styles from "../parts/stage.module.css";
import { useViewSettings } from "../parts/viewSettings.ts";
import own from "./composition.module.css";
import { GainsBar } from "./GainsBar.tsx";
import { LayersPane } from "./LayersPane.tsx";
import { MapsPane } from "./MapsPane.tsx";
import { PairPane } from "./PairPane.tsx";
import { compositionSettings } from "./settings.ts";
import { chosenStage, stagesOf } from "./stage.ts";
import { TEXTS } from "./texts.ts";

export function CompositionStage({ trace, slot, theme, language }: ViewProps) {
  const [settings, change] = useViewSettings("composition", compositionSettings);
  const { manifest } = trace;
  const { heads, preview } = useShownHeads(manifest.size.layers, manifest.size.heads);
  const head = heads[0] ?? { layer: 0, head: 0 };
  const stage = chosenStage(manifest, settings.stage);
  const shown = { trace, slot, head, theme, language };
  return (
    <div className={styles["stage"]}>
      <StageBar title={headName(head)} preview={preview} tokens={trace.tokens.length} language={language}>
        <Picker
          label={TEXTS.stage[language]}
          value={stage}
          options={STAGES.filter((one) => stagesOf(manifest).includes(one)).map((value) => ({ value, text: STAGE_NAMES[value][language] }))}
          onChange={(next) => change({ stage: next })}
        />
        <Picker
          label={TEXTS.range[language]}
          value={settings.range}
          options={[
            { value: "text", text: TEXTS.text[language] },
            { value: "pair", text: TEXTS.pairRange[language] },
            { value: "unit", text: TEXTS.unit[language] },
          ]}
          onChange={(range) => change({ range })}
        />
        <ScalePicker value={settings.scale} language={language} onChange={(scale) => change({ scale })} />
        <Picker
          label={TEXTS.figure[language]}
          value={settings.figure}
          options={[
            { value: "pair", text: TEXTS.figurePair[language] },
            { value: "maps", text: TEXTS.figureMaps[language] },
            { value: "layers", text: TEXTS.figureLayers[language] },
          ]}
          onChange={(figure) => change({ figure })}
        />
      </StageBar>
      <GainsBar
        manifest={manifest}
        slot={slot}
        stage={stage}
        layer={head.layer}
        scope={settings.scope}
        onScope={(scope) => change({ scope })}
        language={language}
      />
      <div className={own["panes"]}>
        <div className={own["upper"]}>
          <MapsPane {...shown} stage={stage} settings={settings} />
          <LayersPane {...shown} />
        </div>
        <PairPane {...shown} stage={stage} settings={settings} />
      </div>
    </div>
  );
}
