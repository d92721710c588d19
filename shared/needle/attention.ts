// Where attention goes at the step that decides an answer: to the answer, to noise, to the rest; and which heads copy.
//
// The deciding row is that of the token after which the value's first character comes. It is cut into five segments: the start
// token, context before and after the answer, the answer (its value in the needle), the question with all that follows. Noise is
// the context, other needles and the rest of the answer's own sentence included (Table 3 of "Differential Transformer", arXiv
// 2410.05258; the paper does not say which rows it takes). Weights may be negative, so there are two shares:
//   absolute  Σ_segment |A| / Σ |A|, mean over heads      signed  Σ_heads Σ_segment A / Σ_heads Σ A, as 1 − λ is divided out
// Retrieval score of a head (Wu et al. 2024, arXiv 2404.15574): the share of the value's tokens at which the head looks most at a
// token of the value in the needle and that token is the one the model writes.

import type { SessionTensor } from "../engine/contract.ts";
import { localizedError } from "../error.ts";
import type { Manifest } from "../manifest/schema.ts";
import type { Role } from "../trace/vocabulary.ts";
import { type Prompt, type Span, tokensOf } from "./prompt.ts";

export const PROMPT_SEGMENTS = ["bos", "before", "answer", "after", "query"] as const;
export type PromptSegment = (typeof PROMPT_SEGMENTS)[number];

/** What a layer weighs tokens with, the most telling first. */
const WEIGHTS: readonly Role[] = ["attention.effective", "attention.map", "wkv.map"];

/** Sums over some answers; divided by `answers` they are means. Maps in the manifest's order, rows of heads. */
export interface AttentionSums {
  readonly answers: number;
  /** By `PROMPT_SEGMENTS`. */
  readonly absolute: readonly number[];
  readonly signed: readonly number[];
  /** [map][head]: absolute share of the answer. */
  readonly answer: readonly (readonly number[])[];
  /** [map][head]: retrieval score. */
  readonly retrieval: readonly (readonly number[])[];
}

/** The weights of a model on tokens, one capture a layer or step; empty where there are none. */
export function weightCaptures(manifest: Manifest): Manifest["captures"] {
  for (const role of WEIGHTS) {
    const found = manifest.captures.filter((capture) => capture.role === role && capture.axes.slice(-2).join() === "query,key");
    if (found.length > 0) return found;
  }
  return [];
}

/** The row that decides answer `which`: after its token comes the value's first character. */
export function decidingRow(prompt: Prompt, which: number): number {
  const span = prompt.answers[which]?.valueSpan ?? { start: 0, end: 0 };
  return tokensOf(prompt.tokens, span).start - 1;
}

/** Tokens of the value of answer `which` inside its needle. */
export function answerTokens(prompt: Prompt, which: number): Span {
  const needle = prompt.needles.find(({ asked }) => asked === which);
  return tokensOf(prompt.tokens, needle?.valueSpan ?? { start: 0, end: 0 });
}

/** Which segment each token up to the deciding row belongs to, as an index of `PROMPT_SEGMENTS`. */
export function promptSegments(prompt: Prompt, which: number): Uint8Array {
  const answer = answerTokens(prompt, which);
  const question = tokensOf(prompt.tokens, prompt.question).start;
  const at = (token: number): PromptSegment => {
    if (token === 0 && prompt.tokens[0]?.end === 0) return "bos";
    if (token >= question) return "query";
    if (token >= answer.start && token < answer.end) return "answer";
    return token < answer.start ? "before" : "after";
  };
  return Uint8Array.from({ length: decidingRow(prompt, which) + 1 }, (_, token) => PROMPT_SEGMENTS.indexOf(at(token)));
}

/**
 * Measures one run over prompt and reference.
 * @param maps [1, head, query, key], in the order of `weightCaptures`
 * @param written the likeliest token after each token of the prompt
 */
export function measureAttention(prompt: Prompt, maps: readonly SessionTensor[], written: (row: number) => number): AttentionSums {
  const signedSums = new Float64Array(PROMPT_SEGMENTS.length);
  const absolute = new Float64Array(PROMPT_SEGMENTS.length);
  const signed = new Float64Array(PROMPT_SEGMENTS.length);
  const zero = (): number[][] => maps.map(({ shape }) => new Array<number>(shape[1] ?? 0).fill(0));
  const answer = zero();
  const retrieval = zero();
  const heads = answer.reduce((sum, row) => sum + row.length, 0);
  for (let which = 0; which < prompt.answers.length; which++) {
    const segments = promptSegments(prompt, which);
    signedSums.fill(0);
    for (const [i, map] of maps.entries())
      for (let head = 0; head < (answer[i]?.length ?? 0); head++) {
        const row = rowOf(map, head, segments.length - 1);
        const shares = new Float64Array(PROMPT_SEGMENTS.length);
        let size = 0;
        for (const [token, segment] of segments.entries()) {
          const weight = row[token] ?? 0;
          size += Math.abs(weight);
          shares[segment] = (shares[segment] ?? 0) + Math.abs(weight);
          signedSums[segment] = (signedSums[segment] ?? 0) + weight;
        }
        for (const [segment, share] of shares.entries()) absolute[segment] = (absolute[segment] ?? 0) + share / (size || 1) / heads;
        addTo(answer[i], head, (shares[PROMPT_SEGMENTS.indexOf("answer")] ?? 0) / (size || 1));
        addTo(retrieval[i], head, copied(prompt, which, map, head, written));
      }
    const total = signedSums.reduce((sum, value) => sum + value, 0) || 1;
    for (const [segment, value] of signedSums.entries()) signed[segment] = (signed[segment] ?? 0) + value / total;
  }
  return { answers: prompt.answers.length, absolute: [...absolute], signed: [...signed], answer, retrieval };
}

/** The retrieval score of one head on one answer. */
function copied(prompt: Prompt, which: number, map: SessionTensor, head: number, written: (row: number) => number): number {
  const needle = answerTokens(prompt, which);
  const value = tokensOf(prompt.tokens, prompt.answers[which]?.valueSpan ?? { start: 0, end: 0 });
  let found = 0;
  for (let token = value.start; token < value.end; token++) {
    const row = rowOf(map, head, token - 1);
    let best = 0;
    for (let key = 1; key < token; key++) if ((row[key] ?? 0) > (row[best] ?? 0)) best = key;
    if (best >= needle.start && best < needle.end && prompt.tokens[best]?.id === written(token - 1)) found++;
  }
  return found / (value.end - value.start);
}

function addTo(row: number[] | undefined, at: number, value: number): void {
  if (row) row[at] = (row[at] ?? 0) + value;
}

/** Row `query` of a head. @throws HeddleError `not-finite` */
function rowOf({ data, shape }: SessionTensor, head: number, query: number): Float32Array {
  const [, , rows = 0, columns = 0] = shape;
  const start = (head * rows + query) * columns;
  const row = (data as Float32Array).subarray(start, start + query + 1);
  if (!row.every(Number.isFinite))
    throw localizedError("not-finite", {
      en: ["A map of the model holds values that are no numbers.", "Export the model again."],
      zh: ["模型的一张图中有不是数字的值。", "请重新导出模型。"],
    });
  return row;
}

/** Adds up what was measured on several prompts of one model. */
export function addAttention(a: AttentionSums | null, b: AttentionSums | null): AttentionSums | null {
  if (!a || !b) return a ?? b;
  const add = (one: readonly number[], other: readonly number[]): number[] => one.map((value, i) => value + (other[i] ?? 0));
  return {
    answers: a.answers + b.answers,
    absolute: add(a.absolute, b.absolute),
    signed: add(a.signed, b.signed),
    answer: a.answer.map((row, i) => add(row, b.answer[i] ?? [])),
    retrieval: a.retrieval.map((row, i) => add(row, b.retrieval[i] ?? [])),
  };
}
