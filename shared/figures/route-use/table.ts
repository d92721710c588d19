// One table of module use: rows by step or by class of tokens, a coloured cell with its number for each class of the
// router, and plain numbers beside.

import { contrast, parseColour } from "../colour/oklab.ts";
import { type ColourScale, colourOf, hexOf } from "../colour/scale.ts";
import type { Sheet } from "../parts/sheet.ts";
import type { Mark } from "../scene.ts";
import { shorten } from "../text/label.ts";
import { textWidth } from "../text/measure.ts";

/** Sizes in ems. */
const ROW = 1.7;
const CELL = 3.3;
const GAP = 0.6;
/** Widest name of a row. */
const LONGEST = 11;

export interface UseTable {
  readonly name: string;
  /** Names of the coloured columns. */
  readonly columns: readonly string[];
  /** Names of the columns of plain numbers. */
  readonly extras: readonly string[];
  readonly rows: readonly { readonly name: string; readonly cells: readonly number[]; readonly extras: readonly string[] }[];
  /** How a cell's number is printed. */
  readonly format: (value: number) => string;
}

export interface TableSize {
  readonly names: number;
  readonly cell: number;
  readonly extras: readonly number[];
  readonly width: number;
  readonly height: number;
}

/** The room that a table takes; cells become narrower where there is less width than it wants. */
export function tableSize(on: Sheet, table: UseTable, room: number): TableSize {
  const { size } = on;
  const names = Math.min(LONGEST * size, room * 0.4, Math.max(...table.rows.map(({ name }) => textWidth(name, size)))) + size * GAP;
  const all = table.extras.map(
    (name, i) => Math.max(textWidth(name, size), ...table.rows.map((row) => textWidth(row.extras[i] ?? "", size))) + size * 1.2,
  );
  const narrowest = Math.max(textWidth("SKIP", size), textWidth("100%", size)) + size * 0.3;
  const wanted = Math.max(CELL * size, narrowest);
  // Numbers beside the cells are left out where there is no room for them.
  const extras = names + narrowest * table.columns.length + all.reduce((sum, one) => sum + one, 0) <= room ? all : [];
  const beside = extras.reduce((sum, one) => sum + one, 0);
  const cell = Math.min(wanted, (room - names - beside) / table.columns.length);
  return { names, cell, extras, width: names + cell * table.columns.length + beside, height: (ROW * (table.rows.length + 1) + 1.6) * size };
}

/** Draws a table; the frame is where its coloured cells are. */
export function drawTable(on: Sheet, table: UseTable, at: { x: number; y: number }, of: TableSize, scale: ColourScale) {
  const { size, theme, titleSize } = on;
  const marks: Mark[] = [];
  const word = { size, baseline: "middle" } as const;
  const left = at.x + of.names;
  const head = at.y + titleSize * 1.4 + (ROW * size) / 2;
  const first = head + (ROW * size) / 2;
  marks.push({
    type: "text",
    x: at.x,
    y: at.y + titleSize * 0.6,
    text: table.name,
    size,
    fill: theme.ink,
    anchor: "start",
    baseline: "middle",
    weight: 600,
  });
  const fits = (text: string, width: number): boolean => textWidth(text, size) <= width;
  for (const [i, name] of table.columns.entries())
    if (fits(name, of.cell))
      marks.push({ type: "text", x: left + (i + 0.5) * of.cell, y: head, text: name, ...word, fill: theme.muted, anchor: "middle" });
  const beside = left + of.cell * table.columns.length;
  const end = (column: number): number => beside + of.extras.slice(0, column + 1).reduce((sum, one) => sum + one, 0);
  for (const i of of.extras.keys())
    marks.push({ type: "text", x: end(i), y: head, text: table.extras[i] ?? "", ...word, fill: theme.muted, anchor: "end" });
  const cells: Mark[] = [];
  for (const [row, { name, cells: values, extras }] of table.rows.entries()) {
    const y = first + row * ROW * size;
    const middle = y + (ROW * size) / 2;
    const shown = shorten(name, of.names - size * GAP * 0.5, size);
    marks.push({
      type: "text",
      x: left - size * GAP,
      y: middle,
      text: shown,
      ...word,
      fill: theme.ink,
      anchor: "end",
      ...(shown === name ? {} : { title: name }),
    });
    for (const [column, value] of values.entries()) {
      const ground = colourOf(scale, value);
      const text = table.format(value);
      const x = left + column * of.cell;
      cells.push({
        type: "rect",
        x,
        y,
        width: of.cell,
        height: ROW * size,
        fill: hexOf(scale, value),
        stroke: theme.paper,
        strokeWidth: 1,
      });
      const ink = contrast(ground, parseColour("#ffffff")) > contrast(ground, parseColour("#111111")) ? "#ffffff" : "#111111";
      if (fits(text, of.cell)) marks.push({ type: "text", x: x + of.cell / 2, y: middle, text, ...word, fill: ink, anchor: "middle" });
    }
    for (const i of of.extras.keys())
      marks.push({ type: "text", x: end(i), y: middle, text: extras[i] ?? "", ...word, fill: theme.ink, anchor: "end" });
  }
  const box = { x: left, y: first, width: of.cell * table.columns.length, height: ROW * size * table.rows.length };
  return { marks: [...cells, ...marks], box, bottom: first + ROW * size * table.rows.length };
}
