// What tokens take, drawn: as lines that part at the top of a band, go through the lanes of what is taken and join again
// at its foot, as the stream of a token does; or, where columns are narrow, as one cell a token and lane.

import { type Stop, type Taken, takenAt } from "../../analysis/route-path/routes.ts";
import { categoryColour } from "../colour/categories.ts";
import { parseColour, type Rgb, toHex } from "../colour/oklab.ts";
import type { ThemeName } from "../contract.ts";
import { svgNumber } from "../format/svgTree.ts";
import { circle, line } from "../parts/path.ts";
import type { Mark } from "../scene.ts";
import { THEME } from "../theme.ts";
import { type Band, bandHeight, columnX, type LaneLayout, laneY } from "./layout.ts";

/** Thinnest line in points, and the share of the gate's colour that the weakest cell has. */
const NARROWEST = 0.6;
const FAINTEST = 0.3;

export interface Brush {
  readonly layout: LaneLayout;
  readonly theme: ThemeName;
  /** The gate that has the full width and colour. */
  readonly most: number;
}

/** Largest size of a gate, at least 1. */
export function largestGate(stops: readonly Stop[]): number {
  let most = 1;
  for (const { gate } of stops) for (const value of gate) most = Math.max(most, Math.abs(value));
  return most;
}

/** A module's colour; SKIP has that of references. */
export function moduleColour(stop: Pick<Stop, "classes">, module: number, theme: ThemeName): string {
  return module === stop.classes - 1 ? THEME[theme].reference : categoryColour(module, theme);
}

/** Colour of a gate: the module's, paler where the gate is small. */
function gateColour(stop: Stop, { module, gate }: Taken, { theme, most }: Brush): Rgb {
  const strength = FAINTEST + (1 - FAINTEST) * Math.min(1, Math.abs(gate) / most);
  const [paper, full] = [rgbOf(THEME[theme].paper), rgbOf(moduleColour(stop, module, theme))];
  const mix = (i: 0 | 1 | 2): number => Math.round(paper[i] + (full[i] - paper[i]) * strength);
  return [mix(0), mix(1), mix(2)];
}

const known = new Map<string, Rgb>();

function rgbOf(colour: string): Rgb {
  const found = known.get(colour) ?? parseColour(colour);
  known.set(colour, found);
  return found;
}

/** From the top of a band to its foot and half the way to the next one. */
function reach({ bands }: LaneLayout, band: Band, layout: LaneLayout): [number, number] {
  const place = bands.indexOf(band);
  const [before, after] = [bands[place - 1], bands[place + 1]];
  const foot = band.y + bandHeight(layout, band);
  const edge = layout.lane * 0.2;
  return [before ? (before.y + bandHeight(layout, before) + band.y) / 2 : band.y - edge, after ? (foot + after.y) / 2 : foot + edge];
}

/** Lines of one column through one band. `column` is its width. */
function bandLines(brush: Brush, band: Band, taken: readonly Taken[], x: number, column: number): Mark[] {
  const { layout, theme, most } = brush;
  const { stop } = band;
  const [top, foot] = reach(layout, band, layout);
  const widest = Math.min(layout.lane * 0.5, column * 0.32);
  if (taken.length === 0)
    return [
      {
        type: "path",
        d: line([
          [x, top],
          [x, foot],
        ]),
        fill: "none",
        stroke: THEME[theme].reference,
        strokeWidth: NARROWEST,
        dash: [1, 2],
      },
    ];
  return taken.flatMap((one, rank): Mark[] => {
    const skip = one.module === stop.classes - 1;
    const side = x + (rank - (taken.length - 1) / 2) * column * 0.4;
    const y = laneY(layout, band, one.module);
    const width = NARROWEST + (widest - NARROWEST) * Math.min(1, Math.abs(one.gate) / most);
    const stroke = moduleColour(stop, one.module, theme);
    const radius = Math.min(layout.lane * 0.36, width / 2 + 1.1);
    return [
      {
        type: "path",
        d: bend([x, top], [side, y], [x, foot]),
        fill: "none",
        stroke,
        strokeWidth: width,
        ...(one.gate < 0 ? { dash: [1, 1.5] } : skip ? { dash: [2, 1.6] } : {}),
      },
      { type: "path", d: circle([side, y], radius), fill: skip ? THEME[theme].paper : stroke, stroke, strokeWidth: 1 },
    ];
  });
}

/** A curve that parts from a point, stands upright at the next and comes to the last. */
function bend(from: readonly [number, number], by: readonly [number, number], to: readonly [number, number]): string {
  const [a, b] = [(by[1] - from[1]) * 0.45, (to[1] - by[1]) * 0.45];
  const n = svgNumber;
  return `M${n(from[0])} ${n(from[1])}C${n(from[0])} ${n(from[1] + a)} ${n(by[0])} ${n(by[1] - a)} ${n(by[0])} ${n(by[1])}C${n(by[0])} ${n(by[1] + b)} ${n(to[0])} ${n(to[1] - b)} ${n(to[0])} ${n(to[1])}`;
}

/** Cells of one column of one band, as rectangles. */
function bandRects(brush: Brush, band: Band, taken: readonly Taken[], x: number, width: number): Mark[] {
  const { lane } = brush.layout;
  return taken.map((one) => ({
    type: "rect",
    x: x - width / 2,
    y: band.y + one.module * lane,
    width,
    height: lane,
    fill: toHex(gateColour(band.stop, one, brush)),
  }));
}

/** One token through all bands. */
export function tokenMarks(brush: Brush, token: number): Mark[] {
  const { layout } = brush;
  const x = columnX(layout, token);
  return layout.bands.flatMap((band) => {
    const taken = takenAt(band.stop, token);
    return layout.form === "lines"
      ? bandLines(brush, band, taken, x, layout.column)
      : bandRects(brush, band, taken, x, Math.max(layout.column, 2));
  });
}

/** The order by depth: one module a band, for those bands that have one. */
export function referenceMarks(brush: Brush, order: readonly (number | null)[]): Mark[] {
  const { layout } = brush;
  const { reference } = layout;
  if (!reference) return [];
  const x = reference.x + reference.width / 2;
  return layout.bands.flatMap((band) => {
    const module = order[band.index] ?? null;
    const taken = module === null ? [] : [{ module, gate: brush.most }];
    return layout.form === "lines"
      ? bandLines(brush, band, taken, x, reference.width * 0.7)
      : bandRects(brush, band, taken, x, reference.width * 0.7);
  });
}

/** All shown tokens as cells: one picture a band, paper where nothing is taken. */
export function cellMarks(brush: Brush): Mark[] {
  const { layout, theme } = brush;
  const columns = layout.end - layout.first;
  const paper = rgbOf(THEME[theme].paper);
  return layout.bands.map((band): Mark => {
    const rows = band.stop.classes;
    const pixels = new Uint8ClampedArray(columns * rows * 4);
    // One 32-bit store a pixel; the bytes are laid out by a view, so the machine's byte order does not matter.
    new Uint32Array(pixels.buffer).fill(new Uint32Array(Uint8ClampedArray.of(...paper, 255).buffer)[0] ?? 0);
    for (let column = 0; column < columns; column++)
      for (const one of takenAt(band.stop, layout.first + column))
        pixels.set(gateColour(band.stop, one, brush), (one.module * columns + column) * 4);
    return { type: "raster", x: layout.x, y: band.y, width: layout.width, height: bandHeight(layout, band), columns, rows, pixels };
  });
}
