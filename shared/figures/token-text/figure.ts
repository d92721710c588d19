// The text itself with its tokens coloured: by what one of them looks at, by who looks at it, or, where none is chosen, by
// how much each is looked at.

import * as v from "valibot";
import { lensSettings } from "../../lens/settings.ts";
import { unitOf } from "../../lens/words.ts";
import { tokenNumber } from "../../selection/headName.ts";
import type { Language } from "../../text.ts";
import { contrast, parseColour } from "../colour/oklab.ts";
import { type ColourScale, colourOf, hexOf } from "../colour/scale.ts";
import { defineFigure } from "../contract.ts";
import { capitalise, chooseMap, closing, colourSentence, facts, join, rangeFacts } from "../parts/describe.ts";
import { legend } from "../parts/legend.ts";
import { ANY_MAP, lensFacts, seenFrame, seenHeads, seenLegend, seenMap, seenName, seenOutputs, seenSentences } from "../parts/lens.ts";
import { box } from "../parts/path.ts";
import { extent, rangeFor } from "../parts/range.ts";
import { colourSettings, headsSetting, mapSetting } from "../parts/settings.ts";
import { compose, type Sheet, sheet } from "../parts/sheet.ts";
import { fill } from "../parts/words.ts";
import type { Frame, Mark } from "../scene.ts";
import { printable, shorten } from "../text/label.ts";
import { textWidth } from "../text/measure.ts";
import { type Block, blocksOf } from "./blocks.ts";

const settings = v.strictObject({
  map: mapSetting,
  heads: headsSetting,
  ...lensSettings,
  ...colourSettings,
  /** Token that is asked about; null: how much each token is looked at, mean over the queries that see it. */
  token: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))), null),
  direction: v.optional(v.picklist(["from", "to", "both"]), "both"),
});

const TEXTS = {
  en: {
    from: "What “{label}” looks at",
    to: "Who looks at “{label}”",
    mean: "How much each token is looked at",
    saidFrom: "First block: what token {token} “{label}” gives to each token.",
    saidTo: "{which} block: what each token gives to token {token} “{label}”.",
    saidMean: "Each token has the colour of what it is given, mean over the queries that see it.",
    outlined: "The token itself is outlined; tokens without a value are grey.",
    first: "First",
    second: "Second",
    colour: "Colour: ",
  },
  zh: {
    from: "“{label}”所看的词元",
    to: "看“{label}”的词元",
    mean: "各词元被看的程度",
    saidFrom: "第一段：第 {token} 个词元“{label}”给予各词元的值。",
    saidTo: "{which}段：各词元给予第 {token} 个词元“{label}”的值。",
    saidMean: "颜色为各词元得到的值，对看得到它的查询取平均。",
    outlined: "该词元本身加框；没有值的词元为灰色。",
    first: "第一",
    second: "第二",
    colour: "颜色：",
  },
} as const;

/** Longest token, in ems. */
const LONGEST = 16;
/** Room beside the letters of a token, and between two words, in ems. */
const PAD = 0.18;
const GAP = 0.22;
/** Distance of two lines, in ems: the colour of a line does not touch the next. */
const STEP = 1.6;

interface Word {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly text: string;
  readonly title?: string;
}

/** The tokens set as running text. Spaces before a word are gaps, line breaks break the line. */
function setText(labels: readonly string[], on: Sheet, top: number): { words: Word[]; bottom: number } {
  const { size, left, width } = on;
  const longest = Math.min(width - 2 * PAD * size, LONGEST * size);
  let [x, y] = [left, top];
  const words = labels.map((label): Word => {
    const bare = label.length > 1 && label.startsWith("␣") ? label.slice(1) : label;
    const whole = printable(bare);
    const text = shorten(whole, longest, size);
    const wide = Math.max(size * 0.5, textWidth(text, size)) + 2 * PAD * size;
    const gap = x === left ? 0 : (bare === label ? 0.06 : GAP) * size;
    if (x > left && x + gap + wide > left + width) {
      x = left;
      y += STEP * size;
    } else x += gap;
    const word = { x, y, width: wide, text, ...(text === whole ? {} : { title: whole }) };
    x += wide;
    if (label.includes("⏎")) {
      x = left;
      y += STEP * size;
    }
    return word;
  });
  return { words, bottom: (words.at(-1)?.y ?? top) + STEP * size };
}

/** A run of coloured tokens. */
function marksOf(words: readonly Word[], values: Float32Array, token: number | null, scale: ColourScale, on: Sheet): Mark[] {
  const { size, theme } = on;
  const height = size * 1.35;
  return words.flatMap(({ x, y, width, text, title }, index): Mark[] => {
    const value = values[index] ?? Number.NaN;
    const there = !Number.isNaN(value);
    const ground = colourOf(scale, value);
    const ink = contrast(ground, parseColour("#ffffff")) > contrast(ground, parseColour("#111111")) ? "#ffffff" : "#111111";
    return [
      ...(there ? [{ type: "rect", x, y, width, height, fill: hexOf(scale, value) } as const] : []),
      ...(index === token
        ? [{ type: "path", d: box(x, y, width, height), fill: "none", stroke: theme.ink, strokeWidth: 1.2 } as const]
        : []),
      {
        type: "text",
        x: x + PAD * size,
        y: y + height / 2,
        text,
        size,
        fill: there ? ink : theme.muted,
        anchor: "start",
        baseline: "middle",
        ...(title === undefined ? {} : { title }),
      },
    ];
  });
}

export default defineFigure({
  title: { en: "Highlighted text", zh: "高亮文本" },
  summary: {
    en: "The text with each token coloured by what a chosen token gives it, or gives to that token.",
    zh: "按所选词元给予各词元（或从各词元得到）的注意力为文本着色。",
  },
  needs: ANY_MAP,
  settings,
  outputs: seenOutputs,
  draw: (trace, chosen, paper) => {
    const { language } = paper;
    const on = sheet(paper);
    const what = { map: chooseMap(trace.captures, chosen.map), heads: chosen.heads, lens: chosen };
    const seen = seenMap(trace, what);
    const { source, units, tokens } = seen;
    const shift = source.columns - source.rows;
    const asked = chosen.token === null ? null : Math.min(chosen.token, trace.tokens.length - 1);
    const token = asked === null ? null : units ? unitOf(units.keys, asked) : asked;
    const blocks = blocksOf(source, token, shift, chosen.direction);
    const found = extent(blocks.map(({ values }) => values));
    const range = rangeFor(source.kind, found, chosen, paper.theme);
    const label = token === null ? "" : printable(tokens[token]?.label ?? "");
    const name = `${seenHeads(what, language)}${language === "zh" ? "：" : ": "}${seenName(what, language)}`;
    return compose(on, {
      title: capitalise(name),
      caption: join(
        [
          language === "zh" ? `${trace.manifest.title}，${name}。` : `${trace.manifest.title}, ${name} (${what.map.role}).`,
          ...blockSentences(blocks, { token: tokenNumber(asked ?? 0), label }, language),
          ...seenSentences(trace, what, language),
          `${TEXTS[language].colour}${colourSentence(range, Math.max(found.high, -found.low), language)}`,
          ...closing(trace, language),
        ],
        language,
      ),
      facts: facts(trace, {
        map: { role: what.map.role, branch: what.map.branch ?? null },
        heads: chosen.heads.map(({ layer, head }) => ({ layer, head })),
        lens: lensFacts(what),
        token: asked,
        blocks: blocks.map(({ about }) => about),
        colour: rangeFacts(range, source.kind),
      }),
      body: (top) => {
        const marks: Mark[] = [];
        const frames: Frame[] = [];
        let bottom = top;
        for (const { about, values } of blocks) {
          marks.push({
            type: "text",
            x: on.left,
            y: bottom,
            text: shorten(fill(TEXTS[language][about], { label }), on.width, on.size, 600),
            size: on.size,
            fill: on.theme.ink,
            anchor: "start",
            baseline: "hanging",
            weight: 600,
          });
          const { words, bottom: end } = setText(
            tokens.map((one) => one.label),
            on,
            bottom + on.size * STEP,
          );
          marks.push({ type: "group", name: about, marks: marksOf(words, values, token, range.scale, on) });
          for (const [index, { x, y, width }] of words.entries()) {
            const [query, key] = about === "to" ? [index - shift, token ?? 0] : [(token ?? shift) - shift, index];
            if (query < 0) continue;
            frames.push({
              id: `${about}-${index}`,
              x,
              y,
              width,
              height: on.size * 1.35,
              region: { row0: query, row1: query + 1, column0: key, column1: key + 1 },
              ...seenFrame(what, seen),
              ...(about === "mean" ? { reads: "key" } : {}),
            });
          }
          bottom = end + on.size * 0.8;
        }
        const key = legend({
          on,
          x: on.left,
          y: bottom,
          width: on.width,
          name: seenLegend(source.kind, what, trace.tokens.length, language),
          scale: range.scale,
          masked: false,
          id: "legend",
        });
        return { marks: [...marks, ...key.marks], frames, bottom: key.bottom };
      },
    });
  },
});

function blockSentences(blocks: readonly Block[], values: { token: string; label: string }, language: Language): string[] {
  const say = TEXTS[language];
  if (blocks.some(({ about }) => about === "mean")) return [say.saidMean];
  const said = blocks.map(({ about }, place) =>
    fill(about === "from" ? say.saidFrom : say.saidTo, { ...values, which: place === 0 ? say.first : say.second }),
  );
  return [...said, say.outlined];
}
