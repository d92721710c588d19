// What goes into a composition matrix and what comes out of it, as bars along its rows and columns, and how much of each
// output comes from other heads. The bars in and out share one scale.

import type { HeadShare } from "../../analysis/composition-share/shares.ts";
import { line } from "../parts/path.ts";
import type { Sheet } from "../parts/sheet.ts";
import type { Mark } from "../scene.ts";
import { shorten } from "../text/label.ts";
import { PAIR_WORDS } from "./words.ts";

/** Length of the longest bar, height of the shares, and the space round them, in ems. */
const BARS = 3.6;
const SHARES = 1.7;
const BAR_GAP = 0.6;
/** Part of a cell that a bar takes. */
const THICK = 0.62;

export interface FlowInput {
  readonly on: Sheet;
  /** One number for each head: a, a M. */
  readonly before: ArrayLike<number>;
  readonly after: ArrayLike<number>;
  /** From 0 to 1, one for each output head. */
  readonly shares: readonly HeadShare[];
  /** Top left of the matrix, its cell, and where labels end: left of it and under it. */
  readonly x: number;
  readonly y: number;
  readonly cell: number;
  readonly labelsLeft: number;
  readonly labelsBelow: number;
  /** Left edge of what belongs to the matrix. */
  readonly left: number;
}

/** The range of the bars: 0 is in it. */
export function barRange(before: ArrayLike<number>, after: ArrayLike<number>): { readonly low: number; readonly high: number } {
  const all = [0, ...Array.from(before), ...Array.from(after)];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  return high > low ? { low, high } : { low: 0, high: 1 };
}

export function drawFlow({ on, before, after, shares, x, y, cell, labelsLeft, labelsBelow, left }: FlowInput): Mark[] {
  const { size, theme, paper } = on;
  const { language } = paper;
  const heads = before.length;
  const { low, high } = barRange(before, after);
  const long = BARS * size;
  const at = (value: number): number => ((value - low) / (high - low)) * long;
  const thick = cell * THICK;
  const [inRight, outTop] = [x - labelsLeft - BAR_GAP * size, y + heads * cell + labelsBelow + BAR_GAP * size];
  const inLeft = inRight - long;
  const marks: Mark[] = [];
  const rect = (x0: number, y0: number, width: number, height: number, fill: string): void => {
    marks.push({ type: "rect", x: x0, y: y0, width: Math.max(0, width), height: Math.max(0, height), fill });
  };
  const zero = (d: string): void => {
    marks.push({ type: "path", d, fill: "none", stroke: theme.edge, strokeWidth: 0.5 });
  };
  for (let head = 0; head < heads; head++) {
    const middle = (head + 0.5) * cell;
    const [a, b] = [before[head] ?? 0, after[head] ?? 0];
    rect(inLeft + at(Math.min(0, a)), y + middle - thick / 2, at(Math.max(0, a)) - at(Math.min(0, a)), thick, theme.reference);
    const left0 = x + middle - thick / 2;
    rect(left0, outTop + long - at(Math.max(0, b)), thick, at(Math.max(0, b)) - at(Math.min(0, b)), theme.series);
    // What the head had before, as a line across its bar.
    zero(
      line([
        [left0 - (cell - thick) / 3, outTop + long - at(a)],
        [left0 + thick + (cell - thick) / 3, outTop + long - at(a)],
      ]),
    );
  }
  zero(
    line([
      [inLeft + at(0), y],
      [inLeft + at(0), y + heads * cell],
    ]),
  );
  zero(
    line([
      [x, outTop + long - at(0)],
      [x + heads * cell, outTop + long - at(0)],
    ]),
  );
  const shareTop = outTop + long + BAR_GAP * size;
  const tall = SHARES * size;
  for (const [head, { share }] of shares.entries()) {
    const left0 = x + (head + 0.5) * cell - thick / 2;
    rect(left0, shareTop + tall * (1 - share), thick, tall * share, theme.accent);
  }
  zero(
    line([
      [x, shareTop + tall],
      [x + heads * cell, shareTop + tall],
    ]),
  );
  const room = x - BAR_GAP * size - left;
  const word = (text: string, middle: number): void => {
    const shown = shorten(text, room, size);
    if (shown !== "")
      marks.push({
        type: "text",
        x: x - BAR_GAP * size,
        y: middle,
        text: shown,
        size,
        fill: theme.muted,
        anchor: "end",
        baseline: "middle",
        ...(shown === text ? {} : { title: text }),
      });
  };
  word(PAIR_WORDS.out[language], outTop + long / 2);
  word(PAIR_WORDS.others[language], shareTop + tall / 2);
  const input = shorten(PAIR_WORDS.in[language], long, size);
  if (input !== "")
    marks.push({
      type: "text",
      x: inLeft + long / 2,
      y: y - size * 0.75,
      text: input,
      size,
      fill: theme.muted,
      anchor: "middle",
      baseline: "middle",
    });
  return marks;
}

/** Height of everything under the labels, in ems. */
export const FLOW_BELOW = BAR_GAP + BARS + BAR_GAP + SHARES + 0.4;
/** Width of everything left of the labels, in ems. */
export const FLOW_LEFT = BAR_GAP + BARS;
