// The comparison as figures: one function for the stage and for what F exports.

import { measuredMap } from "../../../shared/measures/measure.ts";
import { regionOrNull, regionWithin } from "../../../shared/selection/region.ts";
import type { HeadRef, MapChoice, Selection } from "../../../shared/selection/selection.ts";
import { chosenMap } from "../../../shared/trace/maps.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import type { Settings } from "../../state/settings.ts";
import type { CompareSettings } from "./settings.ts";

/** What of one model is compared. */
export interface Shown {
  readonly trace: Trace;
  readonly map: MapChoice | null;
  readonly heads: readonly HeadRef[];
}

const copy = (map: MapChoice): { role: string; branch?: string } => ({
  role: map.role,
  ...(map.branch === undefined ? {} : { branch: map.branch }),
});

/** Settings of the figure type "map-pair". */
export function pairFigure(
  first: Shown,
  second: Shown,
  { lens, region }: Pick<Selection, "lens" | "region">,
  settings: CompareSettings,
  { sequential, words }: Pick<Settings, "sequential" | "words">,
) {
  const count = first.trace.tokens.length;
  const shown = region && regionOrNull(regionWithin(region, count, count), count, count);
  const mapOf = ({ trace, map }: Shown) => {
    const chosen = chosenMap(trace.manifest.captures, map);
    return chosen && copy(chosen);
  };
  return {
    map: mapOf(first),
    heads: [...first.heads],
    second: { map: mapOf(second), heads: [...second.heads] },
    ...lens,
    weights: [...lens.weights],
    hidden: [...lens.hidden],
    words,
    range: settings.range,
    scale: settings.scale,
    ranges: settings.ranges,
    difference: settings.difference,
    sequential,
    queries: shown && ([shown.row0, shown.row1] as [number, number]),
    keys: shown && ([shown.column0, shown.column1] as [number, number]),
  };
}

/** Settings of the figure type "segment-bars". */
export function barsFigure(first: Shown, second: Shown, spans: Selection["spans"], { over, shares }: CompareSettings) {
  const measured = ({ trace, map }: Shown) => {
    const chosen = measuredMap(trace.manifest.captures, map);
    return chosen && copy(chosen);
  };
  const heads = (shown: Shown): HeadRef[] | null => (over === "all" ? null : [...shown.heads]);
  return {
    map: measured(first),
    heads: heads(first),
    second: { map: measured(second), heads: heads(second) },
    spans: spans.map((span) => ({ ...span })),
    shares,
  };
}
