// What an experiment found, as a file. Prompts are not in it: spec and seed give them again. A result of an experiment that was
// stopped holds the cells that were finished.

import * as v from "valibot";
import { localizedError } from "../error.ts";
import type { AttentionSums } from "./attention.ts";
import { PROMPT_SEGMENTS } from "./attention.ts";
import type { SampleResult } from "./sample.ts";
import { MISTAKES } from "./score.ts";
import { type NeedleSpec, parseNeedleSpec } from "./spec.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const number = v.pipe(v.number(), v.finite());
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(300));
const id = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]*$/, "the id of a model"));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, "a sha256 is 64 hexadecimal digits"));

/** "right", or what was given instead: the kind of mistake and the words. */
const said = v.union([v.literal("right"), v.tuple([v.picklist(MISTAKES), v.string()])]);

const sample = v.strictObject({
  said: v.pipe(v.array(said), v.minLength(1)),
  /** All that was written, where some of it is wrong; else it is the reference. */
  wrote: v.optional(v.string()),
});

const matrix = v.array(v.array(number));
/** Means over answers. */
const attention = v.strictObject({
  answers: v.pipe(count, v.minValue(1)),
  absolute: v.pipe(v.array(number), v.length(PROMPT_SEGMENTS.length)),
  signed: v.pipe(v.array(number), v.length(PROMPT_SEGMENTS.length)),
  answer: matrix,
  retrieval: matrix,
});

const cell = v.strictObject({
  model: id,
  needles: v.pipe(count, v.minValue(1)),
  queries: v.pipe(count, v.minValue(1)),
  length: count,
  depth: v.pipe(v.number(), v.minValue(0), v.maxValue(100)),
  /** In the order of their numbers; null: needles and question alone are longer than the length. */
  samples: v.nullable(v.array(sample)),
  attention: v.nullable(attention),
});

const ablation = v.strictObject({
  model: id,
  /** Heads switched off, as [layer, head] from 0. */
  off: v.array(v.tuple([count, count])),
  /** null: the best retrieval heads; else the number of the random draw. */
  draw: v.nullable(count),
  /** One entry a prompt, the same prompts for all sets of heads of a model. */
  right: v.array(v.boolean()),
});

const model = v.strictObject({
  id,
  title: name,
  sha256,
  tokenizer: sha256,
  /** Layer of each map that attention was measured on, from 0. */
  layers: v.array(count),
});

const resultSchema = v.strictObject({
  format: v.literal("heddle-needle-result/1"),
  spec: v.unknown(),
  /** The person's own text, where one was used. */
  haystack: v.nullable(v.strictObject({ name, sha256 })),
  models: v.array(model),
  cells: v.array(cell),
  ablations: v.array(ablation),
  /** How it was computed; no number above depends on it. */
  run: v.strictObject({ engine: v.string(), seconds: v.pipe(number, v.minValue(0)), samplesPerSecond: v.pipe(number, v.minValue(0)) }),
});

export type NeedleCell = v.InferOutput<typeof cell>;
export type ModelRecord = v.InferOutput<typeof model>;
export type CellSample = v.InferOutput<typeof sample>;
export type CellAttention = v.InferOutput<typeof attention>;
export type RunRecord = v.InferOutput<typeof resultSchema>["run"];
export type NeedleResult = Omit<v.InferOutput<typeof resultSchema>, "spec"> & { readonly spec: NeedleSpec };

/** What is kept as soon as it is finished. */
export const finishedSchema = v.variant("kind", [
  v.strictObject({ kind: v.literal("cell"), cell }),
  v.strictObject({ kind: v.literal("ablation"), ablation }),
]);
export type Finished = v.InferOutput<typeof finishedSchema>;

/**
 * Checks a result file.
 * @throws HeddleError `bad-spec` naming the first field that is wrong
 */
export function parseNeedleResult(json: unknown, where: string): NeedleResult {
  const result = v.safeParse(resultSchema, json);
  if (!result.success) {
    const [issue] = result.issues;
    const path = v.getDotPath(issue);
    throw localizedError("bad-spec", {
      en: [`${where}${path ? `: ${path}` : ""}: ${issue.message}.`, "Choose a result that Heddle wrote."],
      zh: [`${where}${path ? `：${path}` : ""} 有误（${issue.message}）。`, "请选择 Heddle 写出的结果。"],
    });
  }
  return { ...result.output, spec: parseNeedleSpec(result.output.spec, `${where}: spec`) };
}

/** True for a file that says it is a result of Heddle's own. */
export function isNeedleResult(json: unknown): boolean {
  return typeof json === "object" && json !== null && "format" in json && json.format === "heddle-needle-result/1";
}

/** A sample as it is kept. */
export function keepSample({ said, written }: SampleResult): CellSample {
  const kept = said.map(({ mistake, said: words }): CellSample["said"][number] => (mistake === null ? "right" : [mistake, words]));
  return kept.every((one) => one === "right") ? { said: kept } : { said: kept, wrote: written };
}

/** True when every answer of a sample is right. */
export function allRight({ said }: CellSample): boolean {
  return said.every((one) => one === "right");
}

/** Shares are kept to a hundred-thousandth. */
const round = (value: number): number => Math.round(value * 1e5) / 1e5;

/** What was measured, as means. */
export function keepAttention(sums: AttentionSums | null): CellAttention | null {
  if (!sums || sums.answers === 0) return null;
  const mean = (values: readonly number[]): number[] => values.map((value) => round(value / sums.answers));
  return {
    answers: sums.answers,
    absolute: mean(sums.absolute),
    signed: mean(sums.signed),
    answer: sums.answer.map(mean),
    retrieval: sums.retrieval.map(mean),
  };
}
