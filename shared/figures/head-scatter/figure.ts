// Every head as a point between two measures: where the few heads that do something stand apart from the many.

import { headName } from "../../selection/headName.ts";
import type { HeadRef } from "../../selection/selection.ts";
import { categoryColour } from "../colour/categories.ts";
import { defineFigure } from "../contract.ts";
import { closing, facts, join, mapName } from "../parts/describe.ts";
import { marksSentence, measuredMapOf } from "../parts/measured.ts";
import { circle, line } from "../parts/path.ts";
import { plot } from "../parts/plot.ts";
import { type Body, compose, type Sheet, sheet } from "../parts/sheet.ts";
import { fill } from "../parts/words.ts";
import type { Mark, Spot } from "../scene.ts";
import { wrap } from "../text/label.ts";
import { textWidth } from "../text/measure.ts";
import { nameSpots } from "./names.ts";
import { type AxisMeasure, axesOf } from "./points.ts";
import { settings } from "./settings.ts";

/** Layers that have a colour of their own. */
const MOST_COLOURS = 8;
/** Radius of a point in ems of the smallest text. */
const RADIUS = 0.34;

const TEXTS = {
  en: { layer: "layer", title: "{y} against {x}" },
  zh: { layer: "层", title: "{y}与{x}" },
} as const;

interface Point {
  readonly head: HeadRef;
  readonly x: ReturnType<AxisMeasure["of"]>;
  readonly y: ReturnType<AxisMeasure["of"]>;
}

/** "● 1 ● 2 ...": which colour is which layer, on as many lines as it takes. */
function layerKey(on: Sheet, layers: readonly number[], top: number, word: string): { marks: Mark[]; bottom: number } {
  const { size, theme, paper } = on;
  const marks: Mark[] = [];
  let [x, y] = [on.left, top + on.line / 2];
  const write = (text: string, wide: number, colour: string | null): void => {
    if (x > on.left && x + wide > on.left + on.width) [x, y] = [on.left, y + on.line];
    if (colour !== null)
      marks.push({ type: "path", d: circle([x + size * RADIUS, y], size * RADIUS), fill: colour, stroke: colour, strokeWidth: 0.5 });
    const shift = colour === null ? 0 : size * (2 * RADIUS + 0.25);
    marks.push({ type: "text", x: x + shift, y, text, size, fill: theme.muted, anchor: "start", baseline: "middle" });
    x += wide + size * 0.8;
  };
  write(word, textWidth(word, size), null);
  for (const layer of layers) {
    const text = String(layer + 1);
    write(text, textWidth(text, size) + size * (2 * RADIUS + 0.25), categoryColour(layer, paper.theme));
  }
  return { marks, bottom: y + on.line / 2 };
}

/** Smallest and largest of the numbers with their intervals; 0 is shown where they come near it or lie on both sides. */
function ends(numbers: readonly ReturnType<AxisMeasure["of"]>[]): [number, number] {
  const all = numbers.flatMap(({ value, low = value, high = value }) => [low, value, high]);
  if (all.length === 0) return [0, 0];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  return [low > 0 && low > 0.5 * high ? low : Math.min(0, low), high < 0 && high < 0.5 * low ? high : Math.max(0, high)];
}

export default defineFigure({
  title: { en: "Scatter of heads", zh: "注意力头散点图" },
  summary: { en: "Every head as a point between two measures.", zh: "每个注意力头按两个度量画为一点。" },
  needs: { any: [{ role: "attention.map" }, { role: "attention.effective" }] },
  settings,
  outputs: (manifest, { map }) => {
    const chosen = measuredMapOf(manifest.captures, map);
    return manifest.captures
      .filter(({ role, branch }) => role === "logits" || (role === chosen.role && branch === chosen.branch))
      .map(({ output }) => output);
  },
  draw: (trace, chosen, paper) => {
    const { language } = paper;
    const say = TEXTS[language];
    const on = sheet(paper);
    const map = measuredMapOf(trace.captures, chosen.map);
    const { x, y, heads, samples } = axesOf(trace, map, chosen.spans, chosen);
    const points = heads
      .map((head): Point => ({ head, x: x.of(head), y: y.of(head) }))
      .filter((point) => Number.isFinite(point.x.value) && Number.isFinite(point.y.value));
    const [xName, yName] = [x.title[language], y.title[language]];
    const title = fill(say.title, { y: yName, x: `${xName.charAt(0).toLowerCase()}${xName.slice(1)}` });
    const reasons = [...new Set([x.missing, y.missing].flatMap((sentence) => (sentence ? [sentence[language]] : [])))];
    const what =
      language === "zh"
        ? `${trace.manifest.title}，${mapName(map, language)}：每点一个头（${heads.length} 个头中的 ${points.length} 个）。`
        : `${trace.manifest.title}, ${mapName(map, language)}: one point a head (${points.length} of ${heads.length} heads).`;
    const abouts = [
      ...new Set([
        `${yName}${language === "zh" ? "：" : ": "}${y.about[language]}`,
        `${xName}${language === "zh" ? "：" : ": "}${x.about[language]}`,
      ]),
    ];
    return compose(on, {
      title,
      caption: join(
        [
          what,
          ...reasons,
          ...abouts,
          ...marksSentence(chosen.spans, language),
          ...(samples === null ? closing(trace, language) : closing(trace, language).slice(1)),
        ],
        language,
      ),
      facts: facts(trace, {
        ...(samples === null ? {} : { samples }),
        map: { ...map },
        spans: chosen.spans.map((span) => ({ ...span })),
        x: x.id,
        y: y.id,
        points: points.map((point) => ({ head: headName(point.head), x: { ...point.x }, y: { ...point.y } })),
      }),
      body: (top, room) => scatter(on, { x: xName, y: yName }, points, chosen.marked, reasons, say.layer, top, room),
    });
  },
});

function scatter(
  on: Sheet,
  names: { readonly x: string; readonly y: string },
  points: readonly Point[],
  marked: readonly HeadRef[],
  reasons: readonly string[],
  layerWord: string,
  top: number,
  room: number | undefined,
): Body {
  const { size, theme, paper } = on;
  const layers = [...new Set(points.map(({ head }) => head.layer))].sort((a, b) => a - b);
  const coloured = layers.length > 1 && Math.max(...layers) < MOST_COLOURS;
  const key = coloured ? layerKey(on, layers, top, layerWord) : { marks: [], bottom: top };
  const begin = coloured ? key.bottom + size * 0.3 : top;
  const box = plot({
    on,
    top: begin,
    room: room === undefined ? undefined : room - (begin - top),
    x: ends(points.map((point) => point.x)),
    y: ends(points.map((point) => point.y)),
    names,
    ems: 34,
  });
  const colour = (head: HeadRef): string => (coloured ? categoryColour(head.layer, paper.theme) : theme.series);
  const isMarked = (head: HeadRef): boolean => marked.some((one) => one.layer === head.layer && one.head === head.head);
  const marks: Mark[] = [...key.marks, ...box.marks];
  const spots: Spot[] = [];
  for (const { head, x, y } of points) {
    const [px, py] = [box.x(x.value), box.y(y.value)];
    const bar = (from: readonly [number, number], to: readonly [number, number]): void =>
      void marks.push({ type: "path", d: line([from, to]), fill: "none", stroke: colour(head), strokeWidth: 0.6, opacity: 0.7 });
    if (x.low !== undefined && x.high !== undefined) bar([box.x(x.low), py], [box.x(x.high), py]);
    if (y.low !== undefined && y.high !== undefined) bar([px, box.y(y.low)], [px, box.y(y.high)]);
    marks.push({ type: "path", d: circle([px, py], size * RADIUS), fill: colour(head), stroke: theme.paper, strokeWidth: 0.6 });
    if (isMarked(head))
      marks.push({ type: "path", d: circle([px, py], size * RADIUS * 1.9), fill: "none", stroke: theme.ink, strokeWidth: 1 });
    spots.push({ id: headName(head), x: px, y: py, radius: size * RADIUS, shows: { ...head } });
  }
  const inside = { x: box.left, y: box.top, width: box.width, height: box.height };
  const out = ({ x, y }: Spot): number => Math.max((x - box.left) / box.width, 1 - (y - box.top) / box.height);
  const inOrder = [...spots].sort((a, b) => Number(isMarked(b.shows)) - Number(isMarked(a.shows)) || out(b) - out(a));
  marks.push(...nameSpots(inOrder, ({ shows }) => isMarked(shows), inside, size, theme.ink));
  if (points.length === 0) marks.push(...reasonMarks(on, reasons, box));
  return { marks: [{ type: "group", name: "scatter", marks }], frames: [], spots, bottom: box.bottom };
}

/** Why there is no point, in the empty box. */
function reasonMarks(
  on: Sheet,
  reasons: readonly string[],
  box: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
): Mark[] {
  const { size, theme } = on;
  const lines = reasons.flatMap((reason) => wrap(reason, box.width - 2 * size, size));
  const most = Math.floor((box.height - size) / on.line);
  return lines.slice(0, Math.max(0, most)).map((text, place) => ({
    type: "text",
    x: box.left + size,
    y: box.top + size + on.line * place,
    text,
    size,
    fill: theme.muted,
    anchor: "start",
    baseline: "middle",
  }));
}
