// Scores by length and depth, whatever they come from: an experiment of Heddle's own, or the file of another harness. The figures
// and the lab draw this form.

import type { CellSample, NeedleCell, NeedleResult } from "./result.ts";
import { allRight } from "./result.ts";
import { type Interval, wilson } from "./statistics.ts";

/** How many were right of how many, where that is known; an imported mean has neither. */
export interface Score {
  readonly share: number;
  readonly right: number | null;
  readonly total: number | null;
}

/** N needles and R questions; null where a file does not say. */
export interface Condition {
  readonly needles: number | null;
  readonly queries: number | null;
}

export interface ScoreTable {
  readonly models: readonly { readonly id: string; readonly title: string }[];
  readonly conditions: readonly Condition[];
  /** In rising order. */
  readonly lengths: readonly number[];
  readonly depths: readonly number[];
  readonly cells: readonly ScoreCell[];
  /** Prompts in a cell; null where it differs or is not known. */
  readonly samples: number | null;
  /** Where it is from, in words for a caption; "" for Heddle's own. */
  readonly source: string;
}

export interface ScoreCell extends Condition {
  readonly model: string;
  readonly length: number;
  readonly depth: number;
  /** null: the needles do not fit into the length. */
  readonly score: Score | null;
}

/** `all`: a prompt is right when all R answers are. `each`: the share of right answers, which is partial credit for R > 1. */
export type Measure = "all" | "each";

export function sameCondition(a: Condition, b: Condition): boolean {
  return a.needles === b.needles && a.queries === b.queries;
}

/** "N = 4, R = 2"; "" where nothing is known. */
export function conditionName({ needles, queries }: Condition): string {
  const parts = [...(needles === null ? [] : [`N = ${needles}`]), ...(queries === null ? [] : [`R = ${queries}`])];
  return parts.join(", ");
}

export function scoreOf(right: number, total: number): Score {
  return { share: total === 0 ? 0 : right / total, right, total };
}

/** 95 % interval of a score; null where it cannot be told. */
export function intervalOf({ right, total }: Score): Interval | null {
  return right === null || total === null || total === 0 ? null : wilson(right, total);
}

/** Cells as one: shares of prompts where numbers are known for all, else the mean of the shares. null of no cells. */
export function pooled(scores: readonly (Score | null | undefined)[]): Score | null {
  const present = scores.filter((score) => score !== null && score !== undefined);
  if (present.length === 0) return null;
  const sum = (of: (score: Score) => number | null): number | null =>
    present.reduce<number | null>((all, score) => {
      const value = of(score);
      return all === null || value === null ? null : all + value;
    }, 0);
  const [right, total] = [sum((score) => score.right), sum((score) => score.total)];
  if (right !== null && total !== null) return scoreOf(right, total);
  return { share: present.reduce((all, { share }) => all + share, 0) / present.length, right: null, total };
}

function sampleScore(samples: readonly CellSample[], measure: Measure): Score {
  if (measure === "all") return scoreOf(samples.filter(allRight).length, samples.length);
  const answers = samples.flatMap(({ said }) => said);
  const right = answers.filter((one) => one === "right").length;
  // Answers of one prompt are not independent of one another, so no interval is made of their number.
  const together = samples.every(({ said }) => said.length === 1);
  return together ? scoreOf(right, answers.length) : { share: answers.length === 0 ? 0 : right / answers.length, right: null, total: null };
}

/** The scores of an experiment of Heddle's own. */
export function scoresOf(result: NeedleResult, measure: Measure = "all"): ScoreTable {
  const { spec } = result;
  return {
    models: result.models.map(({ id, title }) => ({ id, title })),
    conditions: spec.tasks.map(({ needles, queries }) => ({ needles, queries })),
    lengths: rising(spec.lengths),
    depths: rising(spec.depths),
    cells: result.cells.map(({ model, needles, queries, length, depth, samples }) => ({
      ...{ model, needles, queries, length, depth },
      score: samples && sampleScore(samples, measure),
    })),
    samples: spec.samples,
    source: "",
  };
}

export const rising = (values: Iterable<number>): number[] => [...new Set(values)].sort((a, b) => a - b);

/** Which cells are meant; what is left out is not compared. */
export interface CellFilter {
  readonly model?: string;
  readonly condition?: Condition;
  readonly length?: number;
  readonly depth?: number;
}

/** Cells that a filter lets through. */
export function cellsWhere<T extends Pick<NeedleCell, "model" | "length" | "depth"> & Condition>(
  cells: readonly T[],
  { model, condition, length, depth }: CellFilter,
): T[] {
  return cells.filter(
    (cell) =>
      (model === undefined || cell.model === model) &&
      (condition === undefined || sameCondition(cell, condition)) &&
      (length === undefined || cell.length === length) &&
      (depth === undefined || cell.depth === depth),
  );
}

/**
 * One score of a table: a cell, or several as one.
 * @returns undefined where there is no such cell (it was not run), null where the needles do not fit
 */
export function findScore(table: ScoreTable, filter: CellFilter): Score | null | undefined {
  const found = cellsWhere(table.cells, filter);
  return found.length === 0 ? undefined : pooled(found.map(({ score }) => score));
}
