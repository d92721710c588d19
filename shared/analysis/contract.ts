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

/** What a key is to the question that a text asks; in `HeadContext.segments` by its place in this list. */
export const SEGMENTS = ["first", "answer", "query", "noise", "other"] as const;
export type Segment = (typeof SEGMENTS)[number];

/** What is known of a text when the maps of its heads are measured. Made by `headContext` of shared/measures. */
export interface HeadContext {
  /** Token of each key: its number in the vocabulary. */
  readonly ids: readonly number[];
  /** Place of query 0 among the keys. */
  readonly offset: number;
  /** What each key is, as an index into `SEGMENTS`. */
  readonly segments: Uint8Array;
  /** Queries at which the shares of answer, noise and first token are taken, ascending; never empty. */
  readonly asked: readonly number[];
  /** Queries after which the model writes its answer, ascending. */
  readonly steps: readonly number[];
  /** The token that the model holds most likely after each query; null where the trace has no logits. */
  readonly predicted: Int32Array | null;
}

/** A measure of one head in the making: fed with every row of its map, in order. */
export interface Gauge {
  /** @param row what the query gives to keys 0, 1, ...; what lies behind its end is hidden from the query */
  add(row: Float32Array, query: number): void;
  /** NaN where the text has nothing of which the measure could be taken. */
  value(): number;
}

/** What a number of a head is, for how it is printed. */
export type HeadUnit = "share" | "nats" | "tokens" | "ratio" | "cosine";

/** Columns that are looked at together. */
type HeadGroup = "answer" | "pattern" | "redundancy";

interface HeadAbout extends About {
  readonly over: "heads";
  /** A word or two for the head of a column. */
  readonly short: Localized;
  readonly group: HeadGroup;
  readonly unit: HeadUnit;
  /** The kinds of maps it is defined on. */
  readonly kinds: readonly ValueKind[];
  /** Why other kinds of attention maps have no such number: one sentence. Needed where `kinds` lacks one of `ATTENTION_KINDS`. */
  readonly refusal?: Localized;
  /** Why this text has no such number: one sentence; null where it has one. */
  missing(context: HeadContext): Localized | null;
}

/** One number for each head, from its own map. */
export interface HeadRowAnalysis extends HeadAbout {
  readonly by: "row";
  start(context: HeadContext): Gauge;
}

/** One number for each head of a layer, from the maps of all of them. */
export interface HeadLayerAnalysis extends HeadAbout {
  readonly by: "layer";
  /** @param heads at least one, all of one size */
  run(heads: readonly AttentionSource[], context: HeadContext): Float64Array;
}

export type HeadAnalysis = HeadRowAnalysis | HeadLayerAnalysis;

/** The kinds that what multiplies the values can have. */
export const ATTENTION_KINDS = ["probability", "signed", "value"] as const satisfies readonly ValueKind[];

export type Analysis = MapAnalysis | TraceAnalysis | HeadAnalysis;

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

/** Declares a measure of heads that is taken row by row. */
export function defineHeadAnalysis(analysis: Omit<HeadRowAnalysis, "over" | "by">): HeadRowAnalysis {
  return { over: "heads", by: "row", ...analysis };
}

/** Declares a measure of heads that is taken of a whole layer. */
export function defineLayerAnalysis(analysis: Omit<HeadLayerAnalysis, "over" | "by">): HeadLayerAnalysis {
  return { over: "heads", by: "layer", ...analysis };
}
