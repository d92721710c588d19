// Attention by segment of the prompt, as figure 1 of "Differential Transformer" (arXiv 2410.05258): start token, context, answer,
// context, question; a panel for each model, the same scale in all.

import * as v from "valibot";
import { PROMPT_SEGMENTS, type PromptSegment } from "../../needle/attention.ts";
import { attentionShares, noiseOf } from "../../needle/findings.ts";
import { conditionName, sameCondition } from "../../needle/scores.ts";
import { conditionSetting, depthSetting, modelsSetting, sharesSetting } from "../needle/settings.ts";
import { defineSweepFigure } from "../needle/sweepFigure.ts";
import { answersBehind, attentionSentences, experimentFacts, experimentSentences } from "../needle/words.ts";
import { join } from "../parts/describe.ts";
import { line } from "../parts/path.ts";
import { type Body, compose, type Sheet, sheet } from "../parts/sheet.ts";
import { fill } from "../parts/words.ts";
import type { Mark } from "../scene.ts";
import { shorten } from "../text/label.ts";
import { textWidth } from "../text/measure.ts";
import type { Theme } from "../theme.ts";

const settings = v.strictObject({
  models: modelsSetting,
  condition: conditionSetting,
  shares: sharesSetting,
  /** Absent: the middle where it was run, else all depths. */
  depth: depthSetting,
});

const TEXTS = {
  en: {
    title: "Where attention goes when the answer is given",
    bos: "start",
    before: "context",
    answer: "ANSWER",
    after: "context",
    query: "question",
    noise: "noise",
    depth: "answer at a depth of {n} %",
    depths: "all depths",
  },
  zh: {
    title: "给出答案时注意力的去向",
    bos: "起始",
    before: "上下文",
    answer: "答案",
    after: "上下文",
    query: "提问",
    noise: "噪声",
    depth: "答案深度 {n} %",
    depths: "所有深度",
  },
} as const;

const MIDDLE = 50;
const MINUS = "\u2212";
const number = (value: number): string => value.toFixed(2).replace("-", MINUS);

const colourOf = (segment: PromptSegment, theme: Theme): string =>
  segment === "answer" ? theme.answer : segment === "query" ? theme.query : segment === "bos" ? theme.reference : theme.noise;

interface Panel {
  readonly id: string;
  readonly title: string;
  readonly shares: Readonly<Record<PromptSegment, number>>;
}

export default defineSweepFigure({
  title: { en: "Attention by segment", zh: "各段的注意力" },
  summary: {
    en: "What start, context, answer and question get when the answer is given.",
    zh: "给出答案时起始、上下文、答案与提问各得到的注意力。",
  },
  needs: "attention",
  settings,
  draw: (data, chosen, paper) => {
    const { language } = paper;
    const say = TEXTS[language];
    const on = sheet(paper);
    const table = data.scores("all");
    const condition = table.conditions.find((one) => chosen.condition === null || sameCondition(one, chosen.condition));
    const models = table.models.filter(({ id }) => chosen.models === null || chosen.models.includes(id));
    const depth = chosen.depth === undefined ? (table.depths.includes(MIDDLE) ? MIDDLE : null) : chosen.depth;
    const filter = { ...(condition ? { condition } : {}), ...(depth === null ? {} : { depth }) };
    const panels = models.flatMap(({ id, title }): Panel[] => {
      const found = data.result && attentionShares(data.result, { model: id, ...filter });
      return found ? [{ id, title, shares: found[chosen.shares] }] : [];
    });
    const answers = panels.map(({ id }) => answersBehind(data, id, condition, depth ?? undefined));
    const name = [condition ? conditionName(condition) : "", depth === null ? say.depths : fill(say.depth, { n: depth })]
      .filter((part) => part !== "")
      .join(", ");
    return compose(on, {
      title: `${say.title} (${name})`,
      caption: join([...attentionSentences(chosen.shares, answers, language), ...experimentSentences(data, models, language)], language),
      facts: experimentFacts(data, models, {
        condition: condition ? { ...condition } : null,
        shares: chosen.shares,
        depth,
        segments: panels.map(({ id, shares }) => ({ model: id, ...shares, noise: noiseOf(shares) })),
      }),
      body: (top, room) => drawBars(on, panels, say, top, room),
    });
  },
});

function drawBars(
  on: Sheet,
  panels: readonly Panel[],
  say: (typeof TEXTS)["en"] | (typeof TEXTS)["zh"],
  top: number,
  room: number | undefined,
): Body {
  const { size, theme, titleSize } = on;
  const values = panels.flatMap(({ shares }) => Object.values(shares));
  const [low, high] = [Math.min(0, ...values), Math.max(0.1, ...values)];
  const gap = size * 2;
  const slot = Math.max(...PROMPT_SEGMENTS.map((segment) => textWidth(say[segment], size)), textWidth(number(-0.12), size)) + size * 0.7;
  const across = Math.max(1, Math.min(panels.length, Math.floor((on.width + gap) / (slot * PROMPT_SEGMENTS.length + gap))));
  const down = Math.max(1, Math.ceil(panels.length / across));
  const width = (on.width - gap * (across - 1)) / across;
  const around = titleSize * 1.8 + size * 4;
  const height = Math.max(size * 4, room === undefined ? Math.min(width * 0.55, size * 14) : Math.min(room / down - around, width * 0.8));
  const marks: Mark[] = [];
  const word = { size, baseline: "middle", anchor: "middle" } as const;
  let y = top;
  for (let row = 0; row < down; row++) {
    for (const [i, { id, title, shares }] of panels.slice(row * across, (row + 1) * across).entries()) {
      const x = on.left + i * (width + gap);
      const y0 = y + titleSize * 1.8;
      const at = (value: number): number => y0 + size + (height - size) * (1 - (value - low) / (high - low));
      const step = width / PROMPT_SEGMENTS.length;
      const own: Mark[] = [
        {
          type: "text",
          x,
          y: y + titleSize * 0.5,
          text: shorten(title, width, titleSize, 600),
          size: titleSize,
          weight: 600,
          fill: theme.ink,
          anchor: "start",
          baseline: "middle",
        },
      ];
      for (const [place, segment] of PROMPT_SEGMENTS.entries()) {
        const value = shares[segment];
        const [from, to] = [at(Math.max(0, value)), at(Math.min(0, value))];
        const middle = x + (place + 0.5) * step;
        own.push({
          type: "rect",
          x: middle - step * 0.34,
          y: from,
          width: step * 0.68,
          height: Math.max(0.01, to - from),
          fill: colourOf(segment, theme),
        });
        own.push({
          type: "text",
          ...word,
          x: middle,
          y: from - size * 0.6,
          text: number(value),
          fill: theme.ink,
          weight: segment === "answer" ? 600 : 400,
        });
        own.push({
          type: "text",
          ...word,
          x: middle,
          y: y0 + height + size * 0.9,
          text: say[segment],
          fill: segment === "answer" ? theme.ink : theme.muted,
        });
      }
      own.push({
        type: "path",
        d: line([
          [x, at(0)],
          [x + width, at(0)],
        ]),
        fill: "none",
        stroke: theme.edge,
        strokeWidth: 0.6,
      });
      own.push({
        type: "text",
        ...word,
        anchor: "start",
        x,
        y: y0 + height + size * 0.9 + on.line,
        text: `${say.noise} ${number(noiseOf(shares))}`,
        fill: theme.noise,
      });
      marks.push({ type: "group", name: `bars-${id}`, marks: own });
    }
    y += titleSize * 1.8 + height + size * 3.4;
  }
  return { marks, frames: [], bottom: y - size * 0.8 };
}
