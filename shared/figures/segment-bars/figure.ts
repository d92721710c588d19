// Where attention goes, part by part of the text: first token, context, answer, context, query. The wide bars are sums, the
// thin ones inside them single tokens. Of two models the bars stand over one another on one scale, as in figure 1 of the
// Differential Transformer (arXiv 2410.05258).

import * as v from "valibot";
import type { Language } from "../../text.ts";
import type { Trace } from "../../trace/trace.ts";
import { defineFigure } from "../contract.ts";
import { capitalise, closing, facts, headsName, join, knobSentences, mapName } from "../parts/describe.ts";
import { marksSentence } from "../parts/measured.ts";
import { headSetting, mapSetting, marksSetting } from "../parts/settings.ts";
import { type Body, compose, type Sheet, sheet } from "../parts/sheet.ts";
import { fill } from "../parts/words.ts";
import type { Mark, Plain } from "../scene.ts";
import { shorten } from "../text/label.ts";
import { formatValue } from "../text/number.ts";
import { bars, PART_NAMES, reach, runName } from "./bars.ts";
import { type Side, sideMap, sidesOf } from "./sides.ts";

const heads = v.optional(v.nullable(v.pipe(v.array(headSetting), v.minLength(1))), null);

const settings = v.strictObject({
  map: mapSetting,
  /** Heads to take the mean over; null: all of the model. */
  heads,
  /** Map and heads of the second of two models; null: those of the first, as far as it has them. */
  second: v.optional(v.nullable(v.strictObject({ map: mapSetting, heads })), null),
  spans: marksSetting,
  /** `weight`: as computed; `row`: each row divided by its sum, so that the bars add up to 1. */
  shares: v.optional(v.picklist(["weight", "row"]), "weight"),
});

/** Height of the bars in ems where nothing limits it: alone, and of each where there are two. */
const ALONE = 22;
const EACH = 14;
/** Room of a part, in ems, in which its name can be read, and the space between two models side by side. */
const NAMED = 4.8;
const BETWEEN = 2;

const TEXTS = {
  en: {
    title: "Attention by part of the text",
    weight: "attention",
    row: "share of attention",
    allHeads: "mean of all {n} heads",
    of: "{model}, {map}, {heads}: {what} of {n} asked {queries} by part of the text.",
    one: "query",
    many: "queries",
    bars: " Wide bars are sums, thin bars single tokens.",
    weightSentence: "Attention is as computed; rows need not sum to 1.",
    rowSentence: "Each row is divided by its sum before the mean is taken.",
    without: " Rows of {n} that nearly cancel have no shares and count as 0: {without}.",
    stop: ".",
    comma: ", ",
  },
  zh: {
    title: "文本各部分得到的注意力",
    weight: "注意力",
    row: "注意力份额",
    allHeads: "全部 {n} 个头的平均",
    of: "{model}，{map}，{heads}：被问的 {n} 个查询给予文本各部分的{what}。",
    one: "",
    many: "",
    bars: "宽条为总和，细条为单个词元。",
    weightSentence: "注意力为计算所得原值，行和不必为 1。",
    rowSentence: "取平均之前各行除以其行和。",
    without: "{n} 行中有 {without} 行几乎相互抵消，没有份额，按 0 计。",
    stop: "。",
    comma: "，",
  },
} as const;

export default defineFigure({
  title: { en: "Attention by part of the text", zh: "文本各部分得到的注意力" },
  summary: {
    en: "What the query gives to the first token, the answer, the context and itself, mean over heads.",
    zh: "提问给予首词元、答案、上下文与自身的注意力，对各头取平均。",
  },
  compares: "may",
  needs: { any: [{ role: "attention.map" }, { role: "attention.effective" }] },
  settings,
  outputs: (manifest, chosen, second = false) => {
    const { role, branch } = sideMap(manifest.captures, chosen, second);
    return manifest.captures.filter((one) => one.role === role && one.branch === branch).map(({ output }) => output);
  },
  draw: (trace, chosen, paper, second) => {
    const { language } = paper;
    const say = TEXTS[language];
    const on = sheet(paper);
    const sides = sidesOf(trace, second, chosen);
    const [first, other] = sides;
    const said = sides.flatMap((side) => [what(side, chosen.shares, language), list(side, language)]);
    const captioned = other ? [`A: ${said[0]}`, said[1] ?? "", `B: ${said[2]}`, said[3] ?? ""] : said;
    const own = (side: Side): Record<string, Plain> => ({
      map: { ...side.map },
      shares: chosen.shares,
      heads: side.shares.heads.length,
      asked: [...side.shares.asked],
      spans: side.spans.map((span) => ({ ...span })),
      parts: side.shares.parts.map((part) => ({ ...part })),
    });
    return compose(on, {
      title: other ? `${say.title}: ${trace.manifest.title} (A), ${other.trace.manifest.title} (B)` : say.title,
      caption: join(
        [
          ...captioned,
          ...(other ? [say[`${chosen.shares}Sentence`]] : []),
          ...marksSentence(first.spans, language),
          ...(other ? twoClosings(first.trace, other.trace, language) : closing(trace, language)),
        ],
        language,
      ),
      facts: facts(trace, { ...own(first), ...(other ? { against: { ...facts(other.trace, own(other)) } as Plain } : {}) }),
      body: (top, room) => drawSides(on, sides, say[chosen.shares], top, room),
    });
  },
});

/** Which model, map, heads and queries the numbers are of. */
function what({ trace, map, shares, all }: Side, kind: "weight" | "row", language: Language): string {
  const say = TEXTS[language];
  const n = shares.asked.length;
  const over = all ? fill(say.allHeads, { n: shares.heads.length }) : headsName(shares.heads, "mean", language);
  const sentence = fill(say.of, {
    model: trace.manifest.title,
    map: mapName(map, language),
    heads: over,
    what: say[kind],
    n,
    queries: n === 1 ? say.one : say.many,
  });
  const { without, heads } = shares;
  return `${sentence}${say.bars}${without > 0 ? fill(say.without, { n: n * heads.length, without }) : ""}`;
}

/** "First 1: 0.32, context 2–20: 0.18." */
function list({ shares }: Side, language: Language): string {
  const { comma, stop } = TEXTS[language];
  const parts = shares.parts.map(
    ({ segment, start, end, share }) => `${PART_NAMES[segment][language]} ${runName(start, end)}: ${formatValue(share)}`,
  );
  return `${capitalise(parts.join(comma))}${stop}`;
}

/** What is said of both texts at the end: one text, and of each model what is not as shipped. */
function twoClosings(first: Trace, second: Trace, language: Language): string[] {
  const [text, ...rest] = closing({ ...first, knobs: {} }, language);
  const of = (trace: Trace, letter: string): string[] => knobSentences(trace, language).map((sentence) => `${letter}: ${sentence}`);
  return [text ?? "", ...of(first, "A"), ...of(second, "B"), ...rest];
}

/** The bars of one model, or of two on one scale: side by side where parts keep their names, else over one another. */
function drawSides(on: Sheet, sides: readonly Side[], name: string, top: number, room: number | undefined): Body {
  const two = sides.length > 1;
  const between = on.size * BETWEEN;
  const half = (on.width - between) / 2;
  const most = Math.max(...sides.map(({ shares }) => shares.parts.length));
  const row = two && half / most >= on.size * NAMED;
  const sheets = sides.map((_, place) => (row ? { ...on, left: on.left + place * (half + between), width: half } : on));
  const range = reach(
    sheets[0] ?? on,
    sides.map(({ shares }) => shares),
  );
  const heading = two ? on.titleSize * 1.5 : 0;
  const gap = two && !row ? on.size * 0.8 : 0;
  const each = room === undefined ? undefined : row ? room - heading : (room - gap * (sides.length - 1)) / sides.length - heading;
  const marks: Mark[] = [];
  let bottom = top;
  for (const [place, { trace, shares }] of sides.entries()) {
    const own = sheets[place] ?? on;
    const start = row ? top : bottom + (place === 0 ? 0 : gap);
    if (two)
      marks.push({
        type: "group",
        name: `${"ab"[place]}-name`,
        marks: [headingOf(own, `${"AB"[place]} ${trace.manifest.title}`, start + heading * 0.45)],
      });
    const ems = two && !row ? EACH : ALONE;
    const body = bars({
      on: own,
      trace,
      shares,
      name,
      range,
      ems,
      top: start + heading,
      room: each,
      id: two ? `${"ab"[place]}-bars` : "bars",
    });
    marks.push(...body.marks);
    bottom = Math.max(bottom, body.bottom);
  }
  return { marks, frames: [], bottom };
}

const headingOf = (on: Sheet, text: string, y: number): Mark => ({
  type: "text",
  x: on.left,
  y,
  text: shorten(text, on.width, on.size),
  size: on.size,
  fill: on.theme.ink,
  anchor: "start",
  baseline: "middle",
  weight: 600,
});
