// The attention view as figures: one function from what is selected to the settings of a figure type, used for the
// stage and for what F exports.

import { regionOrNull, regionWithin } from "../../../shared/selection/region.ts";
import type { HeadRef, Selection } from "../../../shared/selection/selection.ts";
import { chosenMap } from "../../../shared/trace/maps.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import type { Settings } from "../../state/settings.ts";
import type { AttentionSettings } from "./settings.ts";

const span = (first: number, end: number): [number, number] => [first, end];

/** Settings of the figure type "attention-map" for these heads. */
export function mapFigure(
  trace: Trace,
  selection: Pick<Selection, "map" | "region">,
  heads: readonly HeadRef[],
  settings: AttentionSettings,
  sequential: Settings["sequential"],
) {
  const count = trace.tokens.length;
  const region = selection.region && regionOrNull(regionWithin(selection.region, count, count), count, count);
  return {
    heads: [...heads],
    map: chosenMap(trace.captures, selection.map),
    combine: settings.combine,
    range: settings.range,
    scale: settings.scale,
    sequential,
    queries: region && span(region.row0, region.row1),
    keys: region && span(region.column0, region.column1),
  };
}
