// How likely the model holds the answer:  ln p(answer) = Σ_t ln p(x_t | x_1 ... x_{t-1})  over the answer's tokens, each read
// from the logits after the token before it.

import { logitsAfter } from "../analysis/next-token/analysis.ts";
import { localizedError } from "../error.ts";
import type { Spans } from "../measures/context.ts";
import { tokensOf } from "../spans/tokens.ts";
import type { Token, Trace } from "../trace/trace.ts";

/**
 * Which answer is looked at. `last`: the last marked one, where it stands. `after`: the first marked one, written once more
 * behind the text, as the model would go on.
 */
export const TARGETS = ["after", "last"] as const;
export type Target = (typeof TARGETS)[number];

/** What suits the marks: an answer that stands behind the query, or at the text's end, is there already. */
export function usualTarget(spans: Spans, tokens: number): Target {
  const answer = spans.findLast(({ kind }) => kind === "answer");
  const query = spans.findLast(({ kind }) => kind === "query");
  if (!answer) return "after";
  return (query ? answer.start >= query.end : false) || answer.end >= tokens ? "last" : "after";
}

/** What is run, and where in it the answer stands, in characters. */
export interface AnswerText {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The text whose answer is looked at.
 * @param tokens of `text`
 * @throws HeddleError `bad-spec` where no answer is marked, or nothing stands before it
 */
export function answerText(text: string, tokens: readonly Pick<Token, "start" | "end">[], spans: Spans, target: Target): AnswerText {
  const answers = spans.filter(({ kind, start }) => kind === "answer" && start < tokens.length);
  const span = target === "last" ? answers.at(-1) : answers[0];
  const [first, last] = [tokens[span?.start ?? -1], tokens[Math.min(span?.end ?? 0, tokens.length) - 1]];
  if (!first || !last || last.end <= first.start)
    throw localizedError("bad-spec", {
      en: ["No answer is marked.", "Choose its tokens and press A, or type it as a pattern."],
      zh: ["尚未标记答案。", "选中其词元后按 A，或输入匹配模式。"],
    });
  if (target === "last") return { text, start: first.start, end: last.end };
  const answer = text.slice(first.start, last.end);
  // A blank stands between the text and its answer, and only one.
  const before = text.replace(/\s+$/u, "");
  const after = /^\s/u.test(answer) ? answer : ` ${answer}`;
  return { text: before + after, start: before.length, end: before.length + after.length };
}

export interface AnswerReading {
  /** Places of the answer's tokens. */
  readonly tokens: readonly number[];
  /** ln p of each of them, in nats. */
  readonly each: readonly number[];
  /** Their sum. */
  readonly logProbability: number;
}

/** ln of the softmax of one logit: z_i - ln Σ_j exp z_j. */
export function logProbability(logits: Float32Array, id: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (const logit of logits) if (logit > largest) largest = logit;
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - largest);
  return (logits[id] ?? Number.NaN) - largest - Math.log(sum);
}

/**
 * Reads the answer's probability from a trace of `AnswerText.text` with logits.
 * @throws HeddleError `capture-missing` without logits, `not-supported` where the model does not predict the next token,
 *   `bad-spec` where no token before the answer could predict it
 */
export function readAnswer(trace: Trace, { start, end }: Pick<AnswerText, "start" | "end">): AnswerReading {
  if (trace.manifest.task !== "causal")
    throw localizedError("not-supported", {
      en: [
        `${trace.manifest.title} does not write on from a text, so an answer has no probability.`,
        "Choose a model that predicts the next token.",
      ],
      zh: [`${trace.manifest.title} 不续写文本，因此答案没有概率。`, "请选择预测下一个词元的模型。"],
    });
  const run = tokensOf(trace.tokens, { start, end });
  const tokens = run ? Array.from({ length: run.end - run.start }, (_, i) => run.start + i).filter((place) => place > 0) : [];
  if (tokens.length === 0)
    throw localizedError("bad-spec", {
      en: ["Nothing stands before the answer that could predict it.", "Mark an answer further on."],
      zh: ["答案之前没有可用来预测它的内容。", "请标记靠后的答案。"],
    });
  const each = tokens.map((place) => logProbability(logitsAfter(trace, place - 1), trace.tokens[place]?.id ?? -1));
  return { tokens, each, logProbability: each.reduce((sum, one) => sum + one, 0) };
}
