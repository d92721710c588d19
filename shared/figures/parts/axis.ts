// A numeric axis: round ticks, their labels, and where a value stands.

import { tickIncrement, ticks } from "d3-array";
import { formatValue } from "../text/number.ts";

export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly { readonly value: number; readonly text: string }[];
  /** Share of the way from low to high. */
  at(value: number): number;
}

/** Share of a step that values may reach under zero without a whole step being added for them. */
const UNDER_ZERO = 0.25;

/** An axis that holds the values and ends on ticks; a little under zero it ends where the values do. */
export function niceAxis(low: number, high: number, count: number): Axis {
  const [from, to] = high > low ? [low, high] : [Math.min(low, 0), Math.max(low, 0) === 0 && low >= 0 ? 1 : Math.max(high, 0)];
  const increment = tickIncrement(from, to, count);
  // d3 gives the inverse of steps under 1 as a negative number, so that they stay exact.
  const step = increment < 0 ? -1 / increment : increment || 1;
  const first = from < 0 && -from < step * UNDER_ZERO ? from : Math.floor(from / step + 1e-9) * step;
  const last = Math.ceil(to / step - 1e-9) * step;
  return {
    low: first,
    high: last,
    ticks: ticks(first, last, Math.round((last - first) / step)).map((value) => ({ value, text: formatValue(value) })),
    at: (value) => (value - first) / (last - first || 1),
  };
}
