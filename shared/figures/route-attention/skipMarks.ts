// Marks over the columns of an attention map that belong to tokens which skip.

import type { SkipState } from "../../analysis/route-skip-attention/analysis.ts";
import type { Region } from "../../trace/source.ts";
import { box, line } from "../parts/path.ts";
import type { Sheet } from "../parts/sheet.ts";
import type { Mark } from "../scene.ts";
import { textWidth } from "../text/measure.ts";

/** Height of the strip of marks over the map, in ems. */
export const STRIP = 1.6;

export interface SkipInput {
  readonly on: Sheet;
  readonly states: readonly SkipState[];
  readonly region: Region;
  /** Top left of the map's cells, their size and the width of one. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly cell: number;
}

/** Runs of neighbouring columns in a state: [first, end) within the region. */
function runs(states: readonly SkipState[], { column0, column1 }: Region, wanted: SkipState): [number, number][] {
  const found: [number, number][] = [];
  for (let key = column0; key < column1; key++) {
    if (states[key] !== wanted) continue;
    const last = found.at(-1);
    if (last && last[1] === key) last[1] = key + 1;
    else found.push([key, key + 1]);
  }
  return found;
}

/** Filled where a key has value 0, with dashed edges down the map; hollow where SKIP is taken beside a module. */
export function skipMarks({ on, states, region, x, y, width, height, cell }: SkipInput): Mark[] {
  const { size, theme } = on;
  const [thick, above] = [size * 0.5, y - size * 0.75];
  const at = (key: number): number => x + (key - region.column0) * cell;
  const marks: Mark[] = [];
  const word = "SKIP";
  // The word stands before its marks, in the room of the query labels and beside their title; under a low map that title
  // comes up to it, and the caption alone says what the marks are.
  const wide = textWidth(word, size, 600);
  if (x - on.left >= wide + size * 2.5 && height >= size * 5)
    marks.push({
      type: "text",
      x: x - size * 0.5,
      y: above + thick / 2,
      text: word,
      size,
      fill: theme.ink,
      anchor: "end",
      baseline: "middle",
      weight: 600,
    });
  marks.push({
    type: "path",
    d: line([
      [x, above + thick],
      [x + width, above + thick],
    ]),
    fill: "none",
    stroke: theme.line,
    strokeWidth: 0.5,
  });
  for (const [first, end] of runs(states, region, "part"))
    marks.push({
      type: "path",
      d: box(at(first), above, (end - first) * cell, thick),
      fill: theme.paper,
      stroke: theme.edge,
      strokeWidth: 0.7,
    });
  for (const [first, end] of runs(states, region, "whole")) {
    const inner = Math.max(0.5, (end - first) * cell);
    marks.push({ type: "rect", x: at(first), y: above, width: inner, height: thick, fill: theme.ink });
    const edges =
      line([
        [at(first), y],
        [at(first), y + height],
      ]) +
      line([
        [at(end), y],
        [at(end), y + height],
      ]);
    marks.push({ type: "path", d: edges, fill: "none", stroke: theme.paper, strokeWidth: 1.6 });
    marks.push({ type: "path", d: edges, fill: "none", stroke: theme.ink, strokeWidth: 0.7, dash: [2, 2] });
  }
  return marks;
}
