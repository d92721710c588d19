// What can be chosen about the two maps, and why there is no difference where there is none.

import type { Pair } from "../../../shared/figures/map-pair/pair.ts";
import type { Language } from "../../../shared/text.ts";
import { Picker } from "../parts/Picker.tsx";
import styles from "../parts/stage.module.css";
import { ZoomMark } from "../parts/ZoomMark.tsx";
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
      <div className={styles["bar"]}>
        <h2 className={styles["heading"]}>
          {name}
          {preview && <span className={styles["preview"]}>{TEXTS.preview[language]}</span>}
        </h2>
        <Picker
          label={TEXTS.ranges[language]}
          value={settings.ranges}
          options={[
            { value: "shared", text: TEXTS.shared[language] },
            { value: "own", text: TEXTS.own[language] },
          ]}
          onChange={(ranges) => change({ ranges })}
        />
        <Picker
          quiet
          label={TEXTS.range[language]}
          value={settings.range}
          options={[
            { value: "max", text: TEXTS.max[language] },
            { value: "p99", text: TEXTS.p99[language] },
            { value: "unit", text: TEXTS.unit[language] },
          ]}
          onChange={(range) => change({ range })}
        />
        <Picker
          quiet
          label={TEXTS.scale[language]}
          value={settings.scale}
          options={[
            { value: "linear", text: TEXTS.linear[language] },
            { value: "log", text: TEXTS.log[language] },
          ]}
          onChange={(scale) => change({ scale })}
        />
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
        <ZoomMark tokens={tokens} language={language} />
      </div>
      {pair?.refusal && settings.difference ? (
        <p className={own["refusal"]} role="status" data-refusal="">
          {pair.refusal[language]}
        </p>
      ) : null}
    </>
  );
}
