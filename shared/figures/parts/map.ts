// One map drawn into a box: cells, outline, token labels, titles of the axes, marked cells, printed values.

import type { AttentionSource, Region } from "../../trace/source.ts";
import { contrast, parseColour } from "../colour/oklab.ts";
import { type ColourScale, colourOf, pixelsOf } from "../colour/scale.ts";
import type { Frame, Mark } from "../scene.ts";
import { textWidth } from "../text/measure.ts";
import type { MapLayout } from "./mapLayout.ts";
import { box, line } from "./path.ts";
import { poolingOf } from "./range.ts";
import type { Sheet } from "./sheet.ts";

/** Smallest side of a cell, in ems of the smallest text, in which its value is printed (22 pt at 7 pt). */
const VALUE_CELL = 22 / 7;

export interface MapInput {
  readonly on: Sheet;
  readonly source: AttentionSource;
  readonly region: Region;
  readonly scale: ColourScale;
  readonly layout: MapLayout;
  /** Top left of the cells. */
  readonly x: number;
  readonly y: number;
  /** Most cells along an axis; null: as many as there are. */
  readonly resolution: number | null;
  readonly queryAxis: boolean;
  readonly keyAxis: boolean;
  readonly titles: { readonly query: string; readonly key: string };
  readonly marked: readonly { readonly query: number; readonly key: number }[];
  readonly values: boolean;
  /** Unique in the scene. */
  readonly id: string;
  readonly shows: Frame["shows"];
  readonly units?: Frame["units"];
}

/** How many cells are drawn for the region, columns and rows. */
export function drawnCells(region: Region, resolution: number | null): { columns: number; rows: number } {
  const most = resolution ?? Number.POSITIVE_INFINITY;
  return { columns: Math.min(region.column1 - region.column0, most), rows: Math.min(region.row1 - region.row0, most) };
}

/** The values that are drawn: one a cell, pooled where there are fewer cells than token pairs. */
export function drawnValues(source: AttentionSource, region: Region, resolution: number | null): Float32Array {
  const { columns, rows } = drawnCells(region, resolution);
  return source.tile(region, columns, rows, poolingOf(source.kind));
}

/**
 * @returns `cells` apart from `marks`: a figure draws all cells first, so that they share one canvas on the screen
 */
export function drawMap(input: MapInput): { cells: Mark; marks: Mark[]; frame: Frame } {
  const { on, region, layout, x, y, id } = input;
  const { theme } = on;
  const { plotWidth: width, plotHeight: height } = layout;
  const values = drawnValues(input.source, region, input.resolution);
  const { columns, rows } = drawnCells(region, input.resolution);
  const cells: Mark = { type: "raster", x, y, width, height, columns, rows, pixels: pixelsOf(input.scale, values) };
  const marks: Mark[] = [
    { type: "path", d: box(x, y, width, height), fill: "none", stroke: theme.line, strokeWidth: 0.5 },
    ...(input.values ? cellValues(input, values, columns, rows) : []),
    ...markedCells(input),
    ...axes(input),
  ];
  return {
    cells,
    marks: [{ type: "group", name: id, marks }],
    frame: { id, x, y, width, height, region, shows: input.shows, ...(input.units ? { units: input.units } : {}) },
  };
}

/** Values printed in their cells, in black or white, whichever is read better. */
function cellValues({ on, region, scale, layout, x, y }: MapInput, values: Float32Array, columns: number, rows: number): Mark[] {
  const { cellWidth, cellHeight } = layout;
  const pooled = columns < region.column1 - region.column0 || rows < region.row1 - region.row0;
  if (pooled || Math.min(cellWidth, cellHeight) < VALUE_CELL * on.size) return [];
  const marks: Mark[] = [];
  for (const [i, value] of values.entries()) {
    if (Number.isNaN(value)) continue;
    const text = value.toFixed(2).replace("-0.00", "0.00").replace("-", "\u2212");
    if (textWidth(text, on.size) > cellWidth * 0.94) continue;
    const ground = colourOf(scale, value);
    const fill = contrast(ground, parseColour("#ffffff")) > contrast(ground, parseColour("#111111")) ? "#ffffff" : "#111111";
    marks.push({
      type: "text",
      x: x + ((i % columns) + 0.5) * cellWidth,
      y: y + (Math.floor(i / columns) + 0.5) * cellHeight,
      text,
      size: on.size,
      fill,
      anchor: "middle",
      baseline: "middle",
    });
  }
  return marks;
}

/** A ring round each marked cell that is in the region: ink over paper, so that it is seen on any colour. */
function markedCells({ on, region, layout, x, y, marked }: MapInput): Mark[] {
  const { cellWidth, cellHeight } = layout;
  return marked
    .filter(({ query, key }) => query >= region.row0 && query < region.row1 && key >= region.column0 && key < region.column1)
    .flatMap(({ query, key }): Mark[] => {
      const d = box(x + (key - region.column0) * cellWidth, y + (query - region.row0) * cellHeight, cellWidth, cellHeight);
      return [
        { type: "path", d, fill: "none", stroke: on.theme.paper, strokeWidth: 2.5 },
        { type: "path", d, fill: "none", stroke: on.theme.ink, strokeWidth: 1.2 },
      ];
    });
}

function axes({ on, region, layout, x, y, queryAxis, keyAxis, titles }: MapInput): Mark[] {
  const { size, theme } = on;
  const { plotWidth, plotHeight, cellWidth, cellHeight, gap, thinned, upright } = layout;
  const marks: Mark[] = [];
  const tick = gap * 0.5;
  const word = { size, fill: theme.ink } as const;
  if (queryAxis) {
    for (const { index, text, title } of layout.queries) {
      const middle = y + (index - region.row0 + 0.5) * cellHeight;
      marks.push({
        type: "text",
        x: x - gap,
        y: middle,
        text,
        ...word,
        anchor: "end",
        baseline: "middle",
        ...(title === undefined ? {} : { title }),
      });
      if (thinned.queries)
        marks.push({
          type: "path",
          d: line([
            [x - tick, middle],
            [x, middle],
          ]),
          fill: "none",
          stroke: theme.edge,
          strokeWidth: 0.5,
        });
    }
    const left = x - layout.left;
    marks.push({
      type: "text",
      x: left + size / 2,
      y: y + plotHeight / 2,
      text: titles.query,
      size,
      fill: theme.muted,
      anchor: "middle",
      baseline: "middle",
      rotate: -90,
    });
  }
  if (keyAxis) {
    const under = y + plotHeight + gap;
    for (const { index, text, title } of layout.keys) {
      const middle = x + (index - region.column0 + 0.5) * cellWidth;
      const more = title === undefined ? {} : { title };
      if (upright)
        marks.push({ type: "text", x: middle, y: under, text, ...word, anchor: "end", baseline: "middle", rotate: -90, ...more });
      else marks.push({ type: "text", x: middle, y: under, text, ...word, anchor: "middle", baseline: "hanging", ...more });
      if (thinned.keys)
        marks.push({
          type: "path",
          d: line([
            [middle, y + plotHeight],
            [middle, y + plotHeight + tick],
          ]),
          fill: "none",
          stroke: theme.edge,
          strokeWidth: 0.5,
        });
    }
    marks.push({
      type: "text",
      x: x + plotWidth / 2,
      y: y + plotHeight + layout.below,
      text: titles.key,
      size,
      fill: theme.muted,
      anchor: "middle",
      baseline: "alphabetic",
    });
  }
  return marks;
}
