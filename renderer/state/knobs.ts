// Changing knobs as plain data: only what differs from the model's default is kept, so that {} always means "as shipped".

import { headSwitch, isHeadOff } from "../../shared/ablation/headSwitch.ts";
import type { KnobInfo, Manifest } from "../../shared/manifest/schema.ts";
import type { KnobValues } from "../../shared/trace/trace.ts";

/** Every element of a knob, row-major: the changed ones, or the default throughout. */
export function knobElements(knob: KnobInfo, knobs: KnobValues): readonly number[] {
  return knobs[knob.input] ?? new Array<number>(elementCount(knob)).fill(knob.default);
}

/** Number of elements of a knob. */
export function elementCount(knob: KnobInfo): number {
  return knob.shape.reduce((product, size) => product * size, 1);
}

/** `knobs` with a knob's elements replaced; values are kept in its range, and a knob back at its default is left out. */
export function withKnob(knobs: KnobValues, knob: KnobInfo, elements: readonly number[]): KnobValues {
  const kept = elements.map((value) => Math.min(knob.maximum, Math.max(knob.minimum, value)));
  const { [knob.input]: _, ...others } = knobs;
  return kept.every((value) => value === knob.default) ? others : { ...others, [knob.input]: kept };
}

/** `knobs` with one element replaced. */
export function withKnobElement(knobs: KnobValues, knob: KnobInfo, index: number, value: number): KnobValues {
  return withKnob(
    knobs,
    knob,
    knobElements(knob, knobs).map((old, place) => (place === index ? value : old)),
  );
}

/** `knobs` with one knob as shipped. */
export function withoutKnob(knobs: KnobValues, knob: Pick<KnobInfo, "input">): KnobValues {
  const { [knob.input]: _, ...others } = knobs;
  return others;
}

/** `knobs` with a head switched off, or on again; unchanged when the model has no such switch. */
export function toggleHead(manifest: Manifest, knobs: KnobValues, layer: number, head: number): KnobValues {
  const knob = headSwitch(manifest);
  if (!knob) return knobs;
  return withKnobElement(knobs, knob, layer * (knob.shape[1] ?? 0) + head, isHeadOff(manifest, knobs, layer, head) ? 1 : 0);
}

/** Which knobs differ from the model's defaults, in the manifest's order. */
export function changedKnobs(manifest: Manifest, knobs: KnobValues): readonly KnobInfo[] {
  return manifest.knobs.filter((knob) => knobs[knob.input] !== undefined);
}

/** True when two sets of changed knobs say the same, in whatever order they were changed. */
export function sameKnobs(a: KnobValues, b: KnobValues): boolean {
  if (a === b) return true;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => a[name]?.length === b[name]?.length && a[name]?.every((value, i) => value === b[name]?.[i]))
  );
}
