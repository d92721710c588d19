// What can be chosen about the map on the stage: what it is of, what of it is shown, how it is coloured, what is beside it.

import { useStore } from "zustand";
import { DERIVATIONS, MERGES } from "../../../shared/lens/settings.ts";
import { headNames } from "../../../shared/selection/headName.ts";
import type { HeadRef } from "../../../shared/selection/selection.ts";
import type { Language } from "../../../shared/text.ts";
import { mapCaptures } from "../../../shared/trace/maps.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import { RangePicker, ScalePicker } from "../parts/ColourPickers.tsx";
import { Picker } from "../parts/Picker.tsx";
import { StageBar } from "../parts/StageBar.tsx";
import { useSelectionStore } from "../parts/slot.ts";
import { type Looked, lookedName, withHidden } from "./lens.ts";
import { SpanPicker } from "./SpanPicker.tsx";
import { type AttentionSettings, BESIDE, DIRECTIONS } from "./settings.ts";
import { hiddenText, TEXTS } from "./texts.ts";

interface AttentionBarProps {
  readonly trace: Trace;
  readonly looked: Looked;
  readonly heads: readonly HeadRef[];
  /** True while the head under the pointer in the atlas is shown. */
  readonly preview: boolean;
  readonly language: Language;
  readonly settings: AttentionSettings;
  change(change: Partial<AttentionSettings>): void;
}

const DERIVE_TEXTS = { none: TEXTS.plain, value: TEXTS.value, norm: TEXTS.norm, rollout: TEXTS.rollout } as const;
const MERGE_TEXTS = { mean: TEXTS.mean, max: TEXTS.maximum, weights: TEXTS.weights } as const;

/** "layers 1–3": what a rollout to a layer is of. */
const layersName = (layer: number, language: Language): string =>
  language === "zh" ? `第 1–${layer + 1} 层` : layer === 0 ? "layer 1" : `layers 1–${layer + 1}`;

export function AttentionBar({ trace, looked, heads, preview, language, settings, change }: AttentionBarProps) {
  const store = useSelectionStore();
  const asked = useStore(store, ({ selection }) => selection.lens);
  const select = useStore(store, (state) => state.select);
  const { choice, lens } = looked;
  const kind = mapCaptures(trace, choice)[0]?.kind;
  const bounded = lens.derive === "none" && (kind === "probability" || kind === "gate" || kind === "signed");
  const rolled = lens.derive === "rollout";
  const transformed = trace.manifest.captures.some(({ role }) => role === "attention.transformed");
  const hiding = asked.hidden.length === 0 ? "all" : asked.renormalise ? "normed" : "hidden";
  const kept = asked.hidden.length > 0 ? asked.hidden : [0];
  return (
    <StageBar
      title={rolled ? layersName(heads[0]?.layer ?? 0, language) : headNames(heads, language)}
      about={lookedName(looked, heads, language)}
      preview={preview}
      tokens={trace.tokens.length}
      language={language}
    >
      <Picker
        label={TEXTS.derive[language]}
        value={asked.derive}
        options={DERIVATIONS.filter((derive) => derive !== "norm" || transformed || asked.derive === "norm").map((value) => ({
          value,
          text: (value === "none" && kind === "logit" ? TEXTS.plainScores : DERIVE_TEXTS[value])[language],
        }))}
        onChange={(derive) => select({ lens: { ...asked, derive } })}
      />
      {heads.length > 1 && !rolled && (
        <Picker
          label={TEXTS.combine[language]}
          value={asked.combine}
          options={MERGES.map((value) => ({ value, text: MERGE_TEXTS[value][language] }))}
          onChange={(combine) => select({ lens: { ...asked, combine } })}
        />
      )}
      <Picker
        label={TEXTS.hide[language]}
        value={hiding}
        options={[
          { value: "all", text: TEXTS.allKeys[language] },
          { value: "hidden", text: hiddenText(kept, false)[language] },
          { value: "normed", text: hiddenText(kept, true)[language] },
        ]}
        onChange={(next) => select({ lens: withHidden(asked, next === "all" ? [] : kept, next === "normed") })}
      />
      <SpanPicker axis="rows" count={trace.tokens.length} language={language} />
      <SpanPicker axis="columns" count={trace.tokens.length} language={language} />
      <RangePicker
        value={settings.range}
        ranges={bounded || settings.range === "unit" ? ["max", "p99", "unit"] : ["max", "p99"]}
        {...(kind === "probability" || kind === "gate" ? {} : { unit: TEXTS.unitSigned })}
        language={language}
        onChange={(range) => change({ range })}
      />
      <ScalePicker value={settings.scale} language={language} onChange={(scale) => change({ scale })} />
      <Picker
        label={TEXTS.beside[language]}
        value={settings.beside}
        options={BESIDE.map((value) => ({ value, text: TEXTS[value][language] }))}
        onChange={(beside) => change({ beside })}
      />
      {(settings.beside === "lines" || settings.beside === "text") && (
        <Picker
          label={TEXTS.direction[language]}
          value={settings.direction}
          options={DIRECTIONS.map((value) => ({ value, text: TEXTS[value][language] }))}
          onChange={(direction) => change({ direction })}
        />
      )}
      <Picker
        label={TEXTS.printed[language]}
        value={settings.printed}
        options={[
          { value: "map", text: TEXTS.printMap[language] },
          { value: "beside", text: TEXTS.printBeside[language] },
          { value: "heads", text: TEXTS.printHeads[language] },
        ]}
        onChange={(printed) => change({ printed })}
      />
    </StageBar>
  );
}
