// What can be chosen about the routing view, over its stage.

import { useStore } from "zustand";
import { PATH_RULES } from "../../../shared/analysis/route-path/analysis.ts";
import { kindsOf, type Stop } from "../../../shared/analysis/route-path/routes.ts";
import { keyStops } from "../../../shared/analysis/route-skip-attention/analysis.ts";
import { kindWord } from "../../../shared/figures/route-lanes/words.ts";
import type { Language } from "../../../shared/text.ts";
import { RangePicker, ScalePicker } from "../parts/ColourPickers.tsx";
import { Picker } from "../parts/Picker.tsx";
import { StageBar } from "../parts/StageBar.tsx";
import { useSelectionStore } from "../parts/slot.ts";
import { shownKind } from "./figure.ts";
import { type RoutingSettings, SHOWN } from "./settings.ts";
import { TEXTS } from "./texts.ts";

interface RoutingBarProps {
  readonly stops: readonly Stop[];
  readonly tokens: number;
  readonly settings: RoutingSettings;
  readonly language: Language;
  /** The step whose attention is shown. */
  readonly stop: Stop | undefined;
  change(part: Partial<RoutingSettings>): void;
}

/** The value of a picker that stands for all kinds. */
const ALL = "";

export function RoutingBar({ stops, tokens, settings, language, stop, change }: RoutingBarProps) {
  const selectionStore = useSelectionStore();
  const select = useStore(selectionStore, (state) => state.select);
  const head = useStore(selectionStore, ({ selection }) => selection.heads[0]?.head ?? 0);
  const kinds = kindsOf(stops);
  const option = <Value extends string>(value: Value, text: string) => ({ value, text });
  return (
    <StageBar
      title={TEXTS.heading[language].replace("{count}", String(new Set(stops.map(({ step }) => step)).size))}
      tokens={settings.show === "use" ? null : tokens}
      language={language}
    >
      <Picker
        label={TEXTS.show[language]}
        value={settings.show}
        options={SHOWN.map((show) => option(show, TEXTS[show][language]))}
        onChange={(show) => change({ show })}
      />
      {settings.show !== "attention" && kinds.length > 1 && (
        <Picker
          label={TEXTS.kinds[language]}
          value={shownKind(stops, settings.kind) ?? ALL}
          options={[option(ALL, TEXTS.allKinds[language]), ...kinds.map((kind) => option(kind, kindWord(kind, language)))]}
          onChange={(kind) => change({ kind: kind === ALL ? null : kind })}
        />
      )}
      {settings.show === "lanes" && (
        <Picker
          label={TEXTS.rule[language]}
          value={settings.rule}
          options={PATH_RULES.map((rule) => option(rule, TEXTS[rule][language]))}
          onChange={(rule) => change({ rule })}
        />
      )}
      {settings.show === "use" && (
        <>
          <Picker
            label={TEXTS.rows[language]}
            value={settings.by}
            options={[option("step", TEXTS.byStep[language]), option("class", TEXTS.byClass[language])]}
            onChange={(by) => change({ by })}
          />
          <Picker
            label={TEXTS.cells[language]}
            value={settings.measure}
            options={[option("share", TEXTS.share[language]), option("gate", TEXTS.gate[language])]}
            onChange={(measure) => change({ measure })}
          />
        </>
      )}
      {settings.show === "attention" && stop && (
        <>
          <Picker
            label={TEXTS.step[language]}
            value={String(stop.layer)}
            options={keyStops(stops).map((one) => option(String(one.layer), String(one.step + 1)))}
            onChange={(layer) => select({ heads: [{ layer: Number(layer), head }] })}
          />
          <Picker
            label={TEXTS.heads[language]}
            value={settings.heads}
            options={[option("all", TEXTS.allHeads[language]), option("chosen", TEXTS.chosenHeads[language])]}
            onChange={(heads) => change({ heads })}
          />
          <RangePicker value={settings.range} ranges={["max", "unit"]} language={language} onChange={(range) => change({ range })} />
          <ScalePicker value={settings.scale} language={language} onChange={(scale) => change({ scale })} />
        </>
      )}
    </StageBar>
  );
}
