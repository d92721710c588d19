// What can be chosen about the two maps, and why there is no difference where there is none.

import type { Pair } from "../../../shared/figures/map-pair/pair.ts";
import type { Language } from "../../../shared/text.ts";
import { RangePicker, ScalePicker } from "../parts/ColourPickers.tsx";
import { Picker } from "../parts/Picker.tsx";
import { StageBar } from "../parts/StageBar.tsx";
import styles from "../parts/stage.module.css";
import own from "./compare.module.css";
import type { CompareSettings } from "./settings.ts";
import { TEXTS } from "./texts.ts";

interface Props {
  /** The heads of both. */
  readonly name: string;
  readonly preview: boolean;
  readonly pair: Pair | null;
  readonly tokens: number;
  readonly settings: CompareSettings;
  readonly language: Language;
  change(change: Partial<CompareSettings>): void;
}

export function CompareBar({ name, preview, pair, tokens, settings, language, change }: Props) {
  return (
    <>
      <StageBar title={name} preview={preview} tokens={tokens} language={language}>
        <Picker
          label={TEXTS.ranges[language]}
          value={settings.ranges}
          options={[
            { value: "shared", text: TEXTS.shared[language] },
            { value: "own", text: TEXTS.own[language] },
          ]}
          onChange={(ranges) => change({ ranges })}
        />
        <RangePicker
          value={settings.range}
          ranges={["max", "p99", "unit"]}
          unit={TEXTS.unit}
          language={language}
          onChange={(range) => change({ range })}
        />
        <ScalePicker value={settings.scale} language={language} onChange={(scale) => change({ scale })} />
        <label className={styles["check"]}>
          <input type="checkbox" checked={settings.difference} onChange={(event) => change({ difference: event.currentTarget.checked })} />
          {TEXTS.difference[language]}
        </label>
        <Picker
          label={TEXTS.printed[language]}
          value={settings.printed}
          options={[
            { value: "maps", text: TEXTS.maps[language] },
            { value: "bars", text: TEXTS.bars[language] },
          ]}
          onChange={(printed) => change({ printed })}
        />
      </StageBar>
      {pair?.refusal && settings.difference ? (
        <p className={own["refusal"]} role="status" data-refusal="">
          {pair.refusal[language]}
        </p>
      ) : null}
    </>
  );
}
