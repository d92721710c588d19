// What can be chosen about the map on the stage.

import { useStore } from "zustand";
import { headNames } from "../../../shared/selection/headName.ts";
import type { HeadRef } from "../../../shared/selection/selection.ts";
import type { Language } from "../../../shared/text.ts";
import { COMBINATIONS } from "../../../shared/trace/combine.ts";
import { chosenMap, mapCaptures } from "../../../shared/trace/maps.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import { mapTitle } from "../parts/names.ts";
import { Picker } from "../parts/Picker.tsx";
import { useSelectionStore } from "../parts/slot.ts";
import styles from "../parts/stage.module.css";
import { ZoomMark } from "../parts/ZoomMark.tsx";
import type { AttentionSettings } from "./settings.ts";
import { TEXTS } from "./texts.ts";

interface AttentionBarProps {
  readonly trace: Trace;
  readonly heads: readonly HeadRef[];
  /** True while the head under the pointer in the atlas is shown. */
  readonly preview: boolean;
  readonly language: Language;
  readonly settings: AttentionSettings;
  change(change: Partial<AttentionSettings>): void;
}

export function AttentionBar({ trace, heads, preview, language, settings, change }: AttentionBarProps) {
  const wanted = useStore(useSelectionStore(), ({ selection }) => selection.map);
  const choice = chosenMap(trace.manifest.captures, wanted);
  const kind = choice && mapCaptures(trace, choice)[0]?.kind;
  const bounded = kind === "probability" || kind === "gate" || kind === "signed";
  return (
    <div className={styles["bar"]}>
      <h2 className={styles["heading"]}>
        {headNames(heads, language)}
        {choice && <span className={styles["preview"]}>{mapTitle(choice, language)}</span>}
        {preview && <span className={styles["preview"]}>{TEXTS.preview[language]}</span>}
      </h2>
      {heads.length > 1 && (
        <Picker
          label={TEXTS.combine[language]}
          value={settings.combine}
          options={COMBINATIONS.map((value) => ({ value, text: TEXTS[value === "mean" ? "mean" : "maximum"][language] }))}
          onChange={(combine) => change({ combine })}
        />
      )}
      {bounded && (
        <Picker
          label={TEXTS.range[language]}
          value={settings.range}
          options={[
            { value: "unit", text: TEXTS[kind === "signed" ? "unitSigned" : "unit"][language] },
            { value: "max", text: TEXTS.max[language] },
            { value: "p99", text: TEXTS.p99[language] },
          ]}
          onChange={(range) => change({ range })}
        />
      )}
      <Picker
        label={TEXTS.scale[language]}
        value={settings.scale}
        options={[
          { value: "linear", text: TEXTS.linear[language] },
          { value: "log", text: TEXTS.log[language] },
        ]}
        onChange={(scale) => change({ scale })}
      />
      <label className={styles["check"]}>
        <input type="checkbox" checked={settings.lines} onChange={(event) => change({ lines: event.currentTarget.checked })} />
        {TEXTS.lines[language]}
      </label>
      <ZoomMark tokens={trace.tokens.length} language={language} />
    </div>
  );
}
