// What a head sums up, before the norm of the head and after it, tokens down and features across; beside them how long the
// vectors are. A norm makes them all of one length, whatever the weights summed to.

import * as v from "valibot";
import type { Token } from "../../trace/trace.ts";
import { defineFigure } from "../contract.ts";
import { capitalise, closing, colourSentence, facts, headsName, join, rangeFacts } from "../parts/describe.ts";
import { legend } from "../parts/legend.ts";
import { drawMap, drawnValues } from "../parts/map.ts";
import { layoutMap } from "../parts/mapLayout.ts";
import { box, line } from "../parts/path.ts";
import { extent, rangeFor } from "../parts/range.ts";
import { colourSettings, headSetting, regionOf, resolutionSetting, spanSetting } from "../parts/settings.ts";
import { type Body, compose, type Sheet, sheet } from "../parts/sheet.ts";
import { fill } from "../parts/words.ts";
import type { Frame, Mark } from "../scene.ts";
import { shorten } from "../text/label.ts";
import { textWidth } from "../text/measure.ts";
import { formatValue } from "../text/number.ts";
import { headOutput } from "./outputs.ts";

const settings = v.strictObject({
  head: v.optional(headSetting, { layer: 0, head: 0 }),
  /** Tokens to show. */
  tokens: spanSetting,
  ...colourSettings,
  resolution: resolutionSetting,
});

const TEXTS = {
  en: {
    what: "output before and after the head's norm",
    said: "what the head sums up before its norm (attention.context) and what it passes on (attention.output), tokens down, features across",
    before: "before the norm",
    after: "after the norm",
    short: { before: "before", after: "after" },
    token: "token",
    feature: "feature",
    rms: "RMS",
    sizes: "Root mean square of the vectors: before {before}, after {after}.",
    same: "This model has no norm after its heads: both are the same.",
    colour: "Colour {which}: ",
  },
  zh: {
    what: "头内归一化前后的输出",
    said: "归一化之前的加权和（attention.context）与传出的向量（attention.output），行为词元，列为特征",
    before: "归一化前",
    after: "归一化后",
    short: { before: "之前", after: "之后" },
    token: "词元",
    feature: "特征",
    rms: "均方根",
    sizes: "向量的均方根：之前 {before}，之后 {after}。",
    same: "此模型的头之后没有归一化：两者相同。",
    colour: "{which}的颜色：",
  },
} as const;

/** Width of the strip with the sizes and its distance from the maps, in ems; on a narrow page a share of it. */
const STRIP = 6.5;
const STRIP_GAP = 1.2;
const STRIP_SHARE = 0.2;

/** "0.12 to 0.9" */
function spanOf(sizes: Float64Array, language: "en" | "zh"): string {
  const [low, high] = [formatValue(Math.min(...sizes)), formatValue(Math.max(...sizes))];
  return low === high ? low : language === "zh" ? `${low} 至 ${high}` : `${low} to ${high}`;
}

/** Features as the labels of an axis: their numbers. */
const featureNames = (count: number): Token[] =>
  Array.from({ length: count }, (_, place) => ({ id: place, text: "", label: String(place + 1), start: 0, end: 0, word: -1 }));

export default defineFigure({
  title: { en: "Output of a head", zh: "头的输出" },
  summary: {
    en: "What a head sums up for each token, before and after the norm of the head.",
    zh: "一个头为每个词元求得的加权和，头内归一化之前与之后。",
  },
  needs: { all: [{ role: "attention.context" }, { role: "attention.output" }] },
  settings,
  outputs: (manifest, { head }) =>
    manifest.captures
      .filter(({ role, layer }) => (role === "attention.context" || role === "attention.output") && layer === head.layer)
      .map(({ output }) => output),
  draw: (trace, chosen, paper) => {
    const { language } = paper;
    const say = TEXTS[language];
    const on = sheet(paper);
    const { layer, head } = chosen.head;
    const output = headOutput(trace, layer, head);
    const region = regionOf(chosen.tokens, null, output.before);
    const panels = (["before", "after"] as const).map((id) => {
      const source = output[id];
      const found = extent([drawnValues(source, region, chosen.resolution)]);
      // Features have a sign: the paper stands for zero whatever is shown.
      const range = rangeFor("signed", found, chosen, paper.theme);
      return { id, source, found, range };
    });
    const name = headsName([chosen.head], "mean", language);
    const titles = { query: say.token, key: say.feature };
    const sizes = { before: spanOf(output.sizes.before, language), after: spanOf(output.sizes.after, language) };
    return compose(on, {
      title: capitalise(language === "zh" ? `${name}：${say.what}` : `${name}: ${say.what}`),
      caption: join(
        [
          language === "zh" ? `${trace.manifest.title}，${name}：${say.said}。` : `${trace.manifest.title}, ${name}: ${say.said}.`,
          fill(say.sizes, sizes),
          ...(output.same ? [say.same] : []),
          ...panels.map(
            ({ id, found, range }) =>
              `${fill(say.colour, { which: say[id] })}${colourSentence(range, Math.max(found.high, -found.low), language)}`,
          ),
          ...closing(trace, language),
        ],
        language,
      ),
      facts: facts(trace, {
        heads: [{ layer, head }],
        same: output.same,
        sizes: { before: [...output.sizes.before], after: [...output.sizes.after] },
        colour: panels.map(({ range }) => rangeFacts(range, "value")),
      }),
      body: (top, room): Body => {
        const heading = on.line * 1.2;
        const foot = on.size * 3.8;
        const between = on.size * 1.2;
        const wide = Math.min(STRIP * on.size, on.width * STRIP_SHARE);
        const layout = layoutMap({
          tokens: trace.tokens,
          columns: featureNames(output.before.columns),
          region,
          shift: trace.tokens.length - output.before.rows,
          width: on.width - wide - STRIP_GAP * on.size,
          height: room === undefined ? undefined : room - heading - foot,
          across: 2,
          between,
          size: on.size,
          titles,
        });
        const cells: Mark[] = [];
        const marks: Mark[] = [];
        const frames: Frame[] = [];
        const y = top + heading;
        const wideName = (name: string): boolean => textWidth(name, on.size, 600) <= layout.plotWidth + between * 0.8;
        for (const [place, { id, source, range }] of panels.entries()) {
          const x = on.left + layout.left + place * (layout.plotWidth + between);
          marks.push({
            type: "text",
            x,
            y: top + on.line / 2,
            text: shorten(wideName(say[id]) ? say[id] : say.short[id], layout.plotWidth + between * 0.8, on.size, 600),
            size: on.size,
            fill: on.theme.ink,
            anchor: "start",
            baseline: "middle",
            weight: 600,
          });
          const map = drawMap({
            on,
            source,
            region,
            scale: range.scale,
            layout,
            x,
            y,
            resolution: chosen.resolution,
            queryAxis: place === 0,
            keyAxis: true,
            titles: { ...titles, key: shorten(titles.key, layout.plotWidth + between * 0.8, on.size) },
            marked: [],
            values: false,
            id,
            shows: { role: id === "before" ? "attention.context" : "attention.output", layer, head },
          });
          cells.push(map.cells);
          marks.push(...map.marks);
          frames.push({ ...map.frame, reads: "query" });
        }
        const x = on.left + layout.left + 2 * layout.plotWidth + between + STRIP_GAP * on.size;
        const strip = sizesStrip(on, output.sizes, [region.row0, region.row1], { x, y, width: wide, height: layout.plotHeight }, say);
        marks.push({ type: "group", name: "sizes", marks: strip.marks });
        frames.push({
          id: "sizes",
          x,
          y,
          width: wide,
          height: layout.plotHeight,
          region,
          shows: { role: "attention.output", layer, head },
          reads: "query",
        });
        let bottom = Math.max(strip.bottom, y + layout.plotHeight + layout.below + on.size * 0.5);
        for (const { id, range } of panels) {
          const key = legend({
            on,
            x: on.left,
            y: bottom,
            width: on.width,
            name: say[id],
            scale: range.scale,
            masked: false,
            id: `legend-${id}`,
          });
          marks.push(...key.marks);
          bottom = key.bottom;
        }
        return { marks: [{ type: "group", name: "cells", marks: cells }, ...marks], frames, bottom };
      },
    });
  },
});

/** Lines from token to token: how long the vectors are, before and after. */
function sizesStrip(
  on: Sheet,
  sizes: { readonly before: Float64Array; readonly after: Float64Array },
  [first, end]: readonly [number, number],
  place: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  say: (typeof TEXTS)["en" | "zh"],
): { marks: Mark[]; bottom: number } {
  const { size, theme, line: step } = on;
  const { width } = place;
  const [before, after] = [sizes.before.subarray(first, end), sizes.after.subarray(first, end)];
  const high = Math.max(...before, ...after) || 1;
  const row = place.height / before.length;
  const points = (values: Float64Array): [number, number][] =>
    [...values].map((value, i) => [place.x + (value / high) * width, place.y + (i + 0.5) * row]);
  const series = (values: Float64Array, stroke: string, dash?: readonly number[]): Mark => {
    const [only] = points(values);
    const d =
      values.length === 1 && only
        ? line([
            [only[0], place.y],
            [only[0], place.y + place.height],
          ])
        : line(points(values));
    return { type: "path", d, fill: "none", stroke, strokeWidth: 1.25, ...(dash ? { dash } : {}) };
  };
  const under = place.y + place.height + size * 0.65;
  const dashed = [2.5, 2];
  const key = (line0: number, text: string, stroke: string, dash?: readonly number[]): Mark[] => {
    const middle = under + step * (line0 + 1.5);
    const d = line([
      [place.x, middle],
      [place.x + size * 1.4, middle],
    ]);
    return [
      { type: "path", d, fill: "none", stroke, strokeWidth: 1.25, ...(dash ? { dash } : {}) },
      {
        type: "text",
        x: place.x + size * 1.8,
        y: middle,
        text: shorten(text, width - size * 1.8, size),
        size,
        fill: theme.muted,
        anchor: "start",
        baseline: "middle",
      },
    ];
  };
  return {
    marks: [
      { type: "path", d: box(place.x, place.y, width, place.height), fill: "none", stroke: theme.line, strokeWidth: 0.5 },
      series(before, theme.series),
      series(after, theme.reference, dashed),
      ...(textWidth(`00${formatValue(high)}`, size) < width
        ? [{ type: "text", x: place.x, y: under, text: "0", size, fill: theme.ink, anchor: "start", baseline: "hanging" } as const]
        : []),
      { type: "text", x: place.x + width, y: under, text: formatValue(high), size, fill: theme.ink, anchor: "end", baseline: "hanging" },
      ...key(0, say.short.before, theme.series),
      ...key(1, say.short.after, theme.reference, dashed),
      { type: "text", x: place.x, y: place.y - step * 0.7, text: say.rms, size, fill: theme.muted, anchor: "start", baseline: "middle" },
    ],
    bottom: under + step * 3,
  };
}
