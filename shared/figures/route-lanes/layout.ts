// Where everything stands in a lane diagram: tokens across, one band a stop, in it one lane a module and SKIP the last.

import { moduleName, type Stop } from "../../analysis/route-path/routes.ts";
import type { Language } from "../../text.ts";
import type { Token } from "../../trace/trace.ts";
import type { Sheet } from "../parts/sheet.ts";
import { type AxisLabel, axisLabels, labelStep } from "../parts/tokenAxis.ts";
import { fill } from "../parts/words.ts";
import { textWidth } from "../text/measure.ts";
import { kindWord, WORDS } from "./words.ts";

/** Sizes in ems of the smallest text. */
const LANE = 1.16;
const PAPER_LANE = 1.3;
const LARGEST_LANE = 2.2;
const BETWEEN_KINDS = 0.45;
const BETWEEN_STEPS = 0.95;
const LARGEST_COLUMN = 4.5;
const LONGEST_TOKEN = 8;
const REFERENCE = 2.4;
/** Width of the colour beside a lane's name. */
export const SWATCH = 0.4;
const GAP = 0.5;
/** Under this width, in ems, there is no room for the numbers at the right. */
const NARROW = 30;
/** Columns narrower than this, in ems, hold cells and no lines. */
const LINES = 1;

/** One stop on the page. */
export interface Band {
  readonly stop: Stop;
  /** Where it is among all stops of the trace. */
  readonly index: number;
  /** Top of the first lane. */
  readonly y: number;
  /** First of the kinds of its step. */
  readonly first: boolean;
}

export interface LaneLayout {
  readonly bands: readonly Band[];
  readonly lane: number;
  /** Left edge and width of the tokens' columns, and of one. */
  readonly x: number;
  readonly width: number;
  readonly column: number;
  /** Tokens [first, end). */
  readonly first: number;
  readonly end: number;
  /** Left edge of the lanes' names; they reach to `nameEnd`. */
  readonly nameStart: number;
  readonly nameEnd: number;
  /** Left edge and width of the column of the order by depth; null: not drawn. */
  readonly reference: { readonly x: number; readonly width: number } | null;
  /** Left edge of the shares of use; null: not drawn. */
  readonly use: number | null;
  readonly top: number;
  readonly bottom: number;
  readonly labels: readonly AxisLabel[];
  readonly upright: boolean;
  readonly form: "lines" | "cells";
}

export interface LaneInput {
  readonly on: Sheet;
  readonly stops: readonly { readonly stop: Stop; readonly index: number }[];
  readonly tokens: readonly Token[];
  readonly first: number;
  readonly end: number;
  readonly top: number;
  readonly room: number | undefined;
  readonly reference: boolean;
  readonly use: boolean;
  readonly form: "auto" | "lines" | "cells";
}

/** Lines of text at the left of a band: its step, its kind, "forced". */
function textLines(first: boolean): number {
  return first ? 3 : 2;
}

export function laneLayout(input: LaneInput): LaneLayout {
  const { on, stops, tokens, first, end } = input;
  const { size } = on;
  const { language } = on.paper;
  const count = end - first;
  const use = input.use && on.width >= NARROW * size;
  const names = leftWidth(
    stops.map(({ stop }) => stop),
    size,
    language,
  );
  const laneNames = Math.max(
    ...stops.flatMap(({ stop }) => [0, stop.classes - 1].map((module) => textWidth(moduleName(stop, module), size, 600))),
  );
  const nameStart = on.left + names + size * GAP;
  const nameEnd = nameStart + laneNames + size * (SWATCH + 0.35);
  const referenceWidth = input.reference ? REFERENCE * size : 0;
  const x = nameEnd + (input.reference ? referenceWidth + size * GAP : 0) + size * 0.2;
  const right = use ? textWidth("100%", size) + size * GAP : 0;
  const column = Math.max(size * 1.5, Math.min(on.left + on.width - right - x - size * 0.3, count * LARGEST_COLUMN * size)) / count;
  const longest = Math.min(
    LONGEST_TOKEN * size,
    input.room === undefined ? Number.POSITIVE_INFINITY : Math.max(3 * size, input.room * 0.16),
  );
  // Labels of narrow columns stand upright; there is no need to measure all of them to know it.
  const flat = column < 2 * size ? null : axisLabels(tokens, first, end, 0, 1, longest, size);
  const upright = flat === null || flat.some((label) => label.width + size * 0.6 > column);
  const labels = upright ? axisLabels(tokens, first, end, 0, labelStep(column, size), longest, size) : flat;
  const words = [WORDS.byDepth, ...(use ? [WORDS.use] : [])].map((word) => textWidth(word[language], size));
  const above =
    (upright
      ? Math.max(...labels.map(({ width }) => width), input.reference ? (words[0] ?? 0) : 0, size)
      : Math.max(size, input.reference ? (words[0] ?? 0) : 0)) +
    size * GAP;
  const top = input.top + above;
  // Lanes take the height there is; a page that has less than they need grows.
  const gaps = stops.reduce(
    (sum, { stop }, i) => sum + (i === 0 ? 0 : size * (stops[i - 1]?.stop.step === stop.step ? BETWEEN_KINDS : BETWEEN_STEPS)),
    0,
  );
  const lanes = stops.reduce((sum, { stop }) => sum + stop.classes, 0);
  const wanted = input.room === undefined ? PAPER_LANE * size : (input.room - above - gaps - on.line * 1.4) / lanes;
  const lane = Math.max(LANE * size, Math.min(LARGEST_LANE * size, wanted));
  const bands: Band[] = [];
  let y = top;
  for (const [i, { stop, index }] of stops.entries()) {
    const before = stops[i - 1]?.stop;
    const begins = before?.step !== stop.step;
    if (before) y += size * (begins ? BETWEEN_STEPS : BETWEEN_KINDS);
    bands.push({ stop, index, y, first: begins });
    y += Math.max(stop.classes * lane, textLines(begins) * on.line);
  }
  return {
    bands,
    lane,
    x,
    width: column * count,
    column,
    first,
    end,
    nameStart,
    nameEnd,
    reference: input.reference ? { x: nameEnd + size * 0.2, width: referenceWidth } : null,
    use: use ? x + column * count + size * GAP : null,
    top,
    bottom: y,
    labels,
    upright,
    form: input.form === "auto" ? (column >= LINES * size ? "lines" : "cells") : input.form,
  };
}

/** Width of the widest of the texts before the lanes' names. */
function leftWidth(stops: readonly Stop[], size: number, language: Language): number {
  const texts = stops.flatMap(({ step, kind }) => [
    fill(WORDS.step[language], { step: step + 1 }),
    kindWord(kind, language),
    WORDS.forced[language],
  ]);
  return Math.max(...texts.map((text) => textWidth(text, size, 600)));
}

/** Middle of a lane. */
export function laneY(layout: LaneLayout, band: Band, module: number): number {
  return band.y + (module + 0.5) * layout.lane;
}

/** Middle of a token's column. */
export function columnX(layout: LaneLayout, token: number): number {
  return layout.x + (token - layout.first + 0.5) * layout.column;
}

/** Height of a band's lanes. */
export function bandHeight(layout: LaneLayout, band: Band): number {
  return band.stop.classes * layout.lane;
}
