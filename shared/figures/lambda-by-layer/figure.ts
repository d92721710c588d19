// λ of every layer: what the model learned, and what it began with.

import * as v from "valibot";
import type { Trace } from "../../trace/trace.ts";
import { defineFigure } from "../contract.ts";
import { lambdaOf, type Spread } from "../diff-triptych/numbers.ts";
import { niceAxis } from "../parts/axis.ts";
import { closing, facts, join } from "../parts/describe.ts";
import { circle, line } from "../parts/path.ts";
import { compose, sheet } from "../parts/sheet.ts";
import { WORDS } from "../parts/words.ts";
import type { Mark } from "../scene.ts";
import { textWidth } from "../text/measure.ts";
import { formatValue } from "../text/number.ts";

const settings = v.strictObject({
  /** A layer to mark; null: none. */
  layer: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))), null),
});

interface Point {
  readonly layer: number;
  readonly learned: Spread;
  /** Mean of each head where heads have their own. */
  readonly heads: readonly number[];
  readonly initial: Spread | null;
}

/** Joins λ of all heads of a layer: they are one number in a layer that shares it. */
function pointsOf(trace: Trace): Point[] {
  const layers = trace.captures.filter((capture) => capture.role === "diff.lambda").map((capture) => capture.layer ?? 0);
  return [...new Set(layers)]
    .sort((a, b) => a - b)
    .flatMap((layer) => {
      const learned = overHeads(trace, "diff.lambda", layer);
      const heads = ofHeads(trace, "diff.lambda", layer).map(({ mean }) => mean);
      return learned
        ? [{ layer, learned, heads: heads.length > 1 ? heads : [], initial: overHeads(trace, "diff.lambda_init", layer) }]
        : [];
    });
}

/** λ of each head of a layer; of one where they share it. */
function ofHeads(trace: Trace, role: "diff.lambda" | "diff.lambda_init", layer: number): Spread[] {
  const capture = trace.captures.find((candidate) => candidate.role === role && candidate.layer === layer);
  const heads = capture?.axes[0] === "head" ? (capture.shape[0] ?? 1) : 1;
  return Array.from({ length: heads }, (_, head) => lambdaOf(trace, role, layer, head)).filter((one) => one !== null);
}

function overHeads(trace: Trace, role: "diff.lambda" | "diff.lambda_init", layer: number): Spread | null {
  const all = ofHeads(trace, role, layer);
  if (all.length === 0) return null;
  return {
    low: Math.min(...all.map(({ low }) => low)),
    high: Math.max(...all.map(({ high }) => high)),
    mean: all.reduce((sum, { mean }) => sum + mean, 0) / all.length,
  };
}

const TEXTS = {
  en: {
    title: "λ by layer",
    learned: "learned",
    initial: "initial",
    varies: "Points: mean over heads and tokens; bars: smallest to largest; small dots: mean of each head.",
  },
  zh: { title: "各层的 λ", learned: "学得", initial: "初值", varies: "点为各头各词元的平均，竖线为最小到最大，小点为各头的平均。" },
} as const;

export default defineFigure({
  title: { en: "λ by layer", zh: "各层的 λ" },
  summary: {
    en: "How much of the second map each layer subtracts, against what it began with.",
    zh: "每层减去第二张图的比例，与训练开始时相比。",
  },
  needs: { all: [{ role: "diff.lambda" }] },
  settings,
  outputs: (manifest) =>
    manifest.captures.filter(({ role }) => role === "diff.lambda" || role === "diff.lambda_init").map((capture) => capture.output),
  draw: (trace, chosen, paper) => {
    const { language } = paper;
    const say = TEXTS[language];
    const on = sheet(paper);
    const { size, theme } = on;
    const points = pointsOf(trace);
    const varies = points.some(({ learned }) => learned.high - learned.low > 1e-6);
    const list = points
      .map(({ layer, learned, initial }) => `${layer + 1}: ${formatValue(learned.mean)}${initial ? ` (${formatValue(initial.mean)})` : ""}`)
      .join(language === "zh" ? "，" : ", ");
    const sentences =
      language === "zh"
        ? [
            `${trace.manifest.title}：各层学得的 λ（diff.lambda）与训练开始时的 λ（diff.lambda_init，括号内）。`,
            `${list}。`,
            ...(varies ? [say.varies] : []),
          ]
        : [
            `${trace.manifest.title}: λ of each layer as learned (diff.lambda) and as it began training (diff.lambda_init, in brackets).`,
            `${list}.`,
            ...(varies ? [say.varies] : []),
          ];
    return compose(on, {
      title: say.title,
      caption: join([...sentences, ...closing(trace, language)], language),
      facts: facts(trace, {
        lambda: points.map(({ layer, learned, initial }) => ({ layer, learned: { ...learned }, initial: initial && { ...initial } })),
      }),
      body: (top, room) => {
        const values = points.flatMap(({ learned, initial }) => [
          learned.low,
          learned.high,
          ...(initial ? [initial.low, initial.high] : []),
        ]);
        const names = [say.learned, ...(points.some(({ initial }) => initial) ? [say.initial] : [])];
        const right = Math.max(...names.map((name) => textWidth(name, size, 600))) + size * 1.2;
        const below = on.line * 2 + size * 0.5;
        const height = Math.max(size * 4, room === undefined ? Math.min(on.width * 0.5, size * 22) : room - below - size);
        const axis = niceAxis(Math.min(0, ...values), Math.max(...values, 0), Math.max(2, Math.floor(height / (size * 3))));
        const numbers = Math.max(...axis.ticks.map(({ text }) => textWidth(text, size)));
        const left = on.left + on.line + numbers + size * 0.6;
        const width = Math.max(size * 3, on.left + on.width - right - left);
        const y0 = top + size * 0.6;
        const x = (index: number): number =>
          left + (points.length === 1 ? width / 2 : size * 0.8 + ((width - size * 1.6) * index) / (points.length - 1));
        const y = (value: number): number => y0 + height * (1 - axis.at(value));
        const word = { size, baseline: "middle" } as const;
        const marks: Mark[] = [];
        for (const { value, text } of axis.ticks) {
          marks.push({
            type: "path",
            d: line([
              [left, y(value)],
              [left + width, y(value)],
            ]),
            fill: "none",
            stroke: value === 0 ? theme.edge : theme.line,
            strokeWidth: 0.5,
          });
          marks.push({ type: "text", x: left - size * 0.5, y: y(value), text, ...word, fill: theme.ink, anchor: "end" });
        }
        const step = Math.max(1, Math.ceil((size * 2.2) / Math.max(1, x(1) - x(0) || width)));
        for (const [index, { layer }] of points.entries())
          if (points.length === 1 || index % step === 0)
            marks.push({
              type: "text",
              x: x(index),
              y: y0 + height + size * 0.9,
              text: String(layer + 1),
              ...word,
              fill: theme.ink,
              anchor: "middle",
            });
        marks.push({
          type: "text",
          x: left + width / 2,
          y: y0 + height + size * 0.9 + on.line,
          text: WORDS.layer[language],
          ...word,
          fill: theme.muted,
          anchor: "middle",
        });
        marks.push({ type: "text", x: on.left + size / 2, y: y0 + height / 2, text: "λ", ...word, fill: theme.muted, anchor: "middle" });
        const marked = points.findIndex(({ layer }) => layer === chosen.layer);
        if (marked >= 0)
          marks.push({
            type: "path",
            d: line([
              [x(marked), y0],
              [x(marked), y0 + height],
            ]),
            fill: "none",
            stroke: theme.ink,
            strokeWidth: 0.8,
            dash: [2, 2],
          });
        const series = [
          { name: say.initial, colour: theme.reference, dash: [3, 2], weight: 400 as const, of: (point: Point) => point.initial },
          { name: say.learned, colour: theme.series, dash: undefined, weight: 600 as const, of: (point: Point) => point.learned },
        ];
        const ends: { readonly name: string; readonly colour: string; readonly weight: 400 | 600; y: number }[] = [];
        for (const { name, colour, dash, weight, of } of series) {
          const drawn = points.flatMap((point, index) => {
            const spread = of(point);
            return spread ? [{ index, spread }] : [];
          });
          if (drawn.length === 0) continue;
          const path = line(drawn.map(({ index, spread }) => [x(index), y(spread.mean)]));
          if (drawn.length > 1)
            marks.push({ type: "path", d: path, fill: "none", stroke: colour, strokeWidth: 1.2, ...(dash ? { dash } : {}) });
          for (const { index, spread } of drawn) {
            if (spread.high - spread.low > 1e-6)
              marks.push({
                type: "path",
                d: line([
                  [x(index), y(spread.low)],
                  [x(index), y(spread.high)],
                ]),
                fill: "none",
                stroke: colour,
                strokeWidth: 1,
              });
            marks.push({
              type: "path",
              d: circle([x(index), y(spread.mean)], size * 0.28),
              fill: dash ? theme.paper : colour,
              stroke: colour,
              strokeWidth: 1,
            });
          }
          ends.push({ name, colour, weight, y: y(drawn.at(-1)?.spread.mean ?? 0) });
        }
        for (const [index, { heads }] of points.entries())
          for (const mean of heads)
            marks.push({ type: "path", d: circle([x(index), y(mean)], size * 0.14), fill: theme.ink, stroke: "none", strokeWidth: 0 });
        for (const end of apart(ends, size * 1.2, y0, y0 + height))
          marks.push({
            type: "text",
            x: left + width + size * 0.6,
            y: end.y,
            text: end.name,
            ...word,
            fill: end.colour,
            anchor: "start",
            weight: end.weight,
          });
        // A point stands for its layer, by the layer's first head.
        const spots = points.map(({ layer, learned }, index) => ({
          id: `L${layer + 1}`,
          x: x(index),
          y: y(learned.mean),
          radius: size * 0.28,
          shows: { layer, head: 0 },
        }));
        return { marks: [{ type: "group", name: "chart", marks }], frames: [], spots, bottom: y0 + height + below };
      },
    });
  },
});

/** Labels moved up and down until they are `gap` from one another, within [top, bottom] as far as there is room. */
function apart<T extends { y: number }>(labels: readonly T[], gap: number, top: number, bottom: number): T[] {
  const sorted = labels.map((label) => ({ ...label })).sort((a, b) => a.y - b.y);
  for (let i = 1; i < sorted.length; i++) {
    const [before, label] = [sorted[i - 1], sorted[i]];
    if (!before || !label || label.y - before.y >= gap) continue;
    const middle = (before.y + label.y) / 2;
    before.y = middle - gap / 2;
    label.y = middle + gap / 2;
  }
  const over = (sorted.at(-1)?.y ?? bottom) - bottom;
  const under = top - (sorted[0]?.y ?? top);
  for (const label of sorted) label.y += over > 0 ? -over : under > 0 ? under : 0;
  return sorted;
}
