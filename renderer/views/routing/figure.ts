// The routing view as figures: one function for the stage and for what F exports.

import { readStops, type Stop } from "../../../shared/analysis/route-path/routes.ts";
import { keyStops } from "../../../shared/analysis/route-skip-attention/analysis.ts";
import { regionOrNull, regionWithin } from "../../../shared/selection/region.ts";
import type { HeadRef, Selection } from "../../../shared/selection/selection.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import type { Settings } from "../../state/settings.ts";
import type { RoutingSettings } from "./settings.ts";

type Span = [number, number];

function shownRegion(trace: Trace, { region }: Pick<Selection, "region">) {
  const count = trace.tokens.length;
  return region && regionOrNull(regionWithin(region, count, count), count, count);
}

/** The kind that is shown: the remembered one where the trace has it, else all. */
export function shownKind(stops: readonly Stop[], kind: string | null): string | null {
  return stops.some((stop) => stop.kind === kind) ? kind : null;
}

/** Settings of "route-lanes"; a zoom of the maps is a zoom of the tokens here. */
export function lanesFigure(trace: Trace, selection: Pick<Selection, "region">, settings: RoutingSettings) {
  const region = shownRegion(trace, selection);
  const tokens: Span | null = region && region.column1 - region.column0 < trace.tokens.length ? [region.column0, region.column1] : null;
  return { tokens, kind: shownKind(readStops(trace), settings.kind), rule: settings.rule };
}

/** Settings of "route-use". */
export function moduleUseFigure(trace: Trace, { by, measure, kind }: RoutingSettings, sequential: Settings["sequential"]) {
  return { by, measure, kind: shownKind(readStops(trace), kind), sequential };
}

/** The step whose attention is shown: that of the chosen layer where it is one, else the first. */
export function attentionStop(trace: Trace, heads: readonly HeadRef[]): Stop | undefined {
  const stops = keyStops(readStops(trace));
  return stops.find(({ layer }) => layer === heads[0]?.layer) ?? stops[0];
}

/** Settings of "route-attention". */
export function attentionFigure(
  trace: Trace,
  selection: Pick<Selection, "region">,
  stop: Stop,
  heads: readonly HeadRef[],
  settings: RoutingSettings,
  sequential: Settings["sequential"],
) {
  const region = shownRegion(trace, selection);
  const own = heads.filter(({ layer }) => layer === stop.layer).map(({ head }) => head);
  return {
    step: stop.step,
    heads: settings.heads === "all" || own.length === 0 ? null : own,
    range: settings.range,
    scale: settings.scale,
    sequential,
    queries: region && ([region.row0, region.row1] satisfies Span as Span),
    keys: region && ([region.column0, region.column1] satisfies Span as Span),
  };
}
