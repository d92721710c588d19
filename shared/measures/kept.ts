// Measures that were taken of a trace, so that a figure of what is on the screen need not take them again.

import type { MapChoice } from "../selection/selection.ts";
import type { Trace } from "../trace/trace.ts";
import type { Spans } from "./context.ts";
import { type HeadMeasures, measureTrace } from "./measure.ts";

/** Sets of marks for which a trace's measures are kept: a person goes back and forth between a few. */
const KEPT = 8;
const kept = new WeakMap<Trace, Map<string, HeadMeasures>>();

const keyOf = ({ role, branch }: MapChoice, spans: Spans): string =>
  JSON.stringify([role, branch ?? null, spans.map(({ kind, start, end }) => [kind, start, end])]);

/** What is known already; undefined where it must be measured. */
export function knownMeasures(trace: Trace, map: MapChoice, spans: Spans): HeadMeasures | undefined {
  return kept.get(trace)?.get(keyOf(map, spans));
}

/** Keeps measures that were taken elsewhere, as in a worker. */
export function keepMeasures(trace: Trace, map: MapChoice, spans: Spans, measures: HeadMeasures): void {
  const cache = kept.get(trace) ?? new Map<string, HeadMeasures>();
  kept.set(trace, cache);
  cache.set(keyOf(map, spans), measures);
  for (const old of cache.keys()) if (cache.size > KEPT) cache.delete(old);
}

/**
 * Measures of a trace, taken now where they are not known.
 * @throws HeddleError `capture-missing`
 */
export function measuresOf(trace: Trace, map: MapChoice, spans: Spans): HeadMeasures {
  const known = knownMeasures(trace, map, spans);
  if (known) return known;
  const measures = measureTrace(trace, map, spans);
  keepMeasures(trace, map, spans, measures);
  return measures;
}
