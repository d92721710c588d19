// Scores by length and depth: a panel for each model with the number in every cell and an average row, and for two models that
// read the same prompts a panel of their difference with its paired test.

import * as v from "valibot";
import { type Comparison, compareModels } from "../../needle/findings.ts";
import { cellsWhere, conditionName, findScore, intervalOf, type Score, sameCondition } from "../../needle/scores.ts";
import { type ColourScale, divergingScale, sequentialScale } from "../colour/scale.ts";
import { DIVERGING, SEQUENTIAL } from "../colour/schemes.ts";
import { drawGrid, type GridCell } from "../needle/grid.ts";
import { conditionSetting, modelsSetting } from "../needle/settings.ts";
import { defineSweepFigure, type SweepData } from "../needle/sweepFigure.ts";
import { countWord, depthName, experimentFacts, experimentSentences, lengthName, percent, pName, signedPercent } from "../needle/words.ts";
import { join } from "../parts/describe.ts";
import { legend } from "../parts/legend.ts";
import { type Body, compose, type Sheet, sheet } from "../parts/sheet.ts";
import type { Frame, Mark, Plain } from "../scene.ts";
import { textWidth } from "../text/measure.ts";

const settings = v.strictObject({
  models: modelsSetting,
  condition: conditionSetting,
  /** `all`: prompts with all R answers right. `each`: share of right answers. */
  measure: v.optional(v.picklist(["all", "each"]), "all"),
  /** Whether two models are shown with their difference. */
  difference: v.optional(v.boolean(), true),
  sequential: v.optional(v.picklist(SEQUENTIAL), "viridis"),
  diverging: v.optional(v.picklist(DIVERGING), "RdBu"),
});

const TEXTS = {
  en: {
    title: "Needles found, by length and depth",
    length: "length in tokens",
    depth: "depth of the answer",
    average: "average",
    all: "prompts with all answers right",
    each: "right answers",
    score: "score",
    missing: "Cells without a number were not run; a dash means that the needles do not fit.",
    difference: "difference",
    averages: "The last row and column are taken over all depths and lengths.",
  },
  zh: {
    title: "按长度与深度的检索正确率",
    length: "长度（词元）",
    depth: "答案深度",
    average: "平均",
    all: "全部回答正确的提示",
    each: "正确的回答",
    score: "得分",
    missing: "没有数字的格子未运行；横线表示针放不下。",
    difference: "差",
    averages: "最后一行与最后一列取所有深度与长度。",
  },
} as const;

/** What one panel shows. */
interface Panel {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  cell(length: number | null, depth: number | null): GridCell;
}

export default defineSweepFigure({
  title: { en: "Heatmap of length and depth", zh: "长度与深度热图" },
  summary: {
    en: "How often needles are found, by length and depth, for each model and between two.",
    zh: "各模型在每种长度与深度下找到针的比例，以及两者之差。",
  },
  needs: "scores",
  settings,
  draw: (data, chosen, paper) => {
    const { language } = paper;
    const say = TEXTS[language];
    const on = sheet(paper);
    const table = data.scores(chosen.measure);
    const condition = table.conditions.find((one) => chosen.condition === null || sameCondition(one, chosen.condition));
    const models = table.models.filter(({ id }) => chosen.models === null || chosen.models.includes(id));
    const shares = sequentialScale(chosen.sequential, paper.theme, 0, 1, false);
    const signed = divergingScale(chosen.diverging, paper.theme, 1, false);
    const tables = new Map(
      models.map(({ id }) => [id, { ...table, cells: cellsWhere(table.cells, { model: id, ...(condition ? { condition } : {}) }) }]),
    );
    const score = (model: string, length: number | null, depth: number | null): Score | null | undefined =>
      findScore(tables.get(model) ?? table, { ...(length === null ? {} : { length }), ...(depth === null ? {} : { depth }) });
    const panels: Panel[] = models.map(({ id, title }) => ({
      id,
      title,
      note: overall(score(id, null, null), language),
      cell: (length, depth) => {
        const found = score(id, length, depth);
        return { value: found?.share ?? Number.NaN, text: found ? percent(found.share) : found === null ? "–" : "", scale: shares };
      },
    }));
    const [first, second] = models;
    const compared = first && second && models.length === 2 && chosen.difference ? differencePanel(data, first, second) : null;
    if (compared) panels.push(compared.panel);

    function differencePanel(
      all: SweepData,
      a: { id: string; title: string },
      b: { id: string; title: string },
    ): { panel: Panel; whole: Comparison } | null {
      const { result } = all;
      if (!result || chosen.measure === "each") return null;
      const between = (length: number | null, depth: number | null): Comparison | null =>
        compareModels(result, a.id, b.id, {
          ...(condition ? { condition } : {}),
          ...(length === null ? {} : { length }),
          ...(depth === null ? {} : { depth }),
        });
      const whole = between(null, null);
      if (!whole) return null;
      const panel: Panel = {
        id: "difference",
        title: `${b.title} − ${a.title}`,
        note: `${signedPercent(whole.difference)} (${signedPercent(whole.low)} … ${signedPercent(whole.high)}), ${pName(whole.p)}`,
        cell: (length, depth) => {
          const found = between(length, depth);
          return { value: found?.difference ?? Number.NaN, text: found ? signedPercent(found.difference) : "", scale: signed };
        },
      };
      return { panel, whole };
    }

    const name = condition ? conditionName(condition) : "";
    const { whole } = compared ?? {};
    const bracket = name === "" ? "" : language === "zh" ? `（${name}）` : ` (${name})`;
    const shown = data.result
      ? {
          en: `Share of ${TEXTS.en[chosen.measure]} by length and depth${bracket}.`,
          zh: `${TEXTS.zh[chosen.measure]}的比例，按长度与深度${bracket}。`,
        }
      : { en: `Score by length and depth${bracket}.`, zh: `得分，按长度与深度${bracket}。` };
    const sentences = [
      shown[language],
      ...(whole && first && second
        ? [
            language === "zh"
              ? `差为 ${second.title} 减 ${first.title}，同一批提示：只有前者正确 ${whole.second} 个，只有后者正确 ${whole.first} 个；括号内为 95 % 区间（Newcombe），McNemar 精确检验 ${pName(whole.p)}。`
              : `The difference is ${second.title} minus ${first.title} on the same prompts: ${countWord(whole.second, "prompt")} only the former has right, ${whole.first} only the latter; in brackets its 95 % interval (Newcombe), McNemar's exact test ${pName(whole.p)}.`,
          ]
        : []),
      say.averages,
      ...(table.cells.some((cell) => cell.score === null) ? [say.missing] : []),
      ...experimentSentences(data, models, language),
    ];
    return compose(on, {
      title: name === "" ? say.title : `${say.title} (${name})`,
      caption: join(sentences, language),
      facts: experimentFacts(data, models, {
        condition: condition ? { ...condition } : null,
        measure: chosen.measure,
        lengths: [...table.lengths],
        depths: [...table.depths],
        cells: models.map(({ id }) => table.depths.map((depth) => table.lengths.map((length) => plainScore(score(id, length, depth))))),
        difference: whole ? { ...whole } : null,
      }),
      body: (top, room) => {
        const scales = [
          { id: "legend-score", name: say[data.result ? chosen.measure : "score"], scale: shares },
          ...(compared ? [{ id: "legend-difference", name: say.difference, scale: signed }] : []),
        ];
        return drawPanels({ on, panels, lengths: table.lengths, depths: table.depths, say, scales }, top, room);
      },
    });
  },
});

function overall(score: Score | null | undefined, language: "en" | "zh"): string {
  if (!score) return "";
  const interval = intervalOf(score);
  const range = interval ? ` (${percent(interval.low)} … ${percent(interval.high)})` : "";
  return `${TEXTS[language].average} ${percent(score.share)}${range}`;
}

function plainScore(score: Score | null | undefined): Plain {
  return score ? { share: score.share, right: score.right, total: score.total } : null;
}

interface Panels {
  readonly on: Sheet;
  readonly panels: readonly Panel[];
  readonly lengths: readonly number[];
  readonly depths: readonly number[];
  readonly say: (typeof TEXTS)["en"] | (typeof TEXTS)["zh"];
  readonly scales: readonly { readonly id: string; readonly name: string; readonly scale: ColourScale }[];
}

/** Panels beside one another as far as their numbers have room, else in rows. */
function drawPanels({ on, panels, lengths, depths, say, scales }: Panels, top: number, room: number | undefined): Body {
  const { size } = on;
  const columns = [
    ...lengths.map((length) => ({ name: lengthName(length), value: length as number | null })),
    { name: say.average, value: null },
  ];
  const rows = [...depths.map((depth) => ({ name: depthName(depth), value: depth as number | null })), { name: say.average, value: null }];
  const widest = textWidth("100%", size);
  const gap = size * 1.6;
  const left = Math.max(...rows.map(({ name }) => textWidth(name, size))) + size * 1.9;
  // A cell must hold its number.
  const smallest = left + columns.length * (widest + size * 0.4);
  const across = Math.max(1, Math.min(panels.length, Math.floor((on.width + gap) / (smallest + gap))));
  const down = Math.ceil(panels.length / across);
  const width = (on.width - gap * (across - 1)) / across;
  const foot = size * 1.6 * scales.length + size;
  const height = room === undefined ? undefined : (room - foot) / down - gap;
  const marks: Mark[] = [];
  const frames: Frame[] = [];
  let y = top;
  for (let row = 0; row < down; row++) {
    let bottom = y;
    for (const [i, panel] of panels.slice(row * across, (row + 1) * across).entries()) {
      const place = { on, x: on.left + i * (width + gap), y, width, height };
      const grid = drawGrid(place, {
        id: panel.id,
        title: panel.title,
        note: panel.note,
        columns: columns.map(({ name }) => name),
        rows: rows.map(({ name }) => name),
        apart: { column: columns.length - 1, row: rows.length - 1 },
        names: { column: say.length, row: say.depth },
        cell: (r, c) => panel.cell(columns[c]?.value ?? null, rows[r]?.value ?? null),
      });
      marks.push(...grid.marks);
      frames.push(grid.frame);
      bottom = Math.max(bottom, grid.bottom);
    }
    y = bottom + gap;
  }
  let bottom = y - gap * 0.5;
  for (const key of scales) {
    const drawn = legend({ on, x: on.left, y: bottom, width: on.width, masked: false, ...key });
    marks.push(...drawn.marks);
    bottom = drawn.bottom;
  }
  return { marks, frames, bottom };
}
