// Where the panels of layers by heads stand, and which of their rows and columns get a number.

import type { Sheet } from "../parts/sheet.ts";
import type { AxisLabel } from "../parts/tokenAxis.ts";
import { textWidth } from "../text/measure.ts";
import type { Panel } from "./words.ts";

/** Ems between panels; least and most that a cell measures. */
export const GAP = 1.6;
const SMALLEST = 0.5;
const LARGEST_ON_PAPER = 2.4;
const LARGEST = 4;

export interface Grid {
  readonly across: number;
  readonly cell: number;
  readonly left: number;
  readonly above: number;
  readonly below: number;
}

/** Panels beside or under one another, whichever gives the larger cells. */
export function gridFor(on: Sheet, panels: readonly Panel[], room: number | undefined): Grid {
  const { size } = on;
  const heads = Math.max(...panels.map(({ layers }) => layers[0]?.heads.length ?? 1));
  const rows = Math.max(...panels.map(({ layers }) => layers.length));
  const left = size * 1.4 + textWidth("88", size) + size * 0.4;
  const above = size * 1.6;
  const below = size * 1.4 + size * 1.4;
  const sized = (across: number): number => {
    const down = Math.ceil(panels.length / across);
    const byWidth = (on.width - left - (across - 1) * GAP * size) / (across * heads);
    const byHeight =
      room === undefined ? LARGEST_ON_PAPER * size : (room - above - below - (down - 1) * (above + below + GAP * size)) / (down * rows);
    return Math.max(0.1, Math.min(byWidth, Math.max(SMALLEST * size, Math.min(byHeight, LARGEST * size))));
  };
  const [beside, stacked] = [sized(panels.length), sized(1)];
  return stacked > beside ? { across: 1, cell: stacked, left, above, below } : { across: panels.length, cell: beside, left, above, below };
}

/** Numbers of rows (`wide` false) or columns, as many as fit; `count` is what is printed of an index. */
export function numbers(count: (index: number) => number, length: number, cell: number, size: number, wide: boolean): AxisLabel[] {
  const needed = wide ? textWidth(String(length), size) + size * 0.3 : size * 1.15;
  const step = [1, 2, 4, 8, 16, 32].find((one) => one * cell >= needed) ?? 64;
  return Array.from({ length }, (_, index) => index)
    .filter((index) => step === 1 || count(index) % step === 0)
    .map((index) => ({ index, text: String(count(index)), width: textWidth(String(count(index)), size) }));
}
