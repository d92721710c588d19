// A figure of an experiment: one folder with a sweep.ts, a pure function of (result, settings, paper), as figures of a trace are.

import * as v from "valibot";
import { localizedError } from "../../error.ts";
import { type Imported, importScores } from "../../needle/importScores.ts";
import { isNeedleResult, type NeedleResult, parseNeedleResult } from "../../needle/result.ts";
import { type Measure, type ScoreTable, scoresOf } from "../../needle/scores.ts";
import type { Localized } from "../../text.ts";
import type { Paper } from "../contract.ts";
import type { Scene } from "../scene.ts";
import { checkAsked } from "./asked.ts";

/** What is drawn: an experiment of Heddle's own, or scores of another harness. */
export interface SweepData {
  /** null where scores were imported. */
  readonly result: NeedleResult | null;
  /** Set where scores were imported. */
  readonly imported: Imported | null;
  scores(measure: Measure): ScoreTable;
}

export function resultData(result: NeedleResult): SweepData {
  const tables = new Map<Measure, ScoreTable>();
  return {
    result,
    imported: null,
    scores: (measure) => {
      const table = tables.get(measure) ?? scoresOf(result, measure);
      tables.set(measure, table);
      return table;
    },
  };
}

export function importedData(imported: Imported): SweepData {
  return { result: null, imported, scores: () => imported.table };
}

/**
 * A result of Heddle's own, or another harness's scores.
 * @throws HeddleError `bad-spec`
 */
export function readSweepData(json: unknown, where: string): SweepData {
  return isNeedleResult(json) ? resultData(parseNeedleResult(json, where)) : importedData(importScores(json, where));
}

/** A figure type. Its folder's name is its id. */
export interface SweepFigure<Schema extends v.GenericSchema = v.GenericSchema> {
  readonly title: Localized;
  /** One sentence. */
  readonly summary: Localized;
  /** What must be there: scores, prompts one by one, attention, or heads switched off. */
  readonly needs: "scores" | "samples" | "attention" | "ablation";
  /** All with defaults, so that `{}` is valid. */
  readonly settings: Schema;
  /** Models, task, depth and lengths that the settings name are in the data. */
  draw(data: SweepData, settings: v.InferOutput<Schema>, paper: Paper): Scene;
}

/** Declares a figure type with its settings' types inferred. */
export function defineSweepFigure<const Schema extends v.GenericSchema>(figure: SweepFigure<Schema>): SweepFigure<Schema> {
  return figure;
}

/** True when the data has what a figure type needs. */
export function sweepMeets({ result }: SweepData, needs: SweepFigure["needs"]): boolean {
  if (needs === "scores") return true;
  if (!result) return false;
  if (needs === "samples") return result.cells.some(({ samples }) => samples !== null);
  return needs === "attention" ? result.cells.some(({ attention }) => attention !== null) : result.ablations.length > 0;
}

const LACKING: Readonly<Record<SweepFigure["needs"], Localized>> = {
  scores: { en: "Run the experiment first.", zh: "请先运行实验。" },
  samples: { en: "Run the experiment in Heddle.", zh: "请在 Heddle 中运行实验。" },
  attention: { en: 'Run the experiment with "attention": 5 or more.', zh: '请以 "attention": 5 或更多运行实验。' },
  ablation: { en: 'Run the experiment with "ablation": { "heads": [1, 2, 4] }.', zh: '请以 "ablation": { "heads": [1, 2, 4] } 运行实验。' },
};

/**
 * Draws a figure of an experiment.
 * @param settings may lack their defaults
 * @throws HeddleError `bad-spec` or `capture-missing`
 */
export function drawSweepFigure(figure: SweepFigure & { readonly id: string }, data: SweepData, settings: unknown, paper: Paper): Scene {
  if (!sweepMeets(data, figure.needs))
    throw localizedError("capture-missing", {
      en: [`This result has not what the figure "${figure.id}" shows.`, LACKING[figure.needs].en],
      zh: [`此结果没有图“${figure.id}”所需的内容。`, LACKING[figure.needs].zh],
    });
  const read = v.safeParse(figure.settings, settings);
  if (!read.success) {
    const [issue] = read.issues;
    const path = v.getDotPath(issue);
    throw localizedError("bad-spec", {
      en: [`The figure "${figure.id}": settings${path ? `: ${path}` : ""}: ${issue.message}.`, "Correct the settings."],
      zh: [`图“${figure.id}”的设置${path ? `：${path}` : ""} 有误（${issue.message}）。`, "请更正设置。"],
    });
  }
  checkAsked(data.scores("all"), read.output);
  return figure.draw(data, read.output, paper);
}
