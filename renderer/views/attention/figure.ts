// The attention view as figures: one function from what is selected to the settings of a figure type, used for the
// stage and for what F exports.

import { settledLens } from "../../../shared/lens/refuse.ts";
import { regionOrNull, regionWithin } from "../../../shared/selection/region.ts";
import type { HeadRef, Selection } from "../../../shared/selection/selection.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import type { Settings } from "../../state/settings.ts";
import { type Looked, lookedAt } from "./lens.ts";
import type { AttentionSettings } from "./settings.ts";

const span = (first: number, end: number): [number, number] => [first, end];

/** What all figure types of maps are told. */
function seen({ choice, lens }: Looked, heads: readonly HeadRef[]) {
  return { map: choice, heads: [...heads], ...lens, weights: [...lens.weights], hidden: [...lens.hidden] };
}

/** Settings of the figure type "attention-map" for these heads. */
export function mapFigure(
  trace: Trace,
  { region }: Pick<Selection, "region">,
  looked: Looked,
  heads: readonly HeadRef[],
  settings: AttentionSettings,
  sequential: Settings["sequential"],
) {
  const count = trace.tokens.length;
  const shown = region && regionOrNull(regionWithin(region, count, count), count, count);
  return {
    ...seen(looked, heads),
    range: settings.range,
    scale: settings.scale,
    sequential,
    queries: shown && span(shown.row0, shown.row1),
    keys: shown && span(shown.column0, shown.column1),
  };
}

/** Lines of the read token in each direction, and of every token where none is read. */
const MOST = 12;
const MOST_OF_ALL = 1;

/** Settings of "token-lines". */
export function linesFigure(looked: Looked, heads: readonly HeadRef[], direction: AttentionSettings["direction"], token: number | null) {
  const few = token === null ? { top: MOST_OF_ALL } : { top: MOST, threshold: 0 };
  return { ...seen(looked, heads), direction, token, ...few };
}

/** Settings of "token-text". */
export function textFigure(
  looked: Looked,
  heads: readonly HeadRef[],
  { direction, scale, range }: AttentionSettings,
  sequential: Settings["sequential"],
  token: number | null,
) {
  return { ...seen(looked, heads), direction, scale, range: range === "p99" ? ("max" as const) : range, sequential, token };
}

/** Settings of "distance-profile". */
export function distanceFigure(looked: Looked, heads: readonly HeadRef[]) {
  return seen(looked, heads);
}

/** What F makes of the view. */
export function printedFigure(
  trace: Trace,
  selection: Selection,
  heads: readonly HeadRef[],
  settings: AttentionSettings,
  { sequential, words }: Pick<Settings, "sequential" | "words">,
) {
  const looked = lookedAt(trace.manifest, selection, heads, words) ?? {
    choice: { role: "attention.map" },
    lens: { ...selection.lens, words },
    refused: [],
  };
  const token = selection.query ?? selection.key;
  const range = settings.range === "p99" ? "max" : settings.range;
  if (settings.printed === "heads") {
    // Rollout is of layers: a grid of heads shows what it is made of.
    const each = looked.lens.derive === "rollout" ? "none" : looked.lens.derive;
    const { derive, hidden, renormalise } = settledLens(trace.captures, looked.choice, [], { ...looked.lens, derive: each }).lens;
    const grid = { map: looked.choice, derive, hidden: [...hidden], renormalise, range, scale: settings.scale, sequential };
    return { figure: "head-grid", settings: grid };
  }
  if (settings.printed === "beside") {
    if (settings.beside === "text") return { figure: "token-text", settings: textFigure(looked, heads, settings, sequential, token) };
    if (settings.beside === "distance") return { figure: "distance-profile", settings: distanceFigure(looked, heads) };
    if (settings.beside === "lines") return { figure: "token-lines", settings: linesFigure(looked, heads, settings.direction, token) };
  }
  const marked = selection.query === null || selection.key === null ? [] : [{ query: selection.query, key: selection.key }];
  return { figure: "attention-map", settings: { ...mapFigure(trace, selection, looked, heads, settings, sequential), marked } };
}
