// Accuracy after switching off the best retrieval heads against as many random ones (Wu et al. 2024, arXiv 2404.15574, figure 7):
// one line a model and choice, with 95 % intervals.

import * as v from "valibot";
import type { NeedleResult } from "../../needle/result.ts";
import { wilson } from "../../needle/statistics.ts";
import type { Language } from "../../text.ts";
import { categoryColour } from "../colour/categories.ts";
import { modelsSetting } from "../needle/settings.ts";
import { defineSweepFigure } from "../needle/sweepFigure.ts";
import { experimentFacts, experimentSentences, percent } from "../needle/words.ts";
import { join } from "../parts/describe.ts";
import { flow } from "../parts/flow.ts";
import { circle, line } from "../parts/path.ts";
import { compose, sheet } from "../parts/sheet.ts";
import { fill } from "../parts/words.ts";
import type { Mark } from "../scene.ts";

const settings = v.strictObject({ models: modelsSetting });

const TEXTS = {
  en: {
    title: "Switching off retrieval heads",
    best: "{model}, best retrieval heads off",
    random: "{model}, random heads off",
    accuracy: "prompts with all answers right",
    heads: "heads switched off",
    how: "Prompts of the first task, the same for every set of heads ({n} each); bars are 95 % intervals (Wilson). Random sets were drawn {draws} times and are taken together.",
  },
  zh: {
    title: "关闭检索头",
    best: "{model}，关闭最强的检索头",
    random: "{model}，关闭随机的头",
    accuracy: "全部回答正确的提示",
    heads: "关闭的头数",
    how: "取第一个任务的提示，各组头相同（各 {n} 个）；竖线为 95 % 区间（Wilson）。随机组抽取 {draws} 次并合并。",
  },
} as const;

interface Point {
  readonly heads: number;
  readonly right: number;
  readonly total: number;
}

interface Series {
  readonly model: string;
  readonly title: string;
  readonly best: boolean;
  readonly points: readonly Point[];
}

/** Sets of one size and choice as one point. */
function seriesOf(result: NeedleResult, models: readonly { readonly id: string; readonly title: string }[]): Series[] {
  return models.flatMap(({ id, title }) =>
    [true, false].flatMap((best): Series[] => {
      const sets = result.ablations.filter(({ model, draw }) => model === id && (draw === null) === best);
      const sizes = [...new Set(sets.map(({ off }) => off.length))].sort((a, b) => a - b);
      const points = sizes.map((heads) => {
        const right = sets.filter(({ off }) => off.length === heads).flatMap((set) => set.right);
        return { heads, right: right.filter(Boolean).length, total: right.length };
      });
      return points.length === 0 ? [] : [{ model: id, title, best, points }];
    }),
  );
}

const nameOf = ({ title, best }: Series, language: Language): string => fill(TEXTS[language][best ? "best" : "random"], { model: title });

export default defineSweepFigure({
  title: { en: "Retrieval heads switched off", zh: "关闭检索头" },
  summary: {
    en: "What is left of accuracy when retrieval heads are off, against random heads.",
    zh: "关闭检索头后剩余的正确率，与随机头对照。",
  },
  needs: "ablation",
  settings,
  draw: (data, chosen, paper) => {
    const { language } = paper;
    const say = TEXTS[language];
    const on = sheet(paper);
    const { size, theme } = on;
    const models = data.scores("all").models.filter(({ id }) => chosen.models === null || chosen.models.includes(id));
    const series = data.result ? seriesOf(data.result, models) : [];
    const prompts = data.result?.ablations[0]?.right.length ?? 0;
    const draws = Math.max(0, ...(data.result?.ablations ?? []).map(({ draw }) => (draw ?? -1) + 1));
    const sizes = [...new Set(series.flatMap(({ points }) => points.map(({ heads }) => heads)))].sort((a, b) => a - b);
    return compose(on, {
      title: say.title,
      caption: join([fill(say.how, { n: prompts, draws }), ...experimentSentences(data, models, language)], language),
      facts: experimentFacts(data, models, {
        series: series.map(({ model, best, points }) => ({
          model,
          heads: best ? "best" : "random",
          points: points.map((point) => ({ ...point })),
        })),
      }),
      body: (top, room) => {
        const left = on.left + size * 3.4;
        const width = on.left + on.width - left - size;
        const y0 = top + size * 1.8;
        const height = Math.max(size * 6, room === undefined ? Math.min(on.width * 0.5, size * 18) : room - size * 8);
        const x = (heads: number): number => left + (sizes.indexOf(heads) + 0.5) * (width / Math.max(1, sizes.length));
        const y = (share: number): number => y0 + height * (1 - share);
        const word = { size, baseline: "middle" } as const;
        const marks: Mark[] = [
          { type: "text", ...word, x: on.left, y: top + size * 0.5, text: `↑ ${say.accuracy}`, fill: theme.muted, anchor: "start" },
        ];
        for (const share of [0, 0.25, 0.5, 0.75, 1]) {
          marks.push({
            type: "path",
            d: line([
              [left, y(share)],
              [left + width, y(share)],
            ]),
            fill: "none",
            stroke: share === 0 ? theme.edge : theme.line,
            strokeWidth: 0.5,
          });
          if (share !== 0.25 && share !== 0.75)
            marks.push({ type: "text", ...word, x: left - size * 0.4, y: y(share), text: percent(share), fill: theme.ink, anchor: "end" });
        }
        for (const heads of sizes)
          marks.push({ type: "text", ...word, x: x(heads), y: y0 + height + size, text: String(heads), fill: theme.ink, anchor: "middle" });
        marks.push({
          type: "text",
          ...word,
          x: left + width,
          y: y0 + height + size + on.line,
          text: `${say.heads} →`,
          fill: theme.muted,
          anchor: "end",
        });
        const keys: Mark[] = [];
        let bottom = y0 + height + size * 1.6 + on.line;
        for (const [place, one] of series.entries()) {
          const colour = categoryColour(
            models.findIndex(({ id }) => id === one.model),
            paper.theme,
          );
          // Lines of several series at one place stand a little beside one another.
          const beside = (place - (series.length - 1) / 2) * size * 0.45;
          const stroke = { fill: "none", stroke: colour, strokeWidth: 1.2, ...(one.best ? {} : { dash: [3, 2] }) };
          marks.push({
            type: "path",
            d: line(one.points.map(({ heads, right, total }) => [x(heads) + beside, y(right / total)])),
            ...stroke,
          });
          for (const { heads, right, total } of one.points) {
            const { low, high } = wilson(right, total);
            const middle = x(heads) + beside;
            marks.push({
              type: "path",
              d: line([
                [middle, y(low)],
                [middle, y(high)],
              ]),
              fill: "none",
              stroke: colour,
              strokeWidth: 0.8,
            });
            marks.push({
              type: "path",
              d: circle([middle, y(right / total)], size * 0.26),
              fill: one.best ? colour : theme.paper,
              stroke: colour,
              strokeWidth: 1,
            });
          }
          const at = bottom + size * 0.7;
          keys.push({
            type: "path",
            d: line([
              [on.left, at],
              [on.left + size * 1.8, at],
            ]),
            ...stroke,
          });
          const text = flow(
            [nameOf(one, language)],
            { ...on, left: on.left + size * 2.3, width: on.width - size * 2.3 },
            bottom + size * 0.08,
          );
          keys.push(...text.marks);
          bottom = text.bottom;
        }
        return {
          marks: [
            { type: "group", name: "chart", marks },
            { type: "group", name: "keys", marks: keys },
          ],
          frames: [],
          bottom,
        };
      },
    });
  },
});
