// The numbers of a difference of two maps: λ, row sums and how much of it is negative.

import type { AttentionSource } from "../../trace/source.ts";
import { findCapture, type Trace } from "../../trace/trace.ts";

/** Smallest, largest and mean of some values. */
export interface Spread {
  readonly low: number;
  readonly high: number;
  readonly mean: number;
}

function spread(values: Iterable<number>): Spread | null {
  let [low, high, sum, count] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
    sum += value;
    count++;
  }
  return count === 0 ? null : { low, high, mean: sum / count };
}

/** λ of one head: one number a layer, or one a token where the capture is [head, token]. */
export function lambdaOf(trace: Trace, role: "diff.lambda" | "diff.lambda_init", layer: number, head: number): Spread | null {
  const capture = findCapture(trace.captures, role, { layer });
  if (!capture) return null;
  if (capture.axes[0] !== "head") return spread(capture.data);
  const tokens = capture.shape[1] ?? 1;
  return spread(capture.data.subarray(head * tokens, (head + 1) * tokens));
}

export interface DifferenceNumbers {
  /** Σ_k A(q, k) over the rows q. */
  readonly rowSums: Spread;
  /** Σ max(−A, 0) / Σ |A| over the visible pairs: 0 where all is zero. */
  readonly negativeShare: number;
}

export function differenceNumbers(source: AttentionSource): DifferenceNumbers {
  const { rows, columns } = source;
  const values = source.tile({ row0: 0, row1: rows, column0: 0, column1: columns }, columns, rows, "extreme");
  const sums = new Float64Array(rows);
  let [negative, total] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const row = Math.floor(i / columns);
    sums[row] = (sums[row] ?? 0) + value;
    total += Math.abs(value);
    if (value < 0) negative -= value;
  }
  return { rowSums: spread(sums) ?? { low: 0, high: 0, mean: 0 }, negativeShare: total === 0 ? 0 : negative / total };
}
