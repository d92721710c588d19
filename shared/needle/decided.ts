// The step at which a model decided an answer: the text as it wrote it, and the first character at which that leaves the right
// value; for a right answer the value's first character.

import type { Tokenizer } from "../engine/tokenizer.ts";
import type { Token } from "../trace/trace.ts";
import { type Prompt, type Span, tokenFrom, tokensOf } from "./prompt.ts";
import type { CellSample } from "./result.ts";
import { type NeedleSpec, templatesOf } from "./spec.ts";
import { around } from "./template.ts";

export interface Decided {
  /** What the model was given, and what it wrote. */
  readonly text: string;
  readonly tokens: readonly Token[];
  /** The answer that is looked at: the first wrong one, else the first. */
  readonly answer: number;
  /** The token that was written at that step is the one after this. */
  readonly query: number;
  /** The token in the needle that should have been copied. */
  readonly key: number;
  /** Tokens of the answer's value in its needle, of the other needles, and of the question. */
  readonly spans: { readonly answer: Span; readonly others: readonly Span[]; readonly question: Span };
}

export function decidedStep(spec: NeedleSpec, prompt: Prompt, sample: CellSample, tokenizer: Tokenizer): Decided {
  const given = prompt.text.slice(0, prompt.answerAt);
  const text = given + (sample.wrote ?? prompt.text.slice(prompt.answerAt));
  const tokens = tokenizer.encode(text);
  const wrong = sample.said.findIndex((one) => one !== "right");
  const answer = Math.max(0, wrong);
  const needle = prompt.needles.find(({ asked }) => asked === answer);
  const value = prompt.answers[answer]?.value ?? "";
  const start = valueStart(spec, prompt, answer, text);
  let shared = 0;
  // A right answer has no place where it goes wrong: its beginning is looked at.
  if (wrong >= 0) while (shared < value.length - 1 && text[start + shared] === value[shared]) shared++;
  const at = Math.min(start + shared, text.length);
  return {
    text,
    tokens,
    answer,
    query: Math.max(0, tokenFrom(tokens, at) - 1),
    key: tokenFrom(tokens, (needle?.valueSpan.start ?? 0) + shared),
    spans: {
      answer: tokensOf(tokens, needle?.valueSpan ?? { start: 0, end: 0 }),
      others: prompt.needles.filter((one) => one !== needle).map((one) => tokensOf(tokens, one)),
      question: tokensOf(tokens, prompt.question),
    },
  };
}

/** Where the value of an answer begins in the text; where there is no such answer, where the text leaves the reference. */
function valueStart(spec: NeedleSpec, prompt: Prompt, answer: number, text: string): number {
  const { key = "", value = "" } = prompt.answers[answer] ?? {};
  const before = around(templatesOf(spec).answer, "value", { key, value }).before.trimEnd();
  const from = prompt.answers[0]?.start ?? prompt.answerAt;
  const found = text.indexOf(before, from);
  let at = found < 0 ? prompt.answerAt : found + before.length;
  if (found < 0) while (at < text.length && text[at] === prompt.text[at]) at++;
  else while (at < text.length && /\s/.test(text.charAt(at))) at++;
  return at;
}
