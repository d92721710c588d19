// What the model expects next: probabilities of the vocabulary after one token, most likely first.

import * as v from "valibot";
import { localizedError } from "../../error.ts";
import { findCapture, type Trace } from "../../trace/trace.ts";
import { defineTraceAnalysis } from "../contract.ts";

export interface NextToken {
  readonly id: number;
  /** At the chosen temperature. */
  readonly probability: number;
}

/**
 * Softmax of logits at a temperature, sorted; equal probabilities by id. Temperature 0 is the limit: all probability on
 * the largest logit, shared where several are equal.
 * @param logits one for each entry of the vocabulary
 * @param temperature at least 0
 */
export function nextTokens(logits: Float32Array, temperature: number): NextToken[] {
  let largest = Number.NEGATIVE_INFINITY;
  for (const logit of logits) if (logit > largest) largest = logit;
  // Shifted by the largest, so that no exponential overflows.
  const weight = (logit: number): number => (temperature > 0 ? Math.exp((logit - largest) / temperature) : logit === largest ? 1 : 0);
  const weights = Float64Array.from(logits, weight);
  const total = weights.reduce((sum, one) => sum + one, 0);
  return Array.from(weights, (one, id) => ({ id, probability: one / total })).sort((a, b) => b.probability - a.probability || a.id - b.id);
}

/**
 * The row of logits after a token.
 * @param token index in the trace; negative counts from the end
 * @throws HeddleError `capture-missing`
 */
export function logitsAfter(trace: Trace, token: number): Float32Array {
  const logits = findCapture(trace.captures, "logits");
  const [length = 0, vocabulary = 0] = logits?.shape ?? [];
  const row = token < 0 ? length + token : token;
  if (!logits || row < 0 || row >= length)
    throw localizedError("capture-missing", {
      en: [`There are no logits after token ${row + 1}.`, "Choose a token of the text, or run the model again with its logits."],
      zh: [`第 ${row + 1} 个词元之后没有 logit。`, "请选择文本中的词元，或连同 logits 重新运行模型。"],
    });
  return logits.data.subarray(row * vocabulary, (row + 1) * vocabulary);
}

const settings = v.object({
  /** After which token; negative counts from the end. */
  token: v.optional(v.pipe(v.number(), v.integer()), -1),
  temperature: v.optional(v.pipe(v.number(), v.finite(), v.minValue(0)), 1),
});

export default defineTraceAnalysis({
  title: { en: "Next token", zh: "下一个词元" },
  summary: {
    en: "How likely the model holds each token of its vocabulary to come next.",
    zh: "模型认为词表中每个词元接下来出现的可能性。",
  },
  formula: String.raw`p_i = \frac{\exp(z_i / \tau)}{\sum_j \exp(z_j / \tau)}`,
  source: "Hinton, Vinyals and Dean 2015, Distilling the Knowledge in a Neural Network, eq. 1",
  needs: { all: [{ role: "logits" }] },
  settings,
  run: (trace, { token, temperature }) => nextTokens(logitsAfter(trace, token), temperature),
});
