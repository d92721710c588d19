// The differential view as a figure: one function for the stage and for what F exports.

import { regionOrNull, regionWithin } from "../../../shared/selection/region.ts";
import type { HeadRef, Selection } from "../../../shared/selection/selection.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import type { Settings } from "../../state/settings.ts";
import type { DifferentialSettings } from "./settings.ts";

/** Maps of the figure, by how many are wanted. */
const PANELS = {
  three: ["first", "second", "difference"],
  five: ["first", "second", "scaled", "common", "difference"],
} as const;

const span = (first: number, end: number): [number, number] => [first, end];

/** Settings of the figure type "diff-triptych" for a head. */
export function triptychFigure(
  trace: Trace,
  { region }: Pick<Selection, "region">,
  head: HeadRef,
  settings: DifferentialSettings,
  sequential: Settings["sequential"],
) {
  const count = trace.tokens.length;
  const shown = region && regionOrNull(regionWithin(region, count, count), count, count);
  return {
    head,
    panels: [...PANELS[settings.maps]],
    rows: true,
    range: settings.range,
    scale: settings.scale,
    sequential,
    queries: shown && span(shown.row0, shown.row1),
    keys: shown && span(shown.column0, shown.column1),
  };
}

/** What stands under the maps, as a figure type and its settings. */
export function belowFigure(
  trace: Trace,
  { region }: Pick<Selection, "region">,
  head: HeadRef,
  settings: DifferentialSettings,
  sequential: Settings["sequential"],
) {
  const count = trace.tokens.length;
  const shown = region && regionOrNull(regionWithin(region, count, count), count, count);
  switch (settings.below) {
    case "tokens":
      return { figure: "lambda-by-token" as const, settings: { layer: head.layer, head: head.head, sequential, scale: settings.scale } };
    case "output":
      return { figure: "head-output" as const, settings: { head, tokens: shown && span(shown.row0, shown.row1) } };
    default:
      return { figure: "lambda-by-layer" as const, settings: { layer: head.layer } };
  }
}
