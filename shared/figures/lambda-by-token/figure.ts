// λ of one layer, heads down and tokens across: how much of its second map each head takes away at each query. Where a
// layer has one λ there is one row with one value.

import * as v from "valibot";
import { lacking, REMEDIES } from "../../trace/lacking.ts";
import { findCapture } from "../../trace/trace.ts";
import { pixelsOf } from "../colour/scale.ts";
import { defineFigure } from "../contract.ts";
import { capitalise, closing, colourSentence, facts, join, rangeFacts } from "../parts/describe.ts";
import { legend } from "../parts/legend.ts";
import { box, line } from "../parts/path.ts";
import { extent, rangeFor } from "../parts/range.ts";
import { colourSettings } from "../parts/settings.ts";
import { compose, sheet } from "../parts/sheet.ts";
import { axisLabels, labelStep } from "../parts/tokenAxis.ts";
import { fill, WORDS } from "../parts/words.ts";
import type { Frame, Mark } from "../scene.ts";
import { textWidth } from "../text/measure.ts";
import { formatValue } from "../text/number.ts";

const index = v.pipe(v.number(), v.integer(), v.minValue(0));

const settings = v.strictObject({
  layer: v.optional(index, 0),
  /** Head to mark; null: none. */
  head: v.optional(v.nullable(index), null),
  ...colourSettings,
});

const TEXTS = {
  en: {
    title: "layer {layer}: λ of each head and token",
    one: "layer {layer}: λ, one for all heads and tokens",
    mean: "mean",
    said: "Mean over tokens: {list}.",
    colour: "Colour: ",
    all: "all",
  },
  zh: {
    title: "第 {layer} 层：各头各词元的 λ",
    one: "第 {layer} 层：各头各词元共用的 λ",
    mean: "平均",
    said: "对词元取平均：{list}。",
    colour: "颜色：",
    all: "全部",
  },
} as const;

/** Highest row on paper, in ems. */
const HIGHEST_ROW = 2.2;
/** Longest label of a token, in ems. */
const LONGEST = 6;

export default defineFigure({
  title: { en: "λ of each head and token", zh: "各头各词元的 λ" },
  summary: {
    en: "How much of the second map each head of a layer takes away at each token.",
    zh: "一层中各头在每个词元处减去第二张图的比例。",
  },
  needs: { all: [{ role: "diff.lambda" }] },
  settings,
  outputs: (manifest, { layer }) =>
    manifest.captures.filter((capture) => capture.role === "diff.lambda" && capture.layer === layer).map(({ output }) => output),
  draw: (trace, chosen, paper) => {
    const { language } = paper;
    const say = TEXTS[language];
    const on = sheet(paper);
    const { size, theme } = on;
    const { layer } = chosen;
    const capture = findCapture(trace.captures, "diff.lambda", { layer });
    if (!capture) throw lacking({ en: `λ of layer ${layer + 1}`, zh: `第 ${layer + 1} 层的 λ` }, REMEDIES.layer);
    const each = capture.axes[0] === "head";
    const heads = each ? (capture.shape[0] ?? 1) : 1;
    const tokens = each ? (capture.shape[1] ?? 1) : trace.tokens.length;
    const values = each ? capture.data : new Float32Array(tokens).fill(capture.data[0] ?? Number.NaN);
    const found = extent([values]);
    const range = rangeFor(capture.kind, found, chosen, paper.theme);
    const means = Array.from(
      { length: heads },
      (_, head) => values.subarray(head * tokens, (head + 1) * tokens).reduce((sum, value) => sum + value, 0) / tokens,
    );
    const names = means.map((_, head) => (each ? String(head + 1) : say.all));
    const list = means.map((mean, head) => `${names[head]}: ${formatValue(mean)}`).join(language === "zh" ? "，" : ", ");
    const title = fill(each ? say.title : say.one, { layer: layer + 1 });
    return compose(on, {
      title: capitalise(title),
      caption: join(
        [
          language === "zh" ? `${trace.manifest.title}，${title}（diff.lambda）。` : `${trace.manifest.title}, ${title} (diff.lambda).`,
          fill(say.said, { list }),
          `${say.colour}${colourSentence(range, Math.max(found.high, -found.low), language)}`,
          ...closing(trace, language),
        ],
        language,
      ),
      facts: facts(trace, { layer, heads, means, colour: rangeFacts(range, capture.kind) }),
      body: (top, room) => {
        const numbers = Math.max(...names.map((name) => textWidth(name, size, 600)));
        const meanWidth = Math.max(textWidth(say.mean, size), ...means.map((mean) => textWidth(formatValue(mean), size)));
        const left = on.left + on.line + numbers + size * 0.5;
        const width = Math.max(size, on.left + on.width - left - meanWidth - size * 0.6);
        const cell = width / tokens;
        const flat = axisLabels(trace.tokens, 0, tokens, 0, 1, LONGEST * size, size);
        const upright = flat.some((label) => label.width + 0.6 * size > cell);
        const labels = upright ? axisLabels(trace.tokens, 0, tokens, 0, labelStep(cell, size), LONGEST * size, size) : flat;
        const under = size * 0.65 + (upright ? Math.max(0, ...labels.map((label) => label.width)) : size);
        const legendHeight = size * 3.4;
        const y0 = top + on.line;
        const least = Math.max(size * 1.2, textWidth(WORDS.head[language], size) / heads);
        const row = Math.max(
          least,
          Math.min(HIGHEST_ROW * size, room === undefined ? HIGHEST_ROW * size : (room - on.line - under - legendHeight) / heads),
        );
        const height = row * heads;
        const word = { size, baseline: "middle" } as const;
        const marks: Mark[] = [{ type: "path", d: box(left, y0, width, height), fill: "none", stroke: theme.line, strokeWidth: 0.5 }];
        const frames: Frame[] = [];
        for (const [head, mean] of means.entries()) {
          const middle = y0 + (head + 0.5) * row;
          const own = head === chosen.head;
          const ink = { ...word, y: middle, fill: theme.ink, weight: own ? (600 as const) : (400 as const) };
          marks.push({ type: "text", x: left - size * 0.5, text: names[head] ?? "", ...ink, anchor: "end" });
          marks.push({ type: "text", x: on.left + on.width, text: formatValue(mean), ...ink, weight: 400, anchor: "end" });
          if (own)
            marks.push({ type: "path", d: box(left, y0 + head * row, width, row), fill: "none", stroke: theme.ink, strokeWidth: 1.2 });
          frames.push({
            id: `head-${head + 1}`,
            x: left,
            y: y0 + head * row,
            width,
            height: row,
            region: { row0: 0, row1: tokens, column0: 0, column1: 1 },
            shows: { role: "diff.lambda", layer, head: each ? head : 0 },
            reads: "query",
            across: true,
          });
        }
        marks.push({
          type: "text",
          x: on.left + on.width,
          y: top + on.line / 2,
          text: say.mean,
          ...word,
          fill: theme.muted,
          anchor: "end",
        });
        if (each)
          marks.push({
            type: "text",
            x: on.left + size / 2,
            y: y0 + height / 2,
            text: WORDS.head[language],
            ...word,
            fill: theme.muted,
            anchor: "middle",
            rotate: -90,
          });
        for (const { index: token, text, title: whole } of labels) {
          const x = left + (token + 0.5) * cell;
          const more = whole === undefined ? {} : { title: whole };
          const y = y0 + height + size * 0.65;
          marks.push(
            upright
              ? { type: "text", x, y, text, ...word, fill: theme.ink, anchor: "end", rotate: -90, ...more }
              : { type: "text", x, y, text, size, baseline: "hanging", fill: theme.ink, anchor: "middle", ...more },
          );
          if (labels.length < tokens)
            marks.push({
              type: "path",
              d: line([
                [x, y0 + height],
                [x, y0 + height + size * 0.3],
              ]),
              fill: "none",
              stroke: theme.edge,
              strokeWidth: 0.5,
            });
        }
        const key = legend({
          on,
          x: on.left,
          y: y0 + height + under + size * 0.4,
          width: on.width,
          name: "λ",
          scale: range.scale,
          masked: false,
          id: "legend",
        });
        const pixels = pixelsOf(range.scale, values);
        return {
          marks: [
            {
              type: "group",
              name: "cells",
              marks: [{ type: "raster", x: left, y: y0, width, height, columns: tokens, rows: heads, pixels }],
            },
            { type: "group", name: "rows", marks },
            ...key.marks,
          ],
          frames,
          bottom: key.bottom,
        };
      },
    });
  },
});
