// Widths of text without a font: layout is pure and comes out the same on the screen, on paper and in tests.
// Inter is measured from its own tables; what it lacks falls to another font and is estimated, rather too wide.

import type { TextMark } from "../scene.ts";
import { UNITS, WIDTHS_400, WIDTHS_600 } from "./widths.ts";

export type Weight = 400 | 600;

/** Distance of two baselines, in ems. */
export const LINE = 1.25;
/** What letters take above and below the baseline, in ems. */
export const ASCENT = 0.78;
export const DESCENT = 0.22;

/** From a mark's y down to the alphabetic baseline, in ems; "middle" centres capitals and digits. */
export function baselineShift(baseline: TextMark["baseline"]): number {
  return baseline === "middle" ? 0.35 : baseline === "hanging" ? ASCENT : 0;
}

const tables = new Map<Weight, ReadonlyMap<number, number>>();

/** Code point -> width in ems. */
function table(weight: Weight): ReadonlyMap<number, number> {
  const known = tables.get(weight);
  if (known) return known;
  const widths = new Map<number, number>();
  for (const run of (weight === 600 ? WIDTHS_600 : WIDTHS_400).split(";")) {
    const [start = "", values = ""] = run.split(":");
    const first = Number.parseInt(start, 36);
    for (const [index, value] of values.split(",").entries()) widths.set(first + index, Number.parseInt(value, 36) / UNITS);
  }
  tables.set(weight, widths);
  return widths;
}

/** Characters that take no room of their own: combining marks, joiners, variation selectors. */
const MARK = /^(?:\p{M}|\u200C|\u200D)$/u;
const WIDE = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303F\uFF01-\uFF60]$/u;
const PICTURE = /^\p{Extended_Pictographic}$/u;

/** Width of one character that Inter has not, in ems: the widest of the usual fallback fonts, roughly. */
function estimate(character: string): number {
  if (MARK.test(character)) return 0;
  if (WIDE.test(character)) return 1;
  if (PICTURE.test(character)) return 1.4;
  if (character === "\u27E8" || character === "\u27E9") return 0.5;
  return (character.codePointAt(0) ?? 0) > 0xffff ? 1.4 : 0.9;
}

/** True for a character that is drawn onto the one before it. */
export function isMark(character: string): boolean {
  return MARK.test(character);
}

/**
 * Width of one line of text.
 * @param size in points
 * @returns points
 */
export function textWidth(text: string, size: number, weight: Weight = 400): number {
  const widths = table(weight);
  let ems = 0;
  for (const character of text) ems += widths.get(character.codePointAt(0) ?? 0) ?? estimate(character);
  return ems * size;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The room that a text mark takes, as an upright rectangle in points. */
export function textBox(mark: TextMark): Box {
  const width = textWidth(mark.text, mark.size, mark.weight);
  const height = (ASCENT + DESCENT) * mark.size;
  const left = mark.anchor === "start" ? 0 : mark.anchor === "middle" ? -width / 2 : -width;
  const top = (baselineShift(mark.baseline) - ASCENT) * mark.size;
  const angle = ((mark.rotate ?? 0) * Math.PI) / 180;
  const corners = [
    [left, top],
    [left + width, top],
    [left, top + height],
    [left + width, top + height],
  ].map(
    ([x = 0, y = 0]) => [mark.x + x * Math.cos(angle) - y * Math.sin(angle), mark.y + x * Math.sin(angle) + y * Math.cos(angle)] as const,
  );
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}
