// Is every number a number? Runs over all that is fetched, so it is written to be fast.

import { axesAreMap } from "./shape.ts";
import type { Axis } from "./vocabulary.ts";

/** Bits of a float32 without its sign. */
const MAGNITUDE = 0x7fffffff;
/** One step of the exponent. Added to an exponent of all ones, which NaN and infinities have, it reaches the sign bit. */
const EXPONENT_STEP = 0x00800000;

/**
 * Whether any of [start, end) is NaN or infinite, from the bits of float32 values.
 *
 * Keeps only whether any sign bit was reached, so there is no branch for a value; four results side by side let the
 * processor work on four at a time. Twice as fast as adding x - x.
 */
function holdsNotFinite(bits: Int32Array, start: number, end: number): boolean {
  const whole = end - ((end - start) % 4);
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let i = start; i < whole; i += 4) {
    a |= ((bits[i] as number) & MAGNITUDE) + EXPONENT_STEP;
    b |= ((bits[i + 1] as number) & MAGNITUDE) + EXPONENT_STEP;
    c |= ((bits[i + 2] as number) & MAGNITUDE) + EXPONENT_STEP;
    d |= ((bits[i + 3] as number) & MAGNITUDE) + EXPONENT_STEP;
  }
  for (let i = whole; i < end; i++) a |= ((bits[i] as number) & MAGNITUDE) + EXPONENT_STEP;
  return (a | b | c | d) < 0;
}

/** Values in rows of `columns`; of a causal map only those count that the row's query can see. */
interface Layout {
  readonly axes: readonly Axis[];
  readonly shape: readonly number[];
  readonly causal: boolean;
}

/**
 * Index of the first NaN or infinity, or -1.
 * @param layout given for a map whose hidden half is nobody's value: it is not looked at, here as in every view
 */
export function firstNotFinite(data: Float32Array, layout?: Layout): number {
  const bits = new Int32Array(data.buffer, data.byteOffset, data.length);
  if (!(layout?.causal && axesAreMap(layout.axes)))
    return holdsNotFinite(bits, 0, bits.length) ? data.findIndex((value) => !Number.isFinite(value)) : -1;
  const [rows = 0, columns = 0] = layout.shape.slice(-2);
  for (let start = 0; start < bits.length; start += columns) {
    const query = (start / columns) % rows;
    const end = start + Math.min(columns, query + 1 + columns - rows);
    if (holdsNotFinite(bits, start, end)) return start + data.subarray(start, end).findIndex((value) => !Number.isFinite(value));
  }
  return -1;
}
