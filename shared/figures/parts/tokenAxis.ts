// Which tokens of an axis get a label, and how long it may be.

import { tokenNumber } from "../../selection/headName.ts";
import type { Token } from "../../trace/trace.ts";
import { printable, shorten } from "../text/label.ts";
import { textWidth } from "../text/measure.ts";

/** Distance of two labels' middles, in ems of their text: they never touch. */
const SPACING = 1.2;
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

/** One label of an axis. `index` is the cell's number in the map. */
export interface AxisLabel {
  readonly index: number;
  readonly text: string;
  /** The whole label, where it was shortened. */
  readonly title?: string;
  readonly width: number;
}

/** Every how many cells there is room for a label. */
export function labelStep(cell: number, size: number): number {
  return STEPS.find((step) => step * cell >= SPACING * size) ?? 10_000;
}

/** A token as it is printed; with its number where not every token has a label. */
export function tokenLabel(tokens: readonly Token[], index: number, numbered: boolean): string {
  const label = printable(tokens[index]?.label ?? "");
  if (!numbered) return label;
  return label === "" ? tokenNumber(index) : `${tokenNumber(index)} ${label}`;
}

/**
 * The labels of cells [first, end): every `step`-th one, so that their printed numbers are round.
 * @param shift token number of cell 0 (queries may begin later than keys)
 * @param longest widest label in points
 */
export function axisLabels(
  tokens: readonly Token[],
  first: number,
  end: number,
  shift: number,
  step: number,
  longest: number,
  size: number,
): AxisLabel[] {
  const labels: AxisLabel[] = [];
  for (let index = first; index < end; index++) {
    if (step > 1 && (index + shift + 1) % step !== 0) continue;
    const whole = tokenLabel(tokens, index + shift, step > 1);
    const text = shorten(whole, longest, size);
    labels.push({ index, text, width: textWidth(text, size), ...(text === whole ? {} : { title: whole }) });
  }
  return labels;
}
