// Means with their 95 % intervals: as the screen prints them, and by their definition.

import { expect } from "./app.ts";
import { numberOf, TOLERANCE } from "./reference.ts";

export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** "0.12 (0.1 to 0.14)" as it is printed. */
export function intervalOf(text: string | null): Interval {
  const [, mean, low, high] = /(\S+) \((\S+) to ([^\s)]+)\)/.exec(text ?? "") ?? [];
  return { mean: numberOf(mean ?? null), low: numberOf(low ?? null), high: numberOf(high ?? null) };
}

/** Two-sided 95 % points of Student's t, as tables print them, by degrees of freedom. */
const STUDENT: Readonly<Record<number, number>> = { 19: 2.09302, 49: 2.00958 };

/** Mean and interval by the definition: mean ± t s / √n. */
export function intervalFrom(values: readonly number[]): Interval {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  const half = ((STUDENT[n - 1] ?? Number.NaN) * spread) / Math.sqrt(n);
  return { mean, low: mean - half, high: mean + half };
}

/** Printed with three digits. */
export function expectPrinted(shown: Interval, wanted: Interval, what: string): void {
  for (const part of ["mean", "low", "high"] as const)
    expect(Math.abs(shown[part] - wanted[part]), `${what}, ${part}: ${shown[part]} and ${wanted[part]}`).toBeLessThanOrEqual(
      0.0051 * Math.abs(wanted[part]) + TOLERANCE,
    );
}
