// Attention to the answer and to noise by depth of the answer, as Table 3 of "Differential Transformer" (arXiv 2410.05258): two
// blocks, one row a model.

import * as v from "valibot";
import { attentionShares, noiseOf } from "../../needle/findings.ts";
import { conditionName, rising, sameCondition } from "../../needle/scores.ts";
import { divergingScale, sequentialScale } from "../colour/scale.ts";
import { SEQUENTIAL } from "../colour/schemes.ts";
import { drawGrid } from "../needle/grid.ts";
import { conditionSetting, modelsSetting, sharesSetting } from "../needle/settings.ts";
import { defineSweepFigure } from "../needle/sweepFigure.ts";
import { answersBehind, attentionSentences, depthName, experimentFacts, experimentSentences } from "../needle/words.ts";
import { join } from "../parts/describe.ts";
import { legend } from "../parts/legend.ts";
import { compose, sheet } from "../parts/sheet.ts";
import type { Frame, Mark } from "../scene.ts";
import { textWidth } from "../text/measure.ts";

const settings = v.strictObject({
  models: modelsSetting,
  condition: conditionSetting,
  shares: sharesSetting,
  sequential: v.optional(v.picklist(SEQUENTIAL), "viridis"),
});

const TEXTS = {
  en: {
    title: "Attention by depth of the answer",
    answer: "to the answer",
    noise: "to noise",
    depth: "depth of the answer",
    model: "model",
    average: "all",
    share: "share of attention",
  },
  zh: {
    title: "不同答案深度下的注意力",
    answer: "分给答案",
    noise: "分给噪声",
    depth: "答案深度",
    model: "模型",
    average: "全部",
    share: "注意力份额",
  },
} as const;

const MINUS = "\u2212";
const number = (value: number): string => (Number.isNaN(value) ? "" : value.toFixed(2).replace("-", MINUS));

export default defineSweepFigure({
  title: { en: "Attention to answer and noise", zh: "对答案与噪声的注意力" },
  summary: {
    en: "How much attention the answer and everything irrelevant get, by depth.",
    zh: "按深度显示答案与无关内容各得到多少注意力。",
  },
  needs: "attention",
  settings,
  draw: (data, chosen, paper) => {
    const { language } = paper;
    const say = TEXTS[language];
    const on = sheet(paper);
    const { size } = on;
    const table = data.scores("all");
    const condition = table.conditions.find((one) => chosen.condition === null || sameCondition(one, chosen.condition));
    const models = table.models.filter(({ id }) => chosen.models === null || chosen.models.includes(id));
    const depths: (number | null)[] = [...rising(table.depths), null];
    const of = (model: string, depth: number | null, what: "answer" | "noise"): number => {
      const shares =
        data.result && attentionShares(data.result, { model, ...(condition ? { condition } : {}), ...(depth === null ? {} : { depth }) });
      if (!shares) return Number.NaN;
      return what === "answer" ? shares[chosen.shares].answer : noiseOf(shares[chosen.shares]);
    };
    const values = models.flatMap(({ id }) => depths.flatMap((depth) => [of(id, depth, "answer"), of(id, depth, "noise")]));
    const low = Math.min(0, ...values.filter((value) => !Number.isNaN(value)));
    const high = Math.max(...values.filter((value) => !Number.isNaN(value)).map(Math.abs), 0.01);
    const scale =
      low < 0 ? divergingScale("RdBu", paper.theme, high, false) : sequentialScale(chosen.sequential, paper.theme, 0, high, false);
    const answers = models.map(({ id }) => answersBehind(data, id, condition, depths[0] ?? undefined));
    const name = condition ? conditionName(condition) : "";
    return compose(on, {
      title: name === "" ? say.title : `${say.title} (${name})`,
      caption: join([...attentionSentences(chosen.shares, answers, language), ...experimentSentences(data, models, language)], language),
      facts: experimentFacts(data, models, {
        condition: condition ? { ...condition } : null,
        shares: chosen.shares,
        depths: [...rising(table.depths)],
        answer: models.map(({ id }) => depths.map((depth) => plain(of(id, depth, "answer")))),
        noise: models.map(({ id }) => depths.map((depth) => plain(of(id, depth, "noise")))),
      }),
      body: (top, room) => {
        const gap = size * 1.6;
        const left = Math.max(...models.map(({ title }) => textWidth(title, size))) + size * 2;
        const smallest = left + depths.length * (textWidth("0.00", size) + size * 0.5);
        const across = on.width >= 2 * smallest + gap ? 2 : 1;
        const width = (on.width - gap * (across - 1)) / across;
        const height = room === undefined ? undefined : (room - size * 3) / (2 / across) - gap;
        const marks: Mark[] = [];
        const frames: Frame[] = [];
        let [y, bottom] = [top, top];
        for (const [i, what] of (["answer", "noise"] as const).entries()) {
          if (across === 1 && i > 0) y = bottom + gap;
          const grid = drawGrid(
            { on, x: on.left + (across === 2 ? i * (width + gap) : 0), y, width, height },
            {
              id: what,
              title: say[what],
              note: "",
              columns: depths.map((depth) => (depth === null ? say.average : depthName(depth))),
              rows: models.map(({ title }) => title),
              names: { column: say.depth, row: say.model },
              apart: { column: depths.length - 1 },
              cell: (row, column) => {
                const value = of(models[row]?.id ?? "", depths[column] ?? null, what);
                return { value, text: number(value), scale };
              },
            },
          );
          marks.push(...grid.marks);
          frames.push(grid.frame);
          bottom = Math.max(bottom, grid.bottom);
        }
        const key = legend({
          on,
          x: on.left,
          y: bottom + size * 0.4,
          width: on.width,
          name: say.share,
          scale,
          masked: false,
          id: "legend",
        });
        return { marks: [...marks, ...key.marks], frames, bottom: key.bottom };
      },
    });
  },
});

const plain = (value: number): number | null => (Number.isNaN(value) ? null : value);
