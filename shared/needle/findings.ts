// What an experiment says beyond its scores: two models on the same prompts, what was answered instead, where attention went.

import { type HeadScore, headScores } from "./ablation.ts";
import { PROMPT_SEGMENTS, type PromptSegment } from "./attention.ts";
import { allRight, type NeedleResult } from "./result.ts";
import { MISTAKES, type Mistake } from "./score.ts";
import { type CellFilter, type Condition, cellsWhere } from "./scores.ts";
import { addPairs, differenceOfShares, mcnemar, type Pairs, pairsOf } from "./statistics.ts";

export interface Comparison extends Pairs {
  /** Second minus first, with its 95 % interval. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** McNemar's exact test. */
  readonly p: number;
}

/**
 * Two models on the prompts that both answered.
 * @returns null where there are none, or where the models have different tokenizers and so read different prompts
 */
export function compareModels(result: NeedleResult, first: string, second: string, filter: Omit<CellFilter, "model">): Comparison | null {
  const tokenizer = (id: string): string | undefined => result.models.find((model) => model.id === id)?.tokenizer;
  if (tokenizer(first) !== tokenizer(second)) return null;
  const others = cellsWhere(result.cells, { ...filter, model: second });
  let pairs: Pairs | null = null;
  for (const cell of cellsWhere(result.cells, { ...filter, model: first })) {
    const [other] = cellsWhere(others, { condition: cell, length: cell.length, depth: cell.depth });
    if (!cell.samples || !other?.samples) continue;
    const more = pairsOf(cell.samples.map(allRight), other.samples.map(allRight));
    pairs = pairs ? addPairs(pairs, more) : more;
  }
  return pairs && { ...pairs, ...differenceOfShares(pairs), p: mcnemar(pairs) };
}

/** How many answers were right, and of what kind the others are. */
export function countAnswers(result: NeedleResult, filter: CellFilter): Record<Mistake | "right", number> {
  const counts: Record<Mistake | "right", number> = { right: 0, ...Object.fromEntries(MISTAKES.map((kind) => [kind, 0])) } as Record<
    Mistake | "right",
    number
  >;
  for (const { samples } of cellsWhere(result.cells, filter))
    for (const { said } of samples ?? []) for (const one of said) counts[one === "right" ? "right" : one[0]]++;
  return counts;
}

/** Shares of attention by segment, as means over answers. */
export interface Shares {
  readonly answers: number;
  readonly absolute: Readonly<Record<PromptSegment, number>>;
  readonly signed: Readonly<Record<PromptSegment, number>>;
}

/** Where the deciding rows looked; null where it was not measured. */
export function attentionShares(result: NeedleResult, filter: CellFilter): Shares | null {
  const measured = cellsWhere(result.cells, filter).flatMap(({ attention }) => attention ?? []);
  const answers = measured.reduce((sum, one) => sum + one.answers, 0);
  if (answers === 0) return null;
  const mean = (of: "absolute" | "signed"): Record<PromptSegment, number> =>
    Object.fromEntries(
      PROMPT_SEGMENTS.map((segment, i) => [segment, measured.reduce((sum, one) => sum + (one[of][i] ?? 0) * one.answers, 0) / answers]),
    ) as Record<PromptSegment, number>;
  return { answers, absolute: mean("absolute"), signed: mean("signed") };
}

/** Attention to context that is not the answer. */
export function noiseOf(shares: Readonly<Record<PromptSegment, number>>): number {
  return shares.before + shares.after;
}

/** The heads of a model, the best retrieval heads first; empty where attention was not measured. */
export function retrievalHeads(result: NeedleResult, model: string, condition?: Condition): HeadScore[] {
  const record = result.models.find(({ id }) => id === model);
  return record ? headScores(record, cellsWhere(result.cells, { model, ...(condition ? { condition } : {}) })) : [];
}
