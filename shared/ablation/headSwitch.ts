// Switching heads off: the knob that a model has for it, found by its axes, and its values with heads off.

import type { KnobInfo, Manifest } from "../manifest/schema.ts";
import type { HeadRef } from "../selection/selection.ts";
import type { KnobValues } from "../trace/trace.ts";

/** The knob that scales each head by itself and is 1 as shipped: 0 switches the head off. */
export function headSwitch(manifest: Pick<Manifest, "knobs">): KnobInfo | undefined {
  return manifest.knobs.find((knob) => knob.axes.join() === "layer,head" && knob.default === 1 && knob.minimum <= 0);
}

/** True when the head is switched off. */
export function isHeadOff(manifest: Pick<Manifest, "knobs">, knobs: KnobValues, layer: number, head: number): boolean {
  const knob = headSwitch(manifest);
  return knob !== undefined && knobs[knob.input]?.[layer * (knob.shape[1] ?? 0) + head] === 0;
}

/** `knobs` with these heads off, whatever else they say left as it is. */
export function withHeadsOff(knob: KnobInfo, knobs: KnobValues, heads: readonly HeadRef[]): KnobValues {
  const [layers = 0, width = 0] = knob.shape;
  const elements = [...(knobs[knob.input] ?? new Array<number>(layers * width).fill(knob.default))];
  for (const { layer, head } of heads) if (layer < layers && head < width) elements[layer * width + head] = 0;
  return { ...knobs, [knob.input]: elements };
}

/** Every head that the knob can switch off, layer by layer. */
export function switchableHeads(knob: KnobInfo): HeadRef[] {
  const [layers = 0, width = 0] = knob.shape;
  return Array.from({ length: layers * width }, (_, place) => ({ layer: Math.floor(place / width), head: place % width }));
}
