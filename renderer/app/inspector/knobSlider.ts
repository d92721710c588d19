// How one element of a knob lies on a slider, and how it reads.

import { formatValue } from "../../../shared/figures/text/number.ts";
import type { KnobInfo } from "../../../shared/manifest/schema.ts";

/** False where the element leaves what the model learned. */
export function isSet({ setFrom }: KnobInfo, value: number): boolean {
  return setFrom === undefined || value >= setFrom;
}

/** Whether an element of a switch is on. */
export function isOn({ minimum, maximum }: KnobInfo, value: number): boolean {
  return value >= (minimum + maximum) / 2;
}

/** What a reading is called where it is no number. */
export interface KnobWords {
  readonly learned: string;
  readonly on: string;
  readonly off: string;
}

/** "×0.5" for a factor, "0.5" for a value, `learned` for one that is not set, `on` or `off` for a switch. */
export function knobReading(knob: KnobInfo, value: number, { learned, on, off }: KnobWords): string {
  if (knob.acts === "switch") return isOn(knob, value) ? on : off;
  if (!isSet(knob, value)) return learned;
  return knob.acts === "value" ? formatValue(value) : `×${formatValue(value)}`;
}

/** A slider for the elements of a knob. Where they need not be set, the first step from the left stands for that. */
export interface KnobSlider {
  readonly minimum: number;
  readonly maximum: number;
  readonly step: number;
  /** Where an element stands. */
  place(value: number): number;
  /** The element of a place. */
  valueAt(place: number): number;
}

export function knobSlider(knob: KnobInfo): KnobSlider {
  const step = (knob.maximum - knob.minimum) / 40;
  const unset = knob.setFrom === undefined ? knob.minimum : knob.setFrom - step;
  // Steps are counted in floating point: the one at `setFrom` may come out a hair below it.
  const setFrom = knob.setFrom ?? Number.NEGATIVE_INFINITY;
  return {
    minimum: unset,
    maximum: knob.maximum,
    step,
    place: (value) => (isSet(knob, value) ? value : unset),
    valueAt: (place) => (place < setFrom - step / 2 ? knob.default : Math.max(place, setFrom)),
  };
}
