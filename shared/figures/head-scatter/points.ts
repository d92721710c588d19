// The points of the figure: two numbers a head, each a measure of this trace or one that was given.

import { localizedError } from "../../error.ts";
import type { Spans } from "../../measures/context.ts";
import { measuresOf } from "../../measures/kept.ts";
import { type HeadMeasures, MEASURES, type NamedMeasure, refusalOf } from "../../measures/measure.ts";
import type { HeadRef, MapChoice } from "../../selection/selection.ts";
import type { Localized } from "../../text.ts";
import type { Trace } from "../../trace/trace.ts";
import type { Given } from "./settings.ts";

/** What stands on an axis. */
export interface AxisMeasure {
  readonly id: string;
  readonly title: Localized;
  /** What it is, in a sentence. */
  readonly about: Localized;
  /** Why no head has a number; null where some have. */
  readonly missing: Localized | null;
  /** The number of a head, with its interval where it has one; NaN where it has none. */
  of(head: HeadRef): { readonly value: number; readonly low?: number; readonly high?: number };
}

/** The measures that are worth a look where none was chosen: of the answer, else of repeats, else of the neighbour. */
function usualAxes({ missing }: Pick<HeadMeasures, "missing">): { x: string; y: string } {
  if (!missing["answer-attention"]) return { x: "noise-attention", y: "answer-attention" };
  if (!missing["induction"]) return { x: "previous-token", y: "induction" };
  if (!missing["previous-token"]) return { x: "sink-attention", y: "previous-token" };
  return { x: "sink-attention", y: "self-attention" };
}

/**
 * A measure by its id.
 * @throws HeddleError `bad-spec` when there is none of that name
 */
function axisMeasure(id: string, measures: HeadMeasures, given: readonly Given[]): AxisMeasure {
  const own = given.find((one) => one.id === id);
  if (own) return givenAxis(own);
  const measure: NamedMeasure | undefined = MEASURES.find((one) => one.id === id);
  if (!measure) {
    const known = [...MEASURES, ...given].map((one) => one.id);
    throw localizedError("bad-spec", {
      en: [`There is no measure "${id}".`, `Measures: ${known.join(", ")}.`],
      zh: [`没有名为“${id}”的度量。`, `可用的度量：${known.join("、")}。`],
    });
  }
  return {
    id,
    title: measure.title,
    about: measure.summary,
    missing: refusalOf(measure, measures.kind) ?? measures.missing[id] ?? null,
    of: (head) => ({ value: measures.values[id]?.[measures.heads.findIndex((one) => isHead(one, head))] ?? Number.NaN }),
  };
}

function givenAxis({ id, title, about, points }: Given): AxisMeasure {
  return { id, title, about, missing: null, of: (head) => points.find((point) => isHead(point, head)) ?? NONE };
}

const NONE = { value: Number.NaN };
const isHead = (a: HeadRef, b: HeadRef): boolean => a.layer === b.layer && a.head === b.head;

/** The two axes and the heads of a trace. What is given for both axes needs no measuring, and brings its own heads. */
export function axesOf(
  trace: Trace,
  map: MapChoice,
  spans: Spans,
  { x, y, given }: { readonly x: string | null; readonly y: string | null; readonly given: readonly Given[] },
): { x: AxisMeasure; y: AxisMeasure; heads: readonly HeadRef[]; samples: number | null } {
  const [across, up] = [x, y].map((id) => given.find((one) => one.id === id));
  if (across && up) {
    const heads = up.points.map(({ layer, head }) => ({ layer, head }));
    return { x: givenAxis(across), y: givenAxis(up), heads, samples: Math.min(across.samples, up.samples) };
  }
  const measures = measuresOf(trace, map, spans);
  const usual = usualAxes(measures);
  return {
    x: axisMeasure(x ?? usual.x, measures, given),
    y: axisMeasure(y ?? usual.y, measures, given),
    heads: measures.heads,
    samples: null,
  };
}
