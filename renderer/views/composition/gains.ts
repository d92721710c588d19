// The knobs that scale the branches of the composition: graph inputs named compose_gain.<stage>.<part> with one element a
// layer. With all of them at 0 every matrix is the identity and heads are not mixed.

import { STAGES, type Stage } from "../../../shared/analysis/composition-matrix/factors.ts";
import type { KnobInfo, Manifest } from "../../../shared/manifest/schema.ts";
import type { KnobValues } from "../../../shared/trace/trace.ts";
import { knobElements, withKnob } from "../../state/knobs.ts";

/** What a gain scales: W_b, the low-rank part of the query or of the key, or the gates of both. */
export type GainPart = "static" | "query" | "key" | "gates";

export interface Gain {
  readonly knob: KnobInfo;
  readonly stage: Stage;
  readonly part: string;
}

const NAME = /^compose_gain\.([a-z]+)\.([a-z]+)$/;

/** The gains of a model, in the manifest's order. */
export function gainsOf({ knobs }: Pick<Manifest, "knobs">): Gain[] {
  return knobs.flatMap((knob) => {
    const [, at, part = ""] = NAME.exec(knob.input) ?? [];
    const stage = STAGES.find((one) => one === at);
    return stage && knob.axes.join() === "layer" && knob.minimum <= 0 && knob.maximum >= 0 ? [{ knob, stage, part }] : [];
  });
}

/** The value of a gain in a layer, or in all of them where they agree; null where they differ. */
export function gainValue({ knob }: Gain, knobs: KnobValues, layer: number | null): number | null {
  const elements = knobElements(knob, knobs);
  if (layer !== null) return elements[layer] ?? null;
  const [first] = elements;
  return first !== undefined && elements.every((value) => value === first) ? first : null;
}

/** `knobs` with a gain set, in one layer or (null) in all. */
export function withGain({ knob }: Gain, knobs: KnobValues, layer: number | null, value: number): KnobValues {
  return withKnob(
    knobs,
    knob,
    knobElements(knob, knobs).map((old, place) => (layer === null || place === layer ? value : old)),
  );
}

/** True when no branch of any stage does anything in the layer, or (null) in any layer. */
export function isOff(gains: readonly Gain[], knobs: KnobValues, layer: number | null): boolean {
  return gains.length > 0 && gains.every((gain) => gainValue(gain, knobs, layer) === 0);
}

/** `knobs` with the composition switched off, in one layer or (null) in all: one change, so it is undone in one step. */
export function switchedOff(gains: readonly Gain[], knobs: KnobValues, layer: number | null): KnobValues {
  return gains.reduce((changed, gain) => withGain(gain, changed, layer, 0), knobs);
}

/** `knobs` with all gains as shipped, in one layer or (null) in all. */
export function switchedOn(gains: readonly Gain[], knobs: KnobValues, layer: number | null): KnobValues {
  return gains.reduce((changed, gain) => withGain(gain, changed, layer, gain.knob.default), knobs);
}
