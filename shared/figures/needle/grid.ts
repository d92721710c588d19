// A grid of numbers: every cell coloured by its value with the number on it, names along two sides, the last row and column set
// apart where they are averages.

import { toLab } from "../colour/oklab.ts";
import { type ColourScale, colourOf, hexOf } from "../colour/scale.ts";
import { box } from "../parts/path.ts";
import type { Sheet } from "../parts/sheet.ts";
import type { Frame, Mark } from "../scene.ts";
import { shorten } from "../text/label.ts";
import { textWidth } from "../text/measure.ts";

export interface GridCell {
  /** NaN: no value; the cell has the colour of masked ones. */
  readonly value: number;
  readonly text: string;
  readonly scale: ColourScale;
}

export interface GridInput {
  /** Unique in the scene. */
  readonly id: string;
  readonly title: string;
  /** Under the title, in second rank; "" for none. */
  readonly note: string;
  readonly columns: readonly string[];
  readonly rows: readonly string[];
  /** Names of the axes. */
  readonly names: { readonly column: string; readonly row: string };
  /** A column and a row that stand a little apart, as averages do. */
  readonly apart?: { readonly column?: number; readonly row?: number };
  cell(row: number, column: number): GridCell;
}

export interface GridPlace {
  readonly on: Sheet;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** Height with all that belongs to it; undefined: as much as it wants. */
  readonly height: number | undefined;
}

/** Highest cell in ems: on a page that is as high as it needs to be, and where a height is to be filled. */
const TALLEST = 2.6;
const TALLEST_FILLING = 5;
/** Ink on light and on dark cells, and the lightness (OKLab) from which a cell is light. */
const DARK_INK = "#16191d";
const LIGHT_INK = "#ffffff";
const LIGHT = 0.62;

/** Room for the names of rows: long ones are shortened, so that the cells keep most of the width. */
function rowNameWidth(rows: readonly string[], width: number, size: number): number {
  return Math.min(width * 0.4, Math.max(0, ...rows.map((name) => textWidth(name, size))));
}

export function drawGrid({ on, x, y, width, height }: GridPlace, grid: GridInput): { marks: Mark[]; frame: Frame; bottom: number } {
  const { size, titleSize, theme } = on;
  const marks: Mark[] = [];
  const heading = titleSize * 1.3 + (grid.note === "" ? 0 : on.line);
  const names = rowNameWidth(grid.rows, width, size);
  const left = x + names + size * 1.9;
  const wide = Math.max(1, x + width - left) / grid.columns.length;
  const under = on.line * 2 + size * 0.4;
  const tall =
    height === undefined
      ? Math.min(wide * 0.8, size * TALLEST)
      : Math.max(size * 0.3, Math.min(size * TALLEST_FILLING, wide, (height - heading - under) / grid.rows.length));
  const top = y + heading;
  const gap = Math.min(size * 0.4, tall * 0.2, wide * 0.2);

  const line = (text: string, at: number, textSize: number, fill: string, weight: 400 | 600): void => {
    marks.push({
      type: "text",
      x,
      y: at,
      text: shorten(text, width, textSize, weight),
      size: textSize,
      fill,
      weight,
      anchor: "start",
      baseline: "middle",
    });
  };
  line(grid.title, y + titleSize * 0.5, titleSize, theme.ink, 600);
  if (grid.note !== "") line(grid.note, y + titleSize * 1.2 + size * 0.5, size, theme.muted, 400);

  const cells: Mark[] = [];
  const numbers: Mark[] = [];
  for (let row = 0; row < grid.rows.length; row++)
    for (let column = 0; column < grid.columns.length; column++) {
      const { value, text, scale } = grid.cell(row, column);
      const [right, down] = [grid.apart?.column === column ? gap : 0, grid.apart?.row === row ? gap : 0];
      const place = { x: left + column * wide + right, y: top + row * tall + down, width: wide - right, height: tall - down };
      cells.push({ type: "rect", ...place, fill: hexOf(scale, value), stroke: theme.paper, strokeWidth: 0.75 });
      if (text === "" || textWidth(text, size) > place.width - size * 0.2 || place.height < size * 1.05) continue;
      const light = Number.isNaN(value) ? null : toLab(colourOf(scale, value))[0] > LIGHT;
      const fill = light === null ? theme.muted : light ? DARK_INK : LIGHT_INK;
      numbers.push({
        type: "text",
        x: place.x + place.width / 2,
        y: place.y + place.height / 2,
        text,
        size,
        fill,
        anchor: "middle",
        baseline: "middle",
      });
    }
  // Cells that have the colour of the paper are still inside something.
  const frameWidth = wide * (grid.columns.length - (grid.apart?.column === undefined ? 0 : 1));
  const frameHeight = tall * (grid.rows.length - (grid.apart?.row === undefined ? 0 : 1));
  cells.push({ type: "path", d: box(left, top, frameWidth, frameHeight), fill: "none", stroke: theme.line, strokeWidth: 0.5 });
  marks.push({ type: "group", name: `${grid.id}-cells`, marks: cells }, { type: "group", name: `${grid.id}-numbers`, marks: numbers });

  const word = { size, baseline: "middle" } as const;
  const bottom = top + tall * grid.rows.length;
  let free = top;
  for (const [row, name] of grid.rows.entries()) {
    const middle = top + (row + 0.5) * tall + (grid.apart?.row === row ? gap / 2 : 0);
    if (middle - size * 0.55 < free - size * 0.1 && row > 0) continue;
    free = middle + size * 0.55;
    marks.push({
      type: "text",
      x: left - size * 0.5,
      y: middle,
      text: shorten(name, names, size),
      ...word,
      fill: theme.ink,
      anchor: "end",
    });
  }
  // Names of columns keep clear of the names of rows.
  let taken = left - size * 0.3;
  for (const [column, name] of grid.columns.entries()) {
    const middle = left + (column + 0.5) * wide + (grid.apart?.column === column ? gap / 2 : 0);
    const half = textWidth(name, size) / 2;
    const at = Math.min(Math.max(middle, left - size * 0.3 + half), on.left + on.width - half);
    if (at - half < taken) continue;
    taken = at + half + size * 0.4;
    marks.push({ type: "text", x: at, y: bottom + size * 0.85, text: name, ...word, fill: theme.ink, anchor: "middle" });
  }
  marks.push({
    type: "text",
    x: left + (wide * grid.columns.length) / 2,
    y: bottom + size * 0.85 + on.line,
    text: shorten(grid.names.column, wide * grid.columns.length, size),
    ...word,
    fill: theme.muted,
    anchor: "middle",
  });
  marks.push({
    type: "text",
    x: x + size * 0.5,
    y: (top + bottom) / 2,
    text: shorten(grid.names.row, bottom - top, size),
    ...word,
    fill: theme.muted,
    anchor: "middle",
    rotate: -90,
  });
  const frame: Frame = {
    id: grid.id,
    x: left,
    y: top,
    width: wide * grid.columns.length,
    height: bottom - top,
    region: { row0: 0, row1: grid.rows.length, column0: 0, column1: grid.columns.length },
    shows: { role: "needle.score", layer: 0, head: 0 },
  };
  return { marks: [{ type: "group", name: grid.id, marks }], frame, bottom: bottom + under };
}
