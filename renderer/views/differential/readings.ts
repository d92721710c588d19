// The numbers at a token pair of two maps and their difference.
//   A = A₁ − λ A₂ (Differential Transformer, arXiv 2410.05258, eq. 1), so each row of A sums to 1 − λ.

import { commonSource, lambdaOf, scaledSource } from "../../../shared/analysis/common-mode/parts.ts";
import type { MapChoice } from "../../../shared/selection/selection.ts";
import { headSource } from "../../../shared/trace/maps.ts";
import type { AttentionSource } from "../../../shared/trace/source.ts";
import { type Capture, findCapture, type Trace } from "../../../shared/trace/trace.ts";

const FIRST: MapChoice = { role: "attention.map", branch: "1" };
const SECOND: MapChoice = { role: "attention.map", branch: "2" };
const DIFFERENCE: MapChoice = { role: "attention.effective" };

/** The three maps of a head and its λ. */
export interface Difference {
  readonly first: AttentionSource;
  readonly second: AttentionSource;
  readonly difference: AttentionSource;
  /** λA₂, and what both maps have in common: min(A₁, λA₂). */
  readonly scaled: AttentionSource;
  readonly common: AttentionSource;
  /** λ of a query: one number a layer, or one for each head and token where the model has it so. */
  lambda(query: number): number;
}

/** undefined when the trace lacks one of them. */
export function differenceOf(trace: Trace, layer: number, head: number): Difference | undefined {
  const first = headSource(trace, FIRST, layer, head);
  const second = headSource(trace, SECOND, layer, head);
  const difference = headSource(trace, DIFFERENCE, layer, head);
  const lambda = lambdaOf(trace, layer, head);
  if (!first || !second || !difference || !lambda) return undefined;
  const scaled = scaledSource(second, lambda);
  return { first, second, difference, scaled, common: commonSource(first, scaled), lambda };
}

/** One layer's λ as it is now and as it began; for λ of heads and tokens the mean. */
export interface LayerLambda {
  readonly layer: number;
  readonly lambda: number;
  readonly initial: number | null;
}

export function lambdasOf(trace: Trace): LayerLambda[] {
  const mean = ({ data }: Capture): number => data.reduce((sum, value) => sum + value, 0) / data.length;
  return trace.captures
    .filter(({ role }) => role === "diff.lambda")
    .map((capture) => {
      const layer = capture.layer ?? 0;
      const initial = findCapture(trace.captures, "diff.lambda_init", { layer });
      return { layer, lambda: mean(capture), initial: initial ? mean(initial) : null };
    })
    .sort((a, b) => a.layer - b.layer);
}
