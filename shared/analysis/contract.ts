// An analysis is a pure, synchronous function from what a model computed to measures, together with its formula and
// where that comes from. One folder each, with an analysis.ts; the folder's name is the id.

import type * as v from "valibot";
import type { FigureType } from "../figures/contract.ts";
import type { Localized } from "../text.ts";
import type { AttentionSource } from "../trace/source.ts";
import type { Trace } from "../trace/trace.ts";
import type { ValueKind } from "../trace/vocabulary.ts";

/** What every analysis says of itself; shown where its numbers are. */
interface About {
  readonly title: Localized;
  /** One sentence. */
  readonly summary: Localized;
  /** The definition, in TeX. */
  readonly formula: string;
  /** Where the definition comes from: paper and equation, or "definition" where it explains itself. */
  readonly source: string;
}

/** A measure of one map. */
export interface MapMeasure {
  /** One number for each query. */
  readonly rows: Float64Array;
  /** One number for the whole map. */
  readonly whole: number;
}

/** An analysis of one map, whatever it was captured from. */
export interface MapAnalysis extends About {
  readonly over: "map";
  /** The kinds of maps it is defined on. */
  readonly kinds: readonly ValueKind[];
  run(source: AttentionSource): MapMeasure;
}

/** An analysis of a trace. */
export interface TraceAnalysis<Schema extends v.GenericSchema = v.GenericSchema, Result = unknown> extends About {
  readonly over: "trace";
  /** The trace must have every one of these, or (`any`) at least one. */
  readonly needs: FigureType["needs"];
  /** Settings, all with defaults, so that `{}` is valid. */
  readonly settings: Schema;
  /** @throws HeddleError `capture-missing` when the trace lacks what it needs */
  run(trace: Trace, settings: v.InferOutput<Schema>): Result;
}

export type Analysis = MapAnalysis | TraceAnalysis;

/** Declares an analysis of a trace with its types inferred. */
export function defineTraceAnalysis<const Schema extends v.GenericSchema, Result>(
  analysis: Omit<TraceAnalysis<Schema, Result>, "over">,
): TraceAnalysis<Schema, Result> {
  return { over: "trace", ...analysis };
}

/** Declares an analysis of a map. */
export function defineMapAnalysis(analysis: Omit<MapAnalysis, "over">): MapAnalysis {
  return { over: "map", ...analysis };
}
