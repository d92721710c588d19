// Probabilities of the next token: softmax of logits / temperature, over the whole vocabulary.

import { findCapture, type Trace } from "../../../shared/trace/trace.ts";

/** The distribution after the token at `position`; null when the trace holds no logits there. */
export function nextTokenProbabilities(trace: Trace, position: number, temperature: number): Float64Array | null {
  const capture = findCapture(trace.captures, "logits");
  const [tokens = 0, vocabulary = 0] = capture?.shape ?? [];
  if (!capture || position < 0 || position >= tokens) return null;
  const row = capture.data.subarray(position * vocabulary, (position + 1) * vocabulary);
  let largest = Number.NEGATIVE_INFINITY;
  for (const logit of row) if (logit > largest) largest = logit;
  const out = new Float64Array(vocabulary);
  let sum = 0;
  for (let id = 0; id < vocabulary; id++) {
    const weight = Math.exp(((row[id] ?? 0) - largest) / temperature);
    out[id] = weight;
    sum += weight;
  }
  for (let id = 0; id < vocabulary; id++) out[id] = (out[id] ?? 0) / sum;
  return out;
}

/** Ids of the `count` most probable tokens, best first; equal ones in the order of their ids. */
export function topTokens(probabilities: Float64Array, count: number): number[] {
  return Array.from(probabilities.keys())
    .sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0) || a - b)
    .slice(0, count);
}
