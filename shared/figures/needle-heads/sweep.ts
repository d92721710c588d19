// The retrieval score of every head (Wu et al. 2024, arXiv 2404.15574): how often it looks most at the token that is copied. A
// panel for each model, layers down, heads across.

import * as v from "valibot";
import { retrievalHeads } from "../../needle/findings.ts";
import { conditionName, sameCondition } from "../../needle/scores.ts";
import { headName } from "../../selection/headName.ts";
import { sequentialScale } from "../colour/scale.ts";
import { SEQUENTIAL } from "../colour/schemes.ts";
import { drawGrid } from "../needle/grid.ts";
import { conditionSetting, modelsSetting } from "../needle/settings.ts";
import { defineSweepFigure } from "../needle/sweepFigure.ts";
import { answersBehind, experimentFacts, experimentSentences } from "../needle/words.ts";
import { join } from "../parts/describe.ts";
import { legend } from "../parts/legend.ts";
import { compose, sheet } from "../parts/sheet.ts";
import { fill, WORDS } from "../parts/words.ts";
import type { Frame, Mark } from "../scene.ts";
import { textWidth } from "../text/measure.ts";

const settings = v.strictObject({
  models: modelsSetting,
  /** null: all conditions together. */
  condition: conditionSetting,
  /** `score`: retrieval score. `answer`: share of attention that the answer gets. */
  measure: v.optional(v.picklist(["score", "answer"]), "score"),
  sequential: v.optional(v.picklist(SEQUENTIAL), "magma"),
});

const TEXTS = {
  en: {
    score: "retrieval score",
    answer: "attention to the answer",
    title: "Heads that copy the answer",
    best: "best {name}: {value}",
    how: "Retrieval score of a head: the share of the answer's tokens at which it looks most at a token of the answer in the needle and that token is the one written.",
    share: "Share of Σ|A| that the answer in its needle gets on the row after which its first character is written.",
    over: "Mean over {n} answers. Layers and heads count from 1.",
  },
  zh: {
    score: "检索分数",
    answer: "对答案的注意力",
    title: "复制答案的头",
    best: "最高 {name}：{value}",
    how: "头的检索分数：在写出答案各词元时，该头最关注针中答案的词元且写出的正是它的比例。",
    share: "写出答案首字符之前的那一行中，针里的答案在 Σ|A| 中所占的份额。",
    over: "对 {n} 个答案取平均。层与头从 1 开始计数。",
  },
} as const;

export default defineSweepFigure({
  title: { en: "Retrieval heads", zh: "检索头" },
  summary: { en: "Which heads look at the answer and copy it, for each model.", zh: "各模型中哪些头关注答案并复制它。" },
  needs: "attention",
  settings,
  draw: (data, chosen, paper) => {
    const { language } = paper;
    const say = TEXTS[language];
    const on = sheet(paper);
    const { size } = on;
    const table = data.scores("all");
    const condition = chosen.condition
      ? table.conditions.find((one) => chosen.condition && sameCondition(one, chosen.condition))
      : undefined;
    const models = table.models.filter(({ id }) => chosen.models === null || chosen.models.includes(id));
    const panels = models.flatMap(({ id, title }) => {
      const heads = data.result ? retrievalHeads(data.result, id, condition).map((head) => ({ ...head, value: head[chosen.measure] })) : [];
      const best = heads.reduce<(typeof heads)[number] | null>((found, head) => (!found || head.value > found.value ? head : found), null);
      return best ? [{ id, title, heads, best }] : [];
    });
    const most = chosen.measure === "score" ? 1 : Math.max(0.01, ...panels.map(({ best }) => best.value));
    const scale = sequentialScale(chosen.sequential, paper.theme, 0, most, false);
    const answers = [...new Set(panels.map(({ id }) => answersBehind(data, id, condition)))].join(", ");
    return compose(on, {
      title: condition ? `${say.title} (${conditionName(condition)})` : say.title,
      caption: join(
        [chosen.measure === "score" ? say.how : say.share, fill(say.over, { n: answers }), ...experimentSentences(data, models, language)],
        language,
      ),
      facts: experimentFacts(data, models, {
        measure: chosen.measure,
        condition: condition ? { ...condition } : null,
        heads: panels.map(({ id, heads }) => ({
          model: id,
          heads: heads.map(({ layer, head, score, answer }) => ({ layer, head, score, answer })),
        })),
      }),
      body: (top, room) => {
        const gap = size * 1.6;
        const needed = (heads: number): number => size * 3.4 + heads * (textWidth(".00", size) + size * 0.35);
        const widest = Math.max(0, ...panels.map(({ heads }) => needed(Math.max(0, ...heads.map(({ head }) => head + 1)))));
        const across = Math.max(1, Math.min(panels.length, Math.floor((on.width + gap) / (widest + gap))));
        const down = Math.max(1, Math.ceil(panels.length / across));
        const width = (on.width - gap * (across - 1)) / across;
        const height = room === undefined ? undefined : (room - size * 3) / down - gap;
        const marks: Mark[] = [];
        const frames: Frame[] = [];
        let y = top;
        for (let row = 0; row < down; row++) {
          let bottom = y;
          for (const [i, { id, title, heads, best }] of panels.slice(row * across, (row + 1) * across).entries()) {
            const known = new Map(heads.map((head) => [`${head.layer}/${head.head}`, head.value]));
            const layers = [...new Set(heads.map(({ layer }) => layer))].sort((a, b) => a - b);
            const count = Math.max(0, ...heads.map(({ head }) => head + 1));
            const grid = drawGrid(
              { on, x: on.left + i * (width + gap), y, width, height },
              {
                id,
                title,
                note: fill(say.best, { name: headName(best), value: best.value.toFixed(2) }),
                columns: Array.from({ length: count }, (_, head) => String(head + 1)),
                rows: layers.map((layer) => String(layer + 1)),
                names: { column: WORDS.head[language], row: WORDS.layer[language] },
                cell: (r, c) => {
                  const value = known.get(`${layers[r]}/${c}`) ?? Number.NaN;
                  return { value, text: Number.isNaN(value) ? "" : value.toFixed(2).replace(/^0/, ""), scale };
                },
              },
            );
            marks.push(...grid.marks);
            frames.push(grid.frame);
            bottom = Math.max(bottom, grid.bottom);
          }
          y = bottom + gap;
        }
        const key = legend({
          on,
          x: on.left,
          y: y - gap * 0.5,
          width: on.width,
          name: say[chosen.measure],
          scale,
          masked: false,
          id: "legend",
        });
        return { marks: [...marks, ...key.marks], frames, bottom: key.bottom };
      },
    });
  },
});
