// The composition view as figures: one function each, for the stage and for what F exports.

import type { Stage } from "../../../shared/analysis/composition-matrix/factors.ts";
import { regionOrNull, regionWithin } from "../../../shared/selection/region.ts";
import type { HeadRef, Selection } from "../../../shared/selection/selection.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import type { Settings } from "../../state/settings.ts";
import type { CompositionSettings } from "./settings.ts";

const span = (first: number, end: number): [number, number] => [first, end];

/** Settings of the figure type "composition-pair"; the column of the shown head is ringed. */
export function pairFigure(head: HeadRef, stage: Stage, query: number, key: number, { range }: CompositionSettings) {
  return { layer: head.layer, stage, query, key, range, head: head.head };
}

/** Settings of the figure type "composition-maps". */
export function mapsFigure(
  trace: Trace,
  { region }: Pick<Selection, "region">,
  head: HeadRef,
  stage: Stage,
  { scale }: CompositionSettings,
  sequential: Settings["sequential"],
) {
  const count = trace.tokens.length;
  const shown = region && regionOrNull(regionWithin(region, count, count), count, count);
  return {
    head,
    stage,
    scale,
    sequential,
    queries: shown && span(shown.row0, shown.row1),
    keys: shown && span(shown.column0, shown.column1),
  };
}

/** Settings of the figure type "composition-layers". */
export function layersFigure(query: number, head: HeadRef, sequential: Settings["sequential"]) {
  return { query, head, sequential, range: "max" as const };
}
