// Accuracy by number of needles and questions, as a table: one row a model, one column an (N, R), each number with its interval;
// the share of right answers apart where several are asked for.

import * as v from "valibot";
import { type Comparison, compareModels } from "../../needle/findings.ts";
import { type Condition, conditionName, findScore, intervalOf, type ScoreTable } from "../../needle/scores.ts";
import { lengthsSetting, modelsSetting } from "../needle/settings.ts";
import { defineSweepFigure } from "../needle/sweepFigure.ts";
import { experimentFacts, experimentSentences, percent, pName, signedPercent } from "../needle/words.ts";
import { join } from "../parts/describe.ts";
import { line } from "../parts/path.ts";
import { type Body, compose, type Sheet, sheet } from "../parts/sheet.ts";
import { fill } from "../parts/words.ts";
import type { Mark } from "../scene.ts";
import { shorten } from "../text/label.ts";
import { textWidth } from "../text/measure.ts";

const settings = v.strictObject({
  models: modelsSetting,
  lengths: lengthsSetting,
});

const TEXTS = {
  en: {
    title: "Needles found, by number of needles N and questions R",
    what: "Share of prompts with all R answers right, over all depths{lengths}; under it the 95 % interval (Wilson).",
    each: "In brackets behind the slash: share of right answers.",
    test: "The last row: difference of the last two models on the same prompts, McNemar's exact test.",
    atLengths: " at {n} tokens",
    everywhere: " and lengths",
  },
  zh: {
    title: "按针数 N 与问题数 R 的检索正确率",
    what: "R 个回答全部正确的提示所占比例，取所有深度{lengths}；其下为 95 % 区间（Wilson）。",
    each: "斜线后括号内为正确回答的比例。",
    test: "最后一行为后两个模型在同一批提示上的差，McNemar 精确检验。",
    atLengths: "，长度 {n} 词元",
    everywhere: "与长度",
  },
} as const;

/** Two lines of a cell: the number, and what belongs to it. */
type Entry = readonly [string, string];

export default defineSweepFigure({
  title: { en: "Table of needles and questions", zh: "针数与问题数表" },
  summary: {
    en: "How often needles are found for each number of needles and questions, with intervals.",
    zh: "各针数与问题数下找到针的比例及其区间。",
  },
  needs: "scores",
  settings,
  draw: (data, chosen, paper) => {
    const { language } = paper;
    const say = TEXTS[language];
    const on = sheet(paper);
    const [all, each] = [within(data.scores("all"), chosen.lengths), within(data.scores("each"), chosen.lengths)];
    const models = all.models.filter(({ id }) => chosen.models === null || chosen.models.includes(id));
    const rows = models.map(({ id, title }) => ({
      name: title,
      entries: all.conditions.map((condition): Entry => {
        const score = findScore(all, { model: id, condition });
        if (!score) return [score === null ? "–" : "", ""];
        const partial = (condition.queries ?? 1) > 1 ? findScore(each, { model: id, condition }) : null;
        const interval = intervalOf(score);
        return [
          `${percent(score.share)}${partial ? ` / (${percent(partial.share)})` : ""}`,
          interval ? `${percent(interval.low)} … ${percent(interval.high)}` : "",
        ];
      }),
    }));
    const [first, second] = models.slice(-2);
    const { result } = data;
    // Over several lengths the pairs are added up; over some of them the test is left out.
    const tests: (Comparison | null)[] = all.conditions.map((condition) =>
      result && first && second && models.length > 1 && chosen.lengths === null
        ? compareModels(result, first.id, second.id, { condition })
        : null,
    );
    const tested = tests.some((test) => test !== null);
    if (tested && first && second)
      rows.push({
        name: `${second.title} − ${first.title}`,
        entries: tests.map((test): Entry => (test ? [signedPercent(test.difference), pName(test.p)] : ["", ""])),
      });
    const lengths = chosen.lengths ? fill(say.atLengths, { n: chosen.lengths.join(", ") }) : say.everywhere;
    return compose(on, {
      title: say.title,
      caption: join(
        [
          fill(say.what, { lengths }),
          ...(all.conditions.some(({ queries }) => (queries ?? 1) > 1) ? [say.each] : []),
          ...(tested ? [say.test] : []),
          ...experimentSentences(data, models, language),
        ],
        language,
      ),
      facts: experimentFacts(data, models, {
        conditions: all.conditions.map((condition) => ({ ...condition })),
        rows: rows.map(({ name, entries }) => ({ name, entries: entries.map(([number, more]) => [number, more]) })),
        tests: tests.map((test) => test && { ...test }),
      }),
      body: (top) => drawTable(on, all.conditions, rows, tested, top),
    });
  },
});

function within(table: ScoreTable, lengths: readonly number[] | null): ScoreTable {
  return lengths === null ? table : { ...table, cells: table.cells.filter(({ length }) => lengths.includes(length)) };
}

function drawTable(
  on: Sheet,
  conditions: readonly Condition[],
  rows: readonly { readonly name: string; readonly entries: readonly Entry[] }[],
  tested: boolean,
  top: number,
): Body {
  const { size, theme } = on;
  const heads = conditions.map(conditionName);
  const column = Math.max(
    size * 4,
    ...heads.map((name) => textWidth(name, size, 600)),
    ...rows.flatMap(({ entries }) => entries.map(([number, more]) => Math.max(textWidth(number, size, 600), textWidth(more, size)))),
  );
  const gap = size * 2.4;
  const names = Math.min(Math.max(size * 4, ...rows.map(({ name }) => textWidth(name, size))), on.width * 0.4);
  const perRow = Math.max(1, Math.floor((on.width - names) / (column + gap)));
  const step = size * 3;
  const marks: Mark[] = [];
  const rule = (y: number, width: number): void =>
    void marks.push({
      type: "path",
      d: line([
        [on.left, y],
        [on.left + on.width, y],
      ]),
      fill: "none",
      stroke: theme.edge,
      strokeWidth: width,
    });
  const word = (text: string, x: number, y: number, anchor: "start" | "end", more: { weight?: 400 | 600; fill?: string } = {}): void =>
    void marks.push({
      type: "text",
      x,
      y,
      text,
      size,
      fill: more.fill ?? theme.ink,
      weight: more.weight ?? 400,
      anchor,
      baseline: "middle",
    });
  let y = top;
  // Columns that do not fit stand in a second table under the first.
  for (let start = 0; start < conditions.length; start += perRow) {
    const end = Math.min(conditions.length, start + perRow);
    const right = (i: number): number => on.left + names + (i - start + 1) * (column + gap);
    rule(y, 0.8);
    for (let i = start; i < end; i++) word(heads[i] ?? "", right(i), y + size * 1.1, "end", { weight: 600 });
    y += size * 2.1;
    rule(y, 0.4);
    for (const [place, { name, entries }] of rows.entries()) {
      if (tested && place === rows.length - 1) rule(y, 0.4);
      word(shorten(name, names, size), on.left, y + size * 1.1, "start");
      for (let i = start; i < end; i++) {
        const [number, more] = entries[i] ?? ["", ""];
        word(number, right(i), y + size * 1.1, "end", { weight: 600 });
        word(more, right(i), y + size * 2.25, "end", { fill: theme.muted });
      }
      y += step;
    }
    rule(y, 0.8);
    y += size * 1.4;
  }
  return { marks: [{ type: "group", name: "table", marks }], frames: [], bottom: y - size };
}
