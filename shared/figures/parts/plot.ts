// A box with numeric axes: ticks that never touch, hairlines across, names at the ends.

import type { Mark } from "../scene.ts";
import { shorten } from "../text/label.ts";
import { textWidth } from "../text/measure.ts";
import { type Axis, niceAxis } from "./axis.ts";
import { line } from "./path.ts";
import type { Sheet } from "./sheet.ts";

export interface PlotInput {
  readonly on: Sheet;
  readonly top: number;
  /** Height that it may take with all its labels; undefined: as much as it wants. */
  readonly room: number | undefined;
  /** Smallest and largest value of each axis; x null: the caller draws what stands under the box, `below` points high. */
  readonly x: readonly [number, number] | null;
  readonly y: readonly [number, number];
  readonly names: { readonly x?: string; readonly y: string };
  /** Height of the box in ems where nothing limits it. */
  readonly ems: number;
  /** Room under the box where x is null. */
  readonly below?: number;
}

export interface Plot {
  readonly marks: Mark[];
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Lowest point of the labels. */
  readonly bottom: number;
  x(value: number): number;
  y(value: number): number;
}

/** Ticks in ems: how far apart they are wanted. */
const APART_X = 6;
const APART_Y = 3;

export function plot({ on, top, room, x: xs, y: ys, names, ems, below = 0 }: PlotInput): Plot {
  const { size, line: step, theme } = on;
  const under = xs === null ? below : step * 2 + size * 0.7;
  // The name stands over the highest number of the axis.
  const above = size * 1.65;
  const height = Math.max(size * 4, room === undefined ? Math.min(on.width * 0.8, size * ems) : room - above - under);
  const yAxis = niceAxis(...ys, Math.max(2, Math.floor(height / (size * APART_Y))));
  const numbers = Math.max(...yAxis.ticks.map(({ text }) => textWidth(text, size)));
  const left = on.left + numbers + size * 0.6;
  const width = Math.max(size * 3, on.left + on.width - left - size * 0.4);
  const box = { left, top: top + above, width, height };
  const xAxis = xs && niceAxis(...xs, Math.max(2, Math.floor(width / (size * APART_X))));
  const marks: Mark[] = [...across(on, box, yAxis), ...(xAxis ? upright(on, box, xAxis) : [])];
  const word = { size, baseline: "middle", fill: theme.muted } as const;
  marks.push({ type: "text", x: on.left, y: top + size * 0.5, text: shorten(`↑ ${names.y}`, on.width, size), ...word, anchor: "start" });
  if (xAxis && names.x !== undefined)
    marks.push({
      type: "text",
      x: on.left + on.width,
      y: box.top + height + size * 1.2 + step,
      text: shorten(`${names.x} →`, on.width, size),
      ...word,
      anchor: "end",
    });
  return {
    ...box,
    marks,
    bottom: box.top + height + under,
    x: (value) => left + width * (xAxis?.at(value) ?? 0),
    y: (value) => box.top + height * (1 - yAxis.at(value)),
  };
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Hairlines and numbers of the y axis, numbers only where they do not touch. */
function across(on: Sheet, { left, top, width, height }: Box, axis: Axis): Mark[] {
  const { size, theme } = on;
  const marks: Mark[] = [];
  let free = Number.POSITIVE_INFINITY;
  for (const { value, text } of axis.ticks) {
    const y = top + height * (1 - axis.at(value));
    const stroke = value === 0 ? theme.edge : theme.line;
    const ends = [
      [left, y],
      [left + width, y],
    ] as const;
    marks.push({ type: "path", d: line(ends), fill: "none", stroke, strokeWidth: 0.5 });
    if (y + size * 0.6 > free) continue;
    free = y - size * 0.6;
    marks.push({ type: "text", x: left - size * 0.4, y, text, size, fill: theme.ink, anchor: "end", baseline: "middle" });
  }
  return marks;
}

/** The same of the x axis; numbers at the ends are moved inside the page. */
function upright(on: Sheet, { left, top, width, height }: Box, axis: Axis): Mark[] {
  const { size, theme } = on;
  const marks: Mark[] = [];
  let free = Number.NEGATIVE_INFINITY;
  for (const { value, text } of axis.ticks) {
    const x = left + width * axis.at(value);
    const stroke = value === 0 ? theme.edge : theme.line;
    const ends = [
      [x, top],
      [x, top + height],
    ] as const;
    marks.push({ type: "path", d: line(ends), fill: "none", stroke, strokeWidth: 0.5 });
    const half = textWidth(text, size) / 2;
    const middle = Math.max(on.left + half, Math.min(on.left + on.width - half, x));
    if (middle - half < free) continue;
    free = middle + half + size * 0.5;
    marks.push({
      type: "text",
      x: middle,
      y: top + height + size * 1.2,
      text,
      size,
      fill: theme.ink,
      anchor: "middle",
      baseline: "middle",
    });
  }
  return marks;
}
