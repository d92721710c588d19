// All measures of all heads of a trace: one pass over the rows of each map feeds every measure that is taken row by row.

import type { HeadAnalysis, HeadContext } from "../analysis/contract.ts";
import { ANALYSES } from "../analysis/registry.ts";
import { localizedError } from "../error.ts";
import type { HeadRef, MapChoice } from "../selection/selection.ts";
import type { Localized } from "../text.ts";
import { isCausal, mapCaptures, mapChoices } from "../trace/maps.ts";
import { type AttentionSource, denseSource, visibleRow } from "../trace/source.ts";
import type { Capture, Trace } from "../trace/trace.ts";
import type { ValueKind } from "../trace/vocabulary.ts";
import { headContext, predictedTokens, type Spans } from "./context.ts";

export type NamedMeasure = HeadAnalysis & { readonly id: string };

const GROUPS = ["answer", "pattern", "redundancy"] as const;
/** Within their group the measures stand in the order of a reader's questions; others come after, by name. */
const ORDER: readonly string[] = [
  "answer-attention",
  "noise-attention",
  "absolute-noise",
  "sink-attention",
  "signal-to-noise",
  "retrieval",
  "previous-token",
  "induction",
  "duplicate-token",
  "self-attention",
  "look-back",
  "entropy",
];
const place = (id: string): number => (ORDER.includes(id) ? ORDER.indexOf(id) : ORDER.length);

/** Every measure of heads, in the order of columns. */
export const MEASURES: readonly NamedMeasure[] = ANALYSES.filter((one): one is NamedMeasure => one.over === "heads").sort(
  (a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group) || place(a.id) - place(b.id) || (a.id < b.id ? -1 : 1),
);

/** One number a head for each measure that is defined on these maps. */
export interface HeadMeasures {
  readonly map: MapChoice;
  readonly kind: ValueKind;
  /** Layer by layer, head by head. */
  readonly heads: readonly HeadRef[];
  /** Measure -> one number for each of `heads`, NaN where there is none. */
  readonly values: Readonly<Record<string, Float64Array>>;
  /** Measure -> why this text has no such number. */
  readonly missing: Readonly<Record<string, Localized>>;
}

/** Maps that measures of heads are taken of: probabilities and what multiplies the values. */
export function measuredMaps(captures: Parameters<typeof mapChoices>[0]): MapChoice[] {
  return mapChoices(captures).filter(({ role }) => role === "attention.map" || role === "attention.effective");
}

/** The measured map that a selection means: its own where it is one, else the first; null where there is none. */
export function measuredMap(captures: Parameters<typeof mapChoices>[0], wanted: MapChoice | null): MapChoice | null {
  const choices = measuredMaps(captures);
  return choices.find(({ role, branch }) => role === wanted?.role && branch === wanted.branch) ?? choices[0] ?? null;
}

/** Why a measure is not defined on maps of a kind: one sentence; null where it is. */
export function refusalOf(measure: NamedMeasure, kind: ValueKind): Localized | null {
  if (measure.kinds.includes(kind)) return null;
  return (
    measure.refusal ?? {
      en: `${measure.title.en} is not defined on these values. Choose a map of attention.`,
      zh: `${measure.title.zh}对这种数值没有定义。请选择注意力图。`,
    }
  );
}

/** The measures of one layer: measure -> one number a head. */
function measureLayer(
  heads: readonly AttentionSource[],
  measures: readonly NamedMeasure[],
  context: HeadContext,
): Record<string, Float64Array> {
  const values: Record<string, Float64Array> = {};
  for (const { id } of measures) values[id] = new Float64Array(heads.length);
  const byRow = measures.filter((measure) => measure.by === "row");
  for (const [head, source] of heads.entries()) {
    const gauges = byRow.map((measure) => measure.start(context));
    for (let query = 0; query < source.rows; query++) {
      const row = visibleRow(source, query);
      for (const gauge of gauges) gauge.add(row, query);
    }
    for (const [at, { id }] of byRow.entries()) (values[id] as Float64Array)[head] = gauges[at]?.value() ?? Number.NaN;
  }
  for (const measure of measures) if (measure.by === "layer") values[measure.id] = measure.run(heads, context);
  return values;
}

/** What of a capture crosses to where it is measured. */
export type MeasuredCapture = Pick<Capture, "name" | "role" | "kind" | "axes" | "shape" | "data" | "layer">;

/**
 * The measures of some layers.
 * @param captures one a layer, in order, all [head, query, key] of one kind
 */
export function measureCaptures(captures: readonly MeasuredCapture[], map: MapChoice, causal: boolean, context: HeadContext): HeadMeasures {
  const kind = captures[0]?.kind ?? "probability";
  const defined = MEASURES.filter((measure) => measure.kinds.includes(kind));
  const missing: Record<string, Localized> = {};
  for (const measure of defined) {
    const sentence = measure.missing(context);
    if (sentence) missing[measure.id] = sentence;
  }
  const taken = defined.filter(({ id }) => missing[id] === undefined);
  const layers = captures.map((capture) => {
    const heads = Array.from({ length: capture.shape[0] ?? 0 }, (_, head) => denseSource(capture, head, causal));
    return { layer: capture.layer ?? 0, count: heads.length, values: measureLayer(heads, taken, context) };
  });
  const heads = layers.flatMap(({ layer, count }) => Array.from({ length: count }, (_, head) => ({ layer, head })));
  const values = Object.fromEntries(
    defined.map(({ id }) => [
      id,
      missing[id] === undefined
        ? Float64Array.from(layers.flatMap((layer) => [...(layer.values[id] ?? [])]))
        : new Float64Array(heads.length).fill(Number.NaN),
    ]),
  );
  return { map, kind, heads, values, missing };
}

/**
 * Measures of the layers of one map that were taken apart from one another, layer by layer again.
 * @param parts at least one
 */
export function joinMeasures(parts: readonly HeadMeasures[]): HeadMeasures {
  const [first] = parts;
  if (!first || parts.length === 1) return first as HeadMeasures;
  const all = parts.flatMap((part) => part.heads.map((head, at) => ({ head, part, at })));
  all.sort((a, b) => a.head.layer - b.head.layer || a.head.head - b.head.head);
  const values = Object.keys(first.values).map((id) => [id, Float64Array.from(all, ({ part, at }) => part.values[id]?.[at] ?? Number.NaN)]);
  return { ...first, heads: all.map(({ head }) => head), values: Object.fromEntries(values) };
}

/** The error of a trace without the map that is asked for. */
export function missingMap({ role, branch }: MapChoice): Error {
  const name = `${role}${branch === undefined ? "" : `/${branch}`}`;
  return localizedError("capture-missing", {
    en: [`This trace has no ${name}.`, "Run the model again with it."],
    zh: [`此轨迹没有 ${name}。`, "请连同它重新运行模型。"],
  });
}

/**
 * The measures of all heads of a trace that holds the map.
 * @throws HeddleError `capture-missing` when the trace does not hold it
 */
export function measureTrace(trace: Trace, map: MapChoice, spans: Spans): HeadMeasures {
  const captures = mapCaptures(trace, map);
  if (captures.length === 0) throw missingMap(map);
  return measureCaptures(captures, map, isCausal(trace), headContext(trace.tokens, spans, predictedTokens(trace)));
}
