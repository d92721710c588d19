// One range of colours for a composition matrix and its branches, the same distance on both sides of zero.

import type { Factors } from "../../analysis/composition-matrix/factors.ts";
import type { PairMatrix } from "../../analysis/composition-matrix/matrix.ts";
import { largestDeviation } from "../../analysis/composition-matrix/reach.ts";
import { divergingScale } from "../colour/scale.ts";
import type { DivergingName } from "../colour/schemes.ts";
import type { ThemeName } from "../contract.ts";
import type { Range } from "../parts/range.ts";

export interface MatrixColours {
  readonly diverging: DivergingName;
  readonly scale: "linear" | "log";
  readonly range: "text" | "pair" | "unit" | number;
}

const kept = new WeakMap<Factors["static"], Map<boolean, number>>();

/** The largest deviation of a layer and stage, worked out once: it is asked for at every move of a cursor. */
function reachOf(factors: Factors, causal: boolean): number {
  const known = kept.get(factors.static) ?? new Map<boolean, number>();
  kept.set(factors.static, known);
  const reach = known.get(causal) ?? largestDeviation(factors, causal);
  known.set(causal, reach);
  return reach;
}

function largestOf({ deviation, branches }: PairMatrix): number {
  let largest = 0;
  for (const part of [deviation, ...Object.values(branches)]) for (const value of part) largest = Math.max(largest, Math.abs(value));
  return largest;
}

/** Where nothing deviates from the identity at all, the colours end at 1. */
export function matrixRange(factors: Factors, matrix: PairMatrix, causal: boolean, colours: MatrixColours, theme: ThemeName): Range {
  const { range, diverging, scale } = colours;
  const found = typeof range === "number" ? range : range === "unit" ? 1 : range === "pair" ? largestOf(matrix) : reachOf(factors, causal);
  const origin = range === "unit" || found === 0 ? "unit" : range === "pair" ? "max" : "given";
  return { scale: divergingScale(diverging, theme, found === 0 ? 1 : found, scale === "log"), origin };
}
