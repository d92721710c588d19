// What a person can do to the routes, read from the manifest: force a step, and take modules out of the pool. A knob is
// known by its axes and by the kind of router that its name ends with.

import type { KnobInfo, Manifest } from "../../manifest/schema.ts";
import type { KnobValues } from "../../trace/trace.ts";

type Knobs = Pick<Manifest, "knobs">;

const isOf = (knob: KnobInfo, kind: string): boolean => kind === "" || knob.input.endsWith(`.${kind}`);

/** One value for each step and class, all 0 as shipped: a step with anything above 0 no longer asks its router. */
export function forceKnob({ knobs }: Knobs, kind: string): KnobInfo | undefined {
  return knobs.find((knob) => knob.axes.join() === "step,module" && knob.default === 0 && isOf(knob, kind));
}

/** One value for each class, all 1 as shipped: 0 takes a module out of the pool. */
export function maskKnob({ knobs }: Knobs, kind: string): KnobInfo | undefined {
  return knobs.find((knob) => knob.axes.join() === "module" && knob.default === 1 && isOf(knob, kind));
}

/** Classes that a step is forced to; empty where the router is asked. */
export function forcedAt(manifest: Knobs, knobs: KnobValues, kind: string, step: number): number[] {
  const knob = forceKnob(manifest, kind);
  const values = knob && knobs[knob.input];
  const classes = knob?.shape[1] ?? 0;
  return Array.from({ length: values ? classes : 0 }, (_, module) => module).filter(
    (module) => (values?.[step * classes + module] ?? 0) > 0,
  );
}

/** Classes that are taken out of the pool. */
export function maskedOut(manifest: Knobs, knobs: KnobValues, kind: string): number[] {
  const knob = maskKnob(manifest, kind);
  const values = knob && knobs[knob.input];
  return (values ?? []).flatMap((value, module) => (value === 0 ? [module] : []));
}
