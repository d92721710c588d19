// Beside the difference, on the same rows: what each query's weights sum to, and how much of them is negative.
//   row sum  Σ_k A(q, k) = 1 − λ        negative share  Σ_k max(−A, 0) / Σ_k |A|

import type { Language } from "../../text.ts";
import type { AttentionSource, Region } from "../../trace/source.ts";
import { box, circle, line } from "../parts/path.ts";
import type { Sheet } from "../parts/sheet.ts";
import type { Frame, Mark } from "../scene.ts";
import { formatValue } from "../text/number.ts";

/** Width of the strip and its distance from the map, in ems of the smallest text. */
export const STRIP_WIDTH = 6.5;
export const STRIP_GAP = 1.2;

/** Smallest row, in ems, in which the values are dots as well as a line. */
const DOT_ROW = 0.6;

const WORDS = {
  sum: { en: "row sum", zh: "行和" },
  negative: { en: "negative", zh: "负质量" },
} as const;

export interface RowNumbers {
  readonly sum: number;
  readonly negative: number;
}

/** Sum and negative share of one row, over the keys that its query sees. */
export function rowNumbers(source: AttentionSource, query: number): RowNumbers {
  let [sum, below, size] = [0, 0, 0];
  for (let key = 0; key < source.columns; key++) {
    const value = source.value(query, key);
    if (Number.isNaN(value)) continue;
    sum += value;
    size += Math.abs(value);
    if (value < 0) below -= value;
  }
  return { sum, negative: size === 0 ? 0 : below / size };
}

interface StripInput {
  readonly on: Sheet;
  readonly source: AttentionSource;
  readonly region: Region;
  readonly shows: Frame["shows"];
  readonly x: number;
  readonly y: number;
  readonly height: number;
  /** What the sums should be, of all queries or of each: a line to hold them against. */
  readonly expected: number | ((query: number) => number) | null;
  readonly language: Language;
}

export function drawStrip({ on, source, region, shows, x, y, height, expected, language }: StripInput): {
  marks: Mark[];
  frame: Frame;
  bottom: number;
} {
  const { size, theme, line: lineHeight } = on;
  const width = STRIP_WIDTH * size;
  const rows = Array.from({ length: region.row1 - region.row0 }, (_, i) => rowNumbers(source, region.row0 + i));
  const wanted = expected === null ? [] : rows.map((_, i) => (typeof expected === "number" ? expected : expected(region.row0 + i)));
  const low = Math.min(0, ...rows.map(({ sum }) => sum), ...wanted);
  const high = Math.max(1, ...rows.map(({ sum }) => sum), ...wanted);
  const at = (value: number): number => x + ((value - low) / (high - low)) * width;
  const step = height / rows.length;
  const series = (read: (row: RowNumbers) => number, colour: string, dash?: readonly number[]): Mark[] => {
    const points = rows.map((row, i) => [at(read(row)), y + (i + 0.5) * step] as const);
    const stroke = { fill: "none", stroke: colour, strokeWidth: 1.25, ...(dash ? { dash } : {}) };
    const dots = step >= DOT_ROW * size || rows.length === 1 ? points.map((point) => circle(point, size * 0.16)).join("") : "";
    return [
      ...(points.length > 1 ? [{ type: "path", d: line(points), ...stroke } as const] : []),
      ...(dots === "" ? [] : [{ type: "path", d: dots, fill: colour, stroke: "none", strokeWidth: 0 } as const]),
    ];
  };
  const under = y + height + size * 0.65;
  const tick = (value: number, anchor: "start" | "end"): Mark => ({
    type: "text",
    x: at(value),
    y: under,
    text: formatValue(value),
    size,
    fill: theme.ink,
    anchor,
    baseline: "hanging",
  });
  const key = (row: number, text: string, colour: string, dash?: readonly number[]): Mark[] => {
    const middle = under + lineHeight * (row + 1.5);
    const sample = line([
      [x, middle],
      [x + size * 1.4, middle],
    ]);
    return [
      { type: "path", d: sample, fill: "none", stroke: colour, strokeWidth: 1.25, ...(dash ? { dash } : {}) },
      { type: "text", x: x + size * 1.8, y: middle, text, size, fill: theme.muted, anchor: "start", baseline: "middle" },
    ];
  };
  const dashed = [2.5, 2];
  const marks: Mark[] = [
    { type: "path", d: box(x, y, width, height), fill: "none", stroke: theme.line, strokeWidth: 0.5 },
    ...(low < 0 ? [vertical(at(0), y, height, theme.line)] : []),
    ...reference(wanted.map(at), y, height, theme.reference),
    ...series(({ sum }) => sum, theme.series),
    ...series(({ negative }) => negative, theme.danger, dashed),
    tick(low, "start"),
    tick(high, "end"),
    ...key(0, WORDS.sum[language], theme.series),
    ...key(1, WORDS.negative[language], theme.danger, dashed),
  ];
  return {
    marks: [{ type: "group", name: "rows", marks }],
    frame: { id: "rows", x, y, width, height, region, shows, reads: "query" },
    bottom: under + lineHeight * 3,
  };
}

/** Where the sums should be: one line where it is the same for all rows, else a line from row to row. */
function reference(places: readonly number[], y: number, height: number, stroke: string): Mark[] {
  const [first] = places;
  if (first === undefined) return [];
  if (places.every((place) => Math.abs(place - first) < 1e-6)) return [vertical(first, y, height, stroke)];
  const step = height / places.length;
  const d = line(places.map((place, i) => [place, y + (i + 0.5) * step]));
  return [{ type: "path", d, fill: "none", stroke, strokeWidth: 0.5 }];
}

function vertical(x: number, y: number, height: number, stroke: string): Mark {
  return {
    type: "path",
    d: line([
      [x, y],
      [x, y + height],
    ]),
    fill: "none",
    stroke,
    strokeWidth: 0.5,
  };
}
