// Sizes of a map on the page: cells, labels, and what they leave of one another. Found once for one map or for several
// of one size side by side.

import type { Region } from "../../trace/source.ts";
import type { Token } from "../../trace/trace.ts";
import { LINE, textWidth } from "../text/measure.ts";
import { type AxisLabel, axisLabels, labelStep } from "./tokenAxis.ts";

/** Largest cell on paper, in points: a map of two tokens does not fill the page. */
const LARGEST_CELL = 44;
/** Longest token label, in ems. */
const LONGEST = 9;
/** From the map to its labels, in ems: more than half a line, so that labels of two axes do not meet at the corner. */
const GAP = 0.65;

export interface MapLayoutInput {
  readonly tokens: readonly Token[];
  /** What stands under the columns where it is not the tokens. */
  readonly columns?: readonly Token[];
  readonly region: Region;
  /** Token number of query 0. */
  readonly shift: number;
  /** Room for everything: titles of the axes, labels, maps. */
  readonly width: number;
  /** undefined: as high as the width asks for, cells no larger than on paper. */
  readonly height: number | undefined;
  /** Maps side by side that share one query axis, and the space between them. */
  readonly across: number;
  readonly between: number;
  readonly size: number;
  /** Widest map in points, where it should not take all the room. */
  readonly widest?: number;
  readonly titles: { readonly query: string; readonly key: string };
}

export interface MapLayout {
  readonly plotWidth: number;
  readonly plotHeight: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly queries: readonly AxisLabel[];
  readonly keys: readonly AxisLabel[];
  /** Whether key labels stand upright, because they are wider than their cells. */
  readonly upright: boolean;
  /** From the left edge to the first map; above and below every map. */
  readonly left: number;
  readonly above: number;
  readonly below: number;
  readonly right: number;
  readonly gap: number;
  readonly thinned: { readonly queries: boolean; readonly keys: boolean };
}

/** Cell sizes for a room: square where the map is square, else stretched so that few queries stay readable. */
function cellSize(rows: number, columns: number, width: number, height: number | undefined, size: number): [number, number] {
  const most = height === undefined ? LARGEST_CELL : Number.POSITIVE_INFINITY;
  let wide = Math.min(width / columns, most);
  let tall = wide;
  if (rows !== columns) {
    tall = Math.max(wide, Math.min(size * 1.3, (width * 0.8) / rows));
    tall = Math.min(tall, (width * 1.25) / rows);
  }
  if (height !== undefined && tall * rows > height) {
    const shrink = height / (tall * rows);
    tall *= shrink;
    if (rows === columns) wide *= shrink;
  }
  return [wide, tall];
}

export function layoutMap(input: MapLayoutInput): MapLayout {
  const { tokens, columns: named = tokens, region, shift, width, size, across, between } = input;
  const rows = region.row1 - region.row0;
  const columns = region.column1 - region.column0;
  const gap = size * GAP;
  const right = size * 0.6;
  const above = size * 0.5;
  const titleLine = size * LINE;
  const longestQuery = Math.min(LONGEST * size, width * 0.26);
  const longestKey = Math.min(
    LONGEST * size,
    input.height === undefined ? Number.POSITIVE_INFINITY : Math.max(2 * size, input.height * 0.26),
  );
  const room = (labels: number, below: number): [number, number] =>
    cellSize(
      rows,
      columns,
      Math.max(
        size,
        Math.min(input.widest ?? Number.POSITIVE_INFINITY, (width - titleLine - labels - gap - right - between * (across - 1)) / across),
      ),
      input.height === undefined ? undefined : Math.max(3 * size, input.height - above - below),
      size,
    );
  // Which labels there are depends on the cells, the cells on the room that labels leave: first with the longest that
  // may be, then with those that were found, which only makes cells larger.
  const [wide0, tall0] = room(longestQuery, gap + longestKey + titleLine);
  const queryStep = labelStep(tall0, size);
  const queries = axisLabels(tokens, region.row0, region.row1, shift, queryStep, longestQuery, size);
  const flat = axisLabels(named, region.column0, region.column1, 0, 1, longestKey, size);
  const upright = flat.some((label) => label.width + 0.6 * size > wide0);
  const keyStep = upright ? labelStep(wide0, size) : 1;
  const keys = upright ? axisLabels(named, region.column0, region.column1, 0, keyStep, longestKey, size) : flat;
  const widest = (labels: readonly AxisLabel[]): number => labels.reduce((most, label) => Math.max(most, label.width), 0);
  const below = gap + (upright ? widest(keys) : size) + titleLine;
  const [cellWidth, cellHeight] = room(widest(queries), below);
  return {
    plotWidth: cellWidth * columns,
    plotHeight: cellHeight * rows,
    cellWidth,
    cellHeight,
    queries,
    keys,
    upright,
    left: titleLine + widest(queries) + gap,
    above: Math.max(above, (textWidth(input.titles.query, size) - cellHeight * rows) / 2),
    below: Math.max(below, (textWidth(input.titles.query, size) - cellHeight * rows) / 2),
    right,
    gap,
    thinned: { queries: queryStep > 1, keys: keyStep > 1 },
  };
}
