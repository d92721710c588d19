// The gains of the shown stage as live controls, and the composition as a whole off and on.

import { Button } from "react-aria-components";
import { useStore } from "zustand";
import type { Stage } from "../../../shared/analysis/composition-matrix/factors.ts";
import { formatValue } from "../../../shared/figures/text/number.ts";
import type { Manifest } from "../../../shared/manifest/schema.ts";
import type { Language, Localized } from "../../../shared/text.ts";
import type { KnobValues } from "../../../shared/trace/trace.ts";
import { slotsStore } from "../../state/slots.ts";
import { SliderField } from "../../ui/SliderField.tsx";
import { Picker } from "../parts/Picker.tsx";
import { Region } from "../parts/Region.tsx";
import own from "./composition.module.css";
import { type GainPart, gainsOf, gainValue, isOff, switchedOff, switchedOn, withGain } from "./gains.ts";
import type { CompositionSettings } from "./settings.ts";
import { TEXTS } from "./texts.ts";

const NONE: KnobValues = {};

const PARTS: Readonly<Record<GainPart, Localized>> = {
  static: TEXTS.partStatic,
  query: TEXTS.partQuery,
  key: TEXTS.partKey,
  gates: TEXTS.partGates,
};

const isPart = (part: string): part is GainPart => Object.hasOwn(PARTS, part);

interface GainsBarProps {
  readonly manifest: Manifest;
  readonly slot: number;
  readonly stage: Stage;
  /** The layer that the stage shows. */
  readonly layer: number;
  readonly scope: CompositionSettings["scope"];
  onScope(scope: CompositionSettings["scope"]): void;
  readonly language: Language;
}

export function GainsBar({ manifest, slot, stage, layer, scope, onScope, language }: GainsBarProps) {
  const knobs = useStore(slotsStore, ({ slots }) => slots[slot]?.knobs) ?? NONE;
  const change = useStore(slotsStore, (state) => state.change);
  const gains = gainsOf(manifest);
  if (gains.length === 0) return <p className={own["noGains"]}>{TEXTS.noGains[language]}</p>;
  const at = scope === "layer" ? layer : null;
  const off = isOff(gains, knobs, at);
  return (
    <Region className={own["gains"]} label={TEXTS.gains[language]}>
      <Picker
        label={TEXTS.scope[language]}
        value={scope}
        options={[
          { value: "all", text: TEXTS.scopeAll[language] },
          { value: "layer", text: `L${layer + 1}` },
        ]}
        onChange={onScope}
      />
      {gains
        .filter((gain) => gain.stage === stage)
        .map((gain) => {
          const value = gainValue(gain, knobs, at);
          const { knob } = gain;
          return (
            <div key={knob.input} className={own["gain"]} title={`${knob.title[language]}. ${knob.text[language]}`}>
              <SliderField
                label={isPart(gain.part) ? PARTS[gain.part][language] : knob.title[language]}
                value={value ?? knob.default}
                minimum={knob.minimum}
                maximum={knob.maximum}
                step={(knob.maximum - knob.minimum) / 40}
                shown={value === null ? TEXTS.mixed[language] : `×${formatValue(value)}`}
                shipped={knob.default}
                changed={value !== knob.default}
                onChange={(next) => change(slot, { knobs: withGain(gain, knobs, at, next) })}
              />
            </div>
          );
        })}
      <span className={own["off"]} title={(off ? TEXTS.onHint : TEXTS.offHint)[language]}>
        <Button
          className="button"
          onPress={() => change(slot, { knobs: off ? switchedOn(gains, knobs, at) : switchedOff(gains, knobs, at) })}
        >
          {(off ? TEXTS.on : TEXTS.off)[language]}
          {scope === "layer" ? ` · L${layer + 1}` : ""}
        </Button>
      </span>
    </Region>
  );
}
