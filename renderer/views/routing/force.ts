// What a person does to the routes, as pure functions from knobs to knobs.

import { orderByDepth } from "../../../shared/analysis/route-order/analysis.ts";
import { forcedAt, forceKnob, maskedOut, maskKnob } from "../../../shared/analysis/route-path/knobs.ts";
import { kindsOf, type Stop } from "../../../shared/analysis/route-path/routes.ts";
import type { Manifest } from "../../../shared/manifest/schema.ts";
import type { KnobValues } from "../../../shared/trace/trace.ts";
import { knobElements, withKnob, withKnobElement, withoutKnob } from "../../state/knobs.ts";

type Place = Pick<Stop, "kind" | "step">;

/** The step forced to some classes in equal parts; free where there are none. */
export function withForced(manifest: Manifest, knobs: KnobValues, { kind, step }: Place, modules: readonly number[]): KnobValues {
  const knob = forceKnob(manifest, kind);
  const classes = knob?.shape[1] ?? 0;
  if (!knob || step >= (knob.shape[0] ?? 0)) return knobs;
  const row = (at: number): boolean => Math.floor(at / classes) === step;
  const elements = knobElements(knob, knobs).map((old, at) => (row(at) ? (modules.includes(at % classes) ? 1 / modules.length : 0) : old));
  return withKnob(knobs, knob, elements);
}

/**
 * What a click on a lane does: every token takes this class at this step; clicked again, the router is asked again.
 * @param add the class is taken beside what is forced already, up to as many as a token can take, or taken away again
 */
export function clickForced(
  manifest: Manifest,
  knobs: KnobValues,
  stop: Place & Pick<Stop, "places">,
  module: number,
  add: boolean,
): KnobValues {
  const forced = forcedAt(manifest, knobs, stop.kind, stop.step);
  const has = forced.includes(module);
  if (!add) return withForced(manifest, knobs, stop, has && forced.length === 1 ? [] : [module]);
  const next = has ? forced.filter((one) => one !== module) : [...forced, module].slice(-stop.places);
  return withForced(manifest, knobs, stop, next);
}

/** Every step forced to the module that the ordinary model has at its depth. */
export function withOrder(manifest: Manifest, knobs: KnobValues, stops: readonly Stop[]): KnobValues {
  const order = orderByDepth(stops);
  return stops.reduce((all, stop, i) => {
    const module = order[i] ?? null;
    return module === null ? all : withForced(manifest, all, stop, [module]);
  }, knobs);
}

/** A module out of the pool, or in it again. */
export function toggleModule(manifest: Manifest, knobs: KnobValues, kind: string, module: number): KnobValues {
  const knob = maskKnob(manifest, kind);
  return knob ? withKnobElement(knobs, knob, module, maskedOut(manifest, knobs, kind).includes(module) ? 1 : 0) : knobs;
}

/** No step forced and every module in the pool. */
export function freed(manifest: Manifest, knobs: KnobValues, stops: readonly Stop[]): KnobValues {
  return kindsOf(stops).reduce(
    (all, kind) =>
      [forceKnob(manifest, kind), maskKnob(manifest, kind)].reduce((rest, knob) => (knob ? withoutKnob(rest, knob) : rest), all),
    knobs,
  );
}

/** A step that is forced, and to what. */
export interface Forced {
  readonly stop: Stop;
  readonly modules: readonly number[];
}

export function forcedStops(manifest: Manifest, knobs: KnobValues, stops: readonly Stop[]): Forced[] {
  return stops.flatMap((stop) => {
    const modules = forcedAt(manifest, knobs, stop.kind, stop.step);
    return modules.length > 0 ? [{ stop, modules }] : [];
  });
}
