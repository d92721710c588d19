// What measuring many prompts came to, as a file: for every head and measure the mean, its 95 % interval and the number of
// prompts that had one; for every prompt the mean over heads, so that two models can be held against each other in pairs.

import * as v from "valibot";
import { TARGETS } from "../ablation/answer.ts";
import { type HeddleError, localizedError } from "../error.ts";
import { KINDS } from "../trace/vocabulary.ts";

const number = v.nullable(v.pipe(v.number(), v.finite()));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const head = v.strictObject({ layer: count, head: count });
const short = v.pipe(v.string(), v.maxLength(10_000));

const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, "a sha256 is 64 hexadecimal digits"));

const summary = v.strictObject({ mean: number, low: number, high: number, n: count });
/** The same for every head, in the order of `heads`. */
const column = v.strictObject({ mean: v.array(number), low: v.array(number), high: v.array(number), n: v.array(count) });

const resultSchema = v.pipe(
  v.strictObject({
    format: v.literal("heddle-measures/1"),
    model: v.strictObject({ id: v.pipe(v.string(), v.minLength(1)), title: short, sha256 }),
    knobs: v.record(v.string(), v.array(v.pipe(v.number(), v.finite()))),
    map: v.strictObject({ role: v.string(), branch: v.optional(v.string()) }),
    kind: v.picklist(KINDS),
    /** Name of the file of prompts, and a digest of what was read from it. Older results have the name alone. */
    prompts: short,
    promptsSha256: v.optional(sha256),
    /** Patterns that marked what the prompts themselves did not. */
    patterns: v.strictObject({ answer: short, query: short, noise: short }),
    /** False where it was stopped before the last prompt. */
    complete: v.boolean(),
    heads: v.pipe(v.array(head), v.minLength(1)),
    /** Measure -> all heads. */
    measures: v.record(v.string(), column),
    /** Measure -> the mean over all heads of a prompt, over the prompts. */
    overall: v.record(v.string(), summary),
    each: v.array(v.strictObject({ line: count, tokens: count, means: v.record(v.string(), number), baseline: number, change: number })),
    ablation: v.nullable(
      v.strictObject({
        target: v.picklist(TARGETS),
        /** ln p(answer) with all heads as they were. */
        baseline: summary,
        /** Heads that were switched off together, and what that changed. */
        set: v.array(head),
        change: v.nullable(summary),
        /** Each head by itself. */
        heads: v.nullable(column),
      }),
    ),
  }),
  v.check(
    ({ heads, measures, ablation }) =>
      [...Object.values(measures), ...(ablation?.heads ? [ablation.heads] : [])].every((one) =>
        [one.mean, one.low, one.high, one.n].every((list) => list.length === heads.length),
      ),
    "a measure has not one number for each head",
  ),
);

export type DatasetResult = v.InferOutput<typeof resultSchema>;
export type Column = v.InferOutput<typeof column>;

/** The result as the text of its file. */
export function writeResult(result: DatasetResult): string {
  return `${JSON.stringify(result)}\n`;
}

/**
 * Reads the file of a result.
 * @param name the file's name, for the error's sentence
 * @throws HeddleError `bad-spec` naming the first thing that is wrong
 */
export function parseResult(name: string, text: string): DatasetResult {
  const refuse = (en: string, zh: string, cause?: unknown): HeddleError =>
    localizedError(
      "bad-spec",
      {
        en: [`${name} is no file of measures: ${en}.`, "Open a file that Heddle saved."],
        zh: [`${name} 不是度量结果文件：${zh}。`, "请打开由 Heddle 保存的文件。"],
      },
      cause,
    );
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.replace(/\.$/, "") : String(cause);
    throw refuse(`it is not JSON (${why})`, `不是 JSON（${why}）`, cause);
  }
  const result = v.safeParse(resultSchema, json);
  if (result.success) return result.output;
  const issue = result.issues[0];
  const path = v.getDotPath(issue);
  throw refuse(path ? `${path}: ${issue.message}` : issue.message, path ? `${path} 不符合格式` : "格式不符");
}
