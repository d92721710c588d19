// Scores of other harnesses: rows of length, depth, score and model. What the wide-spread needle tests write is read as well, so
// that a person can see their large models in the same heatmap.

import * as v from "valibot";
import { localizedError } from "../error.ts";
import { type Condition, rising, type Score, type ScoreCell, type ScoreTable, sameCondition } from "./scores.ts";

const MOST_ROWS = 200_000;
const finite = v.pipe(v.number(), v.finite());

/** The documented form, and the names that gkamradt's LLMTest_NeedleInAHaystack gives the same things. */
const row = v.pipe(
  v.looseObject({
    length: v.optional(finite),
    context_length: v.optional(finite),
    depth: v.optional(finite),
    depth_percent: v.optional(finite),
    score: v.optional(v.nullable(finite)),
    model: v.optional(v.string()),
    model_name: v.optional(v.string()),
    needles: v.optional(v.pipe(finite, v.integer(), v.minValue(1))),
    queries: v.optional(v.pipe(finite, v.integer(), v.minValue(1))),
    /** Prompts behind the score. */
    samples: v.optional(v.pipe(finite, v.integer(), v.minValue(1))),
  }),
  v.check((one) => (one.length ?? one.context_length ?? 0) > 0, "a row has a length in tokens"),
  v.check((one) => {
    const depth = one.depth ?? one.depth_percent;
    return depth !== undefined && depth >= 0 && depth <= 100;
  }, "a row has a depth from 0 to 100"),
  v.check((one) => typeof one.score === "number" && one.score >= 0, "a row has a score that is not negative"),
);

const fileSchema = v.strictObject({
  format: v.optional(v.literal("heddle-needle-scores/1")),
  /** Where the scores come from, for the caption. */
  source: v.optional(v.pipe(v.string(), v.maxLength(300)), ""),
  /** The best score there can be. */
  scale: v.optional(v.pipe(finite, v.gtValue(0))),
  results: v.pipe(v.array(row), v.minLength(1), v.maxLength(MOST_ROWS)),
});

/** Best scores that harnesses use: shares, marks to ten, percent. */
const SCALES = [1, 10, 100];
/** LLMTest_NeedleInAHaystack marks from 1, the worst, to 10: where all failed, 1 must not pass for a full share. */
const MARKS = 10;

export interface Imported {
  readonly table: ScoreTable;
  /** What a score was divided by, and whether the file said so. */
  readonly scale: number;
  readonly scaleGiven: boolean;
}

/**
 * Reads the scores of another harness: {"results": [...]}, an array of rows, or one row.
 * @throws HeddleError `bad-spec` naming the first row that is wrong
 */
export function importScores(json: unknown, where: string): Imported {
  const wrapped = Array.isArray(json) ? { results: json } : isRow(json) ? { results: [json] } : json;
  const read = v.safeParse(fileSchema, wrapped);
  if (!read.success) {
    const [issue] = read.issues;
    const path = v.getDotPath(issue);
    const form = '{"length": 4096, "depth": 50, "score": 0.9, "model": "name"}';
    throw localizedError("bad-spec", {
      en: [`${where}${path ? `: ${path}` : ""}: ${issue.message}.`, `Give rows as ${form}.`],
      zh: [`${where}${path ? `：${path}` : ""} 有误（${issue.message}）。`, `每行应形如 ${form}。`],
    });
  }
  const { results, source, scale: given } = read.output;
  const most = results.reduce((high, one) => Math.max(high, one.score ?? 0), 0);
  const marked = results.some((one) => one.context_length !== undefined && one.depth_percent !== undefined);
  const scale = given ?? SCALES.find((one) => most <= one && (one >= MARKS || !marked));
  if (scale === undefined || most > scale)
    throw localizedError("bad-spec", {
      en: [
        `${where}: a score of ${most} is more than the best there can be (${scale ?? 100}).`,
        'Say what the best score is with "scale".',
      ],
      zh: [`${where}：得分 ${most} 超过了可能的最高分（${scale ?? 100}）。`, '请用 "scale" 说明最高分。'],
    });
  const cells = new Map<string, { cell: Omit<ScoreCell, "score">; scores: { share: number; samples: number | null }[] }>();
  for (const one of results) {
    const cell = {
      model: one.model ?? one.model_name ?? "model",
      length: one.length ?? one.context_length ?? 0,
      depth: one.depth ?? one.depth_percent ?? 0,
      needles: one.needles ?? null,
      queries: one.queries ?? null,
    };
    const key = JSON.stringify(cell);
    const entry = cells.get(key) ?? { cell, scores: [] };
    entry.scores.push({ share: (one.score ?? 0) / scale, samples: one.samples ?? null });
    cells.set(key, entry);
  }
  const all = Array.from(cells.values(), ({ cell, scores }): ScoreCell => ({ ...cell, score: together(scores) }));
  const totals = new Set(all.map(({ score }) => score?.total ?? null));
  return {
    table: {
      models: [...new Set(all.map(({ model }) => model))].map((id) => ({ id, title: id })),
      conditions: differentConditions(all),
      lengths: rising(all.map(({ length }) => length)),
      depths: rising(all.map(({ depth }) => depth)),
      cells: all,
      samples: totals.size === 1 ? ([...totals][0] ?? null) : null,
      source: source === "" ? where : source,
    },
    scale,
    scaleGiven: given !== undefined,
  };
}

function differentConditions(cells: readonly Condition[]): Condition[] {
  const found: Condition[] = [];
  for (const { needles, queries } of cells)
    if (!found.some((one) => sameCondition(one, { needles, queries }))) found.push({ needles, queries });
  return found;
}

function isRow(json: unknown): boolean {
  return typeof json === "object" && json !== null && "score" in json;
}

/**
 * Rows of one cell as one score. Numbers of right prompts are known only where every row is right or wrong, or says how many
 * prompts it stands for and its score is a whole number of them.
 */
function together(rows: readonly { readonly share: number; readonly samples: number | null }[]): Score {
  const weighted = rows.map(({ share, samples }) => ({
    share,
    weight: samples ?? 1,
    right: share * (samples ?? 1),
    sure: samples !== null || share === 0 || share === 1,
  }));
  const weight = weighted.reduce((sum, one) => sum + one.weight, 0);
  const right = weighted.reduce((sum, one) => sum + one.right, 0);
  const counts = weighted.every((one) => one.sure && Math.abs(one.right - Math.round(one.right)) < 1e-6);
  return { share: right / weight, right: counts ? Math.round(right) : null, total: counts ? weight : null };
}
