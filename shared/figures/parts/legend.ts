// The legend of a colour scale: what is coloured, the range as numbers, a bar, and the colour of masked cells.

import { type ColourScale, DECADES } from "../colour/scale.ts";
import type { Mark } from "../scene.ts";
import { shorten } from "../text/label.ts";
import { textWidth } from "../text/measure.ts";
import { formatValue } from "../text/number.ts";
import { box } from "./path.ts";
import type { RangeOrigin } from "./range.ts";
import { richText, richWidth } from "./rich.ts";
import type { Sheet } from "./sheet.ts";
import { WORDS } from "./words.ts";

export interface LegendInput {
  readonly on: Sheet;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** What is coloured: "probability"; "A_1" has its 1 as a subscript. */
  readonly name: string;
  readonly scale: ColourScale;
  /** Where the range's end came from; said where larger values are cut. */
  readonly origin?: RangeOrigin;
  /** Whether some cell is masked. */
  readonly masked: boolean;
  /** Unique in the scene. */
  readonly id: string;
}

/** Steps of the bar: enough to look smooth, few enough to stay rectangles. */
const STEPS = 127;

interface Piece {
  readonly width: number;
  draw(x: number, middle: number): Mark[];
}

/** The bar's colours from low to high. */
function bar(scale: ColourScale): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(STEPS * 4).fill(255);
  for (let i = 0; i < STEPS; i++) {
    const at = Math.round((i * (scale.entries - 1)) / (STEPS - 1)) * 3;
    pixels.set(scale.table.subarray(at, at + 3), i * 4);
  }
  return pixels;
}

/**
 * Numbers at the two ends. On a log scale the colour of the paper stands for everything under the last decade.
 * @param cut whether the ends stand for everything beyond them
 */
function ends(scale: ColourScale, cut: boolean): [string, string] {
  const high = `${cut ? "≥" : ""}${formatValue(scale.high)}`;
  if (scale.form === "diverging") return [`${cut ? "≤" : ""}${formatValue(scale.low)}`, high];
  return [scale.log ? `≤${formatValue(scale.high / 10 ** DECADES)}` : formatValue(scale.low), high];
}

/** Draws the legend; pieces that do not fit beside one another go to a next line. */
export function legend(input: LegendInput): { marks: Mark[]; bottom: number; right: number } {
  const { on, scale } = input;
  const { size, theme, paper } = on;
  const cut = input.origin === "p99";
  const [low, high] = ends(scale, cut);
  const word = (text: string, fill: string): Piece => ({
    width: richWidth(text, size),
    draw: (x, y) => richText(text, { x, y, size, fill, baseline: "middle" }),
  });
  const height = size * 0.9;
  const gap = size * 0.4;
  const lowWidth = textWidth(low, size);
  const highWidth = textWidth(high, size);
  const left = input.width - lowWidth - highWidth - 2 * gap;
  const barWidth = Math.max(size, Math.min(Math.max(size * 5, Math.min(size * 14, input.width * 0.3)), left));
  const ramp: Piece = {
    width: lowWidth + barWidth + highWidth + 2 * gap,
    draw: (x, y) => {
      const start = x + lowWidth + gap;
      const top = y - height / 2;
      const marks: Mark[] = [
        { type: "text", x, y, text: low, size, fill: theme.ink, anchor: "start", baseline: "middle" },
        { type: "raster", x: start, y: top, width: barWidth, height, columns: STEPS, rows: 1, pixels: bar(scale) },
        { type: "path", d: box(start, top, barWidth, height), fill: "none", stroke: theme.line, strokeWidth: 0.5 },
        { type: "text", x: start + barWidth + gap, y, text: high, size, fill: theme.ink, anchor: "start", baseline: "middle" },
      ];
      if (scale.form === "diverging")
        marks.push({
          type: "path",
          d: `${box(start + barWidth / 2, top, 0, height)}`,
          fill: "none",
          stroke: theme.muted,
          strokeWidth: 0.5,
        });
      return marks;
    },
  };
  const masked = WORDS.masked[paper.language];
  const swatch: Piece = {
    width: height + gap + textWidth(masked, size),
    draw: (x, y) => [
      { type: "rect", x, y: y - height / 2, width: height, height, fill: theme.masked, stroke: theme.line, strokeWidth: 0.5 },
      { type: "text", x: x + height + gap, y, text: masked, size, fill: theme.muted, anchor: "start", baseline: "middle" },
    ],
  };
  const name = [input.name, ...(scale.log ? [WORDS.log[paper.language]] : []), ...(cut ? [WORDS.p99[paper.language]] : [])].join(", ");
  // On paper narrower than the name the end of it is left to the caption, which says it in full.
  const shown = richWidth(name, size) > input.width ? shorten(name, input.width, size) : name;
  const pieces = [word(shown, theme.muted), ramp, ...(input.masked ? [swatch] : [])];
  const marks: Mark[] = [];
  const step = size * 1.5;
  let x = input.x;
  let middle = input.y + step / 2;
  let right = x;
  for (const piece of pieces) {
    if (x > input.x && x + piece.width > input.x + input.width) {
      x = input.x;
      middle += step;
    }
    marks.push(...piece.draw(x, middle));
    right = Math.max(right, x + piece.width);
    x += piece.width + size * 1.2;
  }
  return { marks: [{ type: "group", name: input.id, marks }], bottom: middle + step / 2, right };
}
