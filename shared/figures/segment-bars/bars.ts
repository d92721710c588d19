// The bars of one model: wide ones for the parts of the text, thin ones inside them for single tokens.

import type { Segment } from "../../analysis/contract.ts";
import { tokenNumber } from "../../selection/headName.ts";
import type { Localized } from "../../text.ts";
import type { Trace } from "../../trace/trace.ts";
import { plot } from "../parts/plot.ts";
import type { Body, Sheet } from "../parts/sheet.ts";
import type { Mark } from "../scene.ts";
import { printable, shorten } from "../text/label.ts";
import { textWidth } from "../text/measure.ts";
import { formatValue } from "../text/number.ts";
import type { Theme } from "../theme.ts";
import { byKind, type Part, type Shares } from "./shares.ts";

/** Narrowest bar with its gap, in ems of the smallest text. */
const SLOT = 2.4;
const BAR = 0.72;
/** Narrowest bar of a token, in points. */
const THIN = 1.2;

export const PART_NAMES: Readonly<Record<Segment, Localized>> = {
  first: { en: "first", zh: "首词元" },
  answer: { en: "ANSWER", zh: "答案" },
  query: { en: "query", zh: "提问" },
  noise: { en: "context", zh: "上下文" },
  other: { en: "other", zh: "其他" },
};

const colourOf = (segment: Segment, theme: Theme): string =>
  segment === "answer" ? theme.answer : segment === "noise" ? theme.noise : segment === "query" ? theme.query : theme.reference;

/** "3–5" for tokens [2, 5). */
export const runName = (start: number, end: number): string =>
  end - start > 1 ? `${tokenNumber(start)}–${tokenNumber(end - 1)}` : tokenNumber(start);

/** Parts that have a bar: those of one kind are one where there is no room for all. */
const barsOf = (on: Sheet, { parts }: Shares): readonly Part[] => (on.width / parts.length < on.size * SLOT ? byKind(parts) : parts);

/** Smallest and largest number that the bars of all these reach. */
export function reach(on: Sheet, all: readonly Shares[]): readonly [number, number] {
  const values = all.flatMap((shares) => [...barsOf(on, shares).map(({ share }) => share), ...shares.tokens]);
  return [values.reduce((low, value) => Math.min(low, value), 0), values.reduce((high, value) => Math.max(high, value), 0)];
}

export interface BarsInput {
  readonly on: Sheet;
  readonly trace: Trace;
  readonly shares: Shares;
  /** What the bars are of. */
  readonly name: string;
  /** What they reach, which may be more where others stand beside them. */
  readonly range: readonly [number, number];
  /** Height in ems where nothing limits it. */
  readonly ems: number;
  readonly top: number;
  readonly room: number | undefined;
  /** Unique in the scene. */
  readonly id: string;
}

export function bars({ on, trace, shares, name, range: [low, high], ems, top, room, id }: BarsInput): Body {
  const { size, theme, paper } = on;
  const parts = barsOf(on, shares);
  const merged = parts.length < shares.parts.length;
  // Room for a number over the highest bar and under the lowest.
  const box = plot({ on, top, room, x: null, y: [low * 1.2, high * 1.2], names: { y: name }, ems, below: on.line * 2 + size * 0.7 });
  const slot = box.width / parts.length;
  const marks: Mark[] = [...box.marks];
  const zero = box.y(0);
  // On low paper a fifth of a short bar is no room for a number: it then stands over the bar, not over the name below.
  const lowest = box.top + box.height - size * 0.5;
  for (const [place, part] of parts.entries()) {
    const middle = box.left + slot * (place + 0.5);
    const wide = slot * BAR;
    const colour = colourOf(part.segment, theme);
    const end = box.y(part.share);
    marks.push({
      type: "rect",
      x: middle - wide / 2,
      y: Math.min(zero, end),
      width: wide,
      height: Math.abs(end - zero),
      fill: colour,
      opacity: 0.3,
    });
    if (!merged) marks.push(...thinBars(shares.tokens, part, middle - wide / 2, wide, colour, box.y, zero));
    const number = formatValue(part.share, 2);
    if (textWidth(number, size, 600) <= slot - size * 0.2)
      marks.push({
        type: "text",
        x: middle,
        y: part.share < 0 ? Math.min(end + size * 0.75, lowest) : end - size * 0.75,
        text: number,
        size,
        fill: theme.ink,
        anchor: "middle",
        baseline: "middle",
        weight: 600,
      });
    const label = part.segment === "first" ? printable(trace.tokens[0]?.label ?? "") : PART_NAMES[part.segment][paper.language];
    const under = (text: string, row: number, fill: string): Mark => ({
      type: "text",
      x: middle,
      y: box.top + box.height + size * 1.2 + on.line * row,
      text: shorten(text, slot - size * 0.4, size),
      size,
      fill,
      anchor: "middle",
      baseline: "middle",
    });
    marks.push(under(label, 0, theme.ink));
    if (!merged) marks.push(under(runName(part.start, part.end), 1, theme.muted));
  }
  return { marks: [{ type: "group", name: id, marks }], frames: [], bottom: box.bottom };
}

/** One bar a token, or one for several where there is no room: then the one farthest from zero. */
function thinBars(
  tokens: Float64Array,
  { start, end }: Part,
  left: number,
  wide: number,
  colour: string,
  y: (value: number) => number,
  zero: number,
): Mark[] {
  const bins = Math.max(1, Math.min(end - start, Math.floor(wide / THIN)));
  return Array.from({ length: bins }, (_, bin): Mark => {
    let value = 0;
    for (let key = start + Math.floor((bin * (end - start)) / bins); key < start + Math.floor(((bin + 1) * (end - start)) / bins); key++)
      if (Math.abs(tokens[key] ?? 0) > Math.abs(value)) value = tokens[key] ?? 0;
    const top = y(value);
    const step = wide / bins;
    return { type: "rect", x: left + bin * step, y: Math.min(zero, top), width: step * 0.85, height: Math.abs(top - zero), fill: colour };
  });
}
