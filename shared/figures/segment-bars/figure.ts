// Where attention goes, part by part of the text: first token, context, answer, context, query. The wide bars are sums, the
// thin ones inside them single tokens.

import * as v from "valibot";
import type { Segment } from "../../analysis/contract.ts";
import { tokenNumber } from "../../selection/headName.ts";
import type { Localized } from "../../text.ts";
import type { Trace } from "../../trace/trace.ts";
import { defineFigure } from "../contract.ts";
import { capitalise, closing, facts, headsName, join, mapName } from "../parts/describe.ts";
import { marksSentence, measuredMapOf } from "../parts/measured.ts";
import { plot } from "../parts/plot.ts";
import { headSetting, mapSetting, marksSetting } from "../parts/settings.ts";
import { type Body, compose, type Sheet, sheet } from "../parts/sheet.ts";
import type { Mark } from "../scene.ts";
import { printable, shorten } from "../text/label.ts";
import { textWidth } from "../text/measure.ts";
import { formatValue } from "../text/number.ts";
import type { Theme } from "../theme.ts";
import { byKind, type Part, type Shares, sharesOf } from "./shares.ts";

const settings = v.strictObject({
  map: mapSetting,
  /** Heads to take the mean over; null: all of the model. */
  heads: v.optional(v.nullable(v.pipe(v.array(headSetting), v.minLength(1))), null),
  spans: marksSetting,
  /** `weight`: as computed; `row`: each row divided by its sum, so that the bars add up to 1. */
  shares: v.optional(v.picklist(["weight", "row"]), "weight"),
});

/** Narrowest bar with its gap, in ems of the smallest text. */
const SLOT = 2.4;
const BAR = 0.72;
/** Narrowest bar of a token, in points. */
const THIN = 1.2;

const PART_NAMES: Readonly<Record<Segment, Localized>> = {
  first: { en: "first", zh: "首词元" },
  answer: { en: "ANSWER", zh: "答案" },
  query: { en: "query", zh: "提问" },
  noise: { en: "context", zh: "上下文" },
  other: { en: "other", zh: "其他" },
};

const TEXTS = {
  en: { title: "Attention by part of the text", weight: "attention", row: "share of attention", allHeads: "mean of all {n} heads" },
  zh: { title: "文本各部分得到的注意力", weight: "注意力", row: "注意力份额", allHeads: "全部 {n} 个头的平均" },
} as const;

const colourOf = (segment: Segment, theme: Theme): string =>
  segment === "answer" ? theme.answer : segment === "noise" ? theme.noise : segment === "query" ? theme.query : theme.reference;

export default defineFigure({
  title: { en: "Attention by part of the text", zh: "文本各部分得到的注意力" },
  summary: {
    en: "What the query gives to the first token, the answer, the context and itself, mean over heads.",
    zh: "提问给予首词元、答案、上下文与自身的注意力，对各头取平均。",
  },
  needs: { any: [{ role: "attention.map" }, { role: "attention.effective" }] },
  settings,
  outputs: (manifest, { map }) => {
    const chosen = measuredMapOf(manifest.captures, map);
    return manifest.captures.filter(({ role, branch }) => role === chosen.role && branch === chosen.branch).map(({ output }) => output);
  },
  draw: (trace, chosen, paper) => {
    const { language } = paper;
    const say = TEXTS[language];
    const on = sheet(paper);
    const map = measuredMapOf(trace.captures, chosen.map);
    const shares = sharesOf(trace, map, chosen.spans, chosen.heads, chosen.shares === "row");
    const heads = chosen.heads ? headsName(shares.heads, "mean", language) : say.allHeads.replace("{n}", String(shares.heads.length));
    const list = shares.parts
      .map(({ segment, start, end, share }) => `${PART_NAMES[segment][language]} ${runName(start, end)}: ${formatValue(share)}`)
      .join(language === "zh" ? "，" : ", ");
    const what =
      language === "zh"
        ? `${trace.manifest.title}，${mapName(map, language)}，${heads}：被问的 ${shares.asked.length} 个查询给予文本各部分的${say[chosen.shares]}。`
        : `${trace.manifest.title}, ${mapName(map, language)}, ${heads}: ${say[chosen.shares]} of ${shares.asked.length} asked ${shares.asked.length === 1 ? "query" : "queries"} by part of the text. Wide bars are sums, thin bars single tokens.`;
    return compose(on, {
      title: say.title,
      caption: join(
        [
          what,
          `${capitalise(list)}${language === "zh" ? "。" : "."}`,
          ...marksSentence(chosen.spans, language),
          ...closing(trace, language),
        ],
        language,
      ),
      facts: facts(trace, {
        map: { ...map },
        shares: chosen.shares,
        heads: shares.heads.length,
        asked: [...shares.asked],
        spans: chosen.spans.map((span) => ({ ...span })),
        parts: shares.parts.map((part) => ({ ...part })),
      }),
      body: (top, room) => bars(on, trace, shares, say[chosen.shares], top, room),
    });
  },
});

/** "3–5" for tokens [2, 5). */
const runName = (start: number, end: number): string =>
  end - start > 1 ? `${tokenNumber(start)}–${tokenNumber(end - 1)}` : tokenNumber(start);

function bars(on: Sheet, trace: Trace, shares: Shares, name: string, top: number, room: number | undefined): Body {
  const { size, theme, paper } = on;
  const narrow = (count: number): boolean => on.width / count < size * SLOT;
  const parts = narrow(shares.parts.length) ? byKind(shares.parts) : shares.parts;
  const merged = parts.length < shares.parts.length;
  const low = Math.min(0, ...parts.map(({ share }) => share), ...shares.tokens);
  const high = Math.max(0, ...parts.map(({ share }) => share), ...shares.tokens);
  // Room for a number over the highest bar and under the lowest.
  const box = plot({ on, top, room, x: null, y: [low * 1.2, high * 1.2], names: { y: name }, ems: 22, below: on.line * 2 + size * 0.7 });
  const slot = box.width / parts.length;
  const marks: Mark[] = [...box.marks];
  const zero = box.y(0);
  for (const [place, part] of parts.entries()) {
    const middle = box.left + slot * (place + 0.5);
    const wide = slot * BAR;
    const colour = colourOf(part.segment, theme);
    const end = box.y(part.share);
    marks.push({
      type: "rect",
      x: middle - wide / 2,
      y: Math.min(zero, end),
      width: wide,
      height: Math.abs(end - zero),
      fill: colour,
      opacity: 0.3,
    });
    if (!merged) marks.push(...thinBars(shares.tokens, part, middle - wide / 2, wide, colour, box.y, zero));
    const number = formatValue(part.share, 2);
    if (textWidth(number, size, 600) <= slot - size * 0.2)
      marks.push({
        type: "text",
        x: middle,
        y: part.share < 0 ? end + size * 0.75 : end - size * 0.75,
        text: number,
        size,
        fill: theme.ink,
        anchor: "middle",
        baseline: "middle",
        weight: 600,
      });
    const label = part.segment === "first" ? printable(trace.tokens[0]?.label ?? "") : PART_NAMES[part.segment][paper.language];
    const under = (text: string, row: number, fill: string): Mark => ({
      type: "text",
      x: middle,
      y: box.top + box.height + size * 1.2 + on.line * row,
      text: shorten(text, slot - size * 0.4, size),
      size,
      fill,
      anchor: "middle",
      baseline: "middle",
    });
    marks.push(under(label, 0, theme.ink));
    if (!merged) marks.push(under(runName(part.start, part.end), 1, theme.muted));
  }
  return { marks: [{ type: "group", name: "bars", marks }], frames: [], bottom: box.bottom };
}

/** One bar a token, or one for several where there is no room: then the one farthest from zero. */
function thinBars(
  tokens: Float64Array,
  { start, end }: Part,
  left: number,
  wide: number,
  colour: string,
  y: (value: number) => number,
  zero: number,
): Mark[] {
  const bins = Math.max(1, Math.min(end - start, Math.floor(wide / THIN)));
  return Array.from({ length: bins }, (_, bin): Mark => {
    let value = 0;
    for (let key = start + Math.floor((bin * (end - start)) / bins); key < start + Math.floor(((bin + 1) * (end - start)) / bins); key++)
      if (Math.abs(tokens[key] ?? 0) > Math.abs(value)) value = tokens[key] ?? 0;
    const top = y(value);
    const step = wide / bins;
    return { type: "rect", x: left + bin * step, y: Math.min(zero, top), width: step * 0.85, height: Math.abs(top - zero), fill: colour };
  });
}
