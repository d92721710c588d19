// Tokens or words twice, as queries on the left and as keys on the right, joined by lines: what a token looks at, and who
// looks at it. A line's width and strength are the weight; negative weights are dashed and have the other colour.

import * as v from "valibot";
import { lensSettings } from "../../lens/settings.ts";
import { unitOf } from "../../lens/words.ts";
import { isCausal } from "../../trace/maps.ts";
import { divergingScale, hexOf } from "../colour/scale.ts";
import { defineFigure } from "../contract.ts";
import { capitalise, cellSentences, chooseMap, closing, facts, join, kindName } from "../parts/describe.ts";
import { ANY_MAP, lensFacts, seenFrame, seenHeads, seenLegend, seenMap, seenName, seenOutputs, seenSentences } from "../parts/lens.ts";
import { curve, line } from "../parts/path.ts";
import { headsSetting, mapSetting } from "../parts/settings.ts";
import { compose, sheet } from "../parts/sheet.ts";
import { labelStep, tokenLabel } from "../parts/tokenAxis.ts";
import { fill, WORDS } from "../parts/words.ts";
import type { Frame, Mark } from "../scene.ts";
import { shorten } from "../text/label.ts";
import { textWidth } from "../text/measure.ts";
import { formatValue } from "../text/number.ts";
import { linesOf } from "./lines.ts";

const settings = v.strictObject({
  map: mapSetting,
  heads: headsSetting,
  ...lensSettings,
  /** Token whose lines are drawn; null: those of every query. */
  token: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))), null),
  direction: v.optional(v.picklist(["from", "to", "both"]), "both"),
  /** Most lines for each token and direction; null: all over the threshold. */
  top: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))), 5),
  threshold: v.optional(v.pipe(v.number(), v.minValue(0), v.finite()), 0.01),
});

/** Longest column of tokens on paper, in lines of text: with more tokens, not every one has a label. */
const MOST_LINES = 64;
/** Widest and narrowest line in points. */
const WIDEST = 2.4;
const NARROWEST = 0.25;

const TEXTS = {
  en: {
    all: "Lines: for each query its {top} strongest keys",
    allOver: "Lines: for each query all keys",
    one: "Lines of token {token}, {what}: the {top} strongest each way",
    oneOver: "Lines of token {token}: {what}",
    from: "what it looks at",
    to: "who looks at it",
    both: "what it looks at and who looks at it",
    over: ", of size {threshold} or more",
    width: "; {count} lines drawn. Width and strength follow the {kind}, the strongest drawn being {most}.",
    negative: " Negative weights are dashed.",
    strongest: "strongest line: {kind} {most}",
    none: "no line of size {threshold} or more",
  },
  zh: {
    all: "连线：每个查询最强的 {top} 个键",
    allOver: "连线：每个查询的所有键",
    one: "连线：第 {token} 个词元{what}，每个方向最强的 {top} 条",
    oneOver: "连线：第 {token} 个词元{what}",
    from: "所看的词元",
    to: "被谁看",
    both: "所看的词元及看它的词元",
    over: "，大小不低于 {threshold}",
    width: "；共 {count} 条。线宽与深浅随{kind}而定，图中最强者为 {most}。",
    negative: "负权重为虚线。",
    strongest: "最强的线：{kind} {most}",
    none: "没有大小不低于 {threshold} 的线",
  },
} as const;

export default defineFigure({
  title: { en: "Token lines", zh: "词元连线" },
  summary: { en: "Lines from tokens to the tokens that they look at.", zh: "从词元到它所看词元的连线。" },
  needs: ANY_MAP,
  settings,
  outputs: seenOutputs,
  draw: (trace, chosen, paper) => {
    const { language } = paper;
    const say = TEXTS[language];
    const on = sheet(paper);
    const { size, theme } = on;
    const map = chooseMap(trace.captures, chosen.map);
    const what = { map, heads: chosen.heads, lens: chosen };
    const seen = seenMap(trace, what);
    const { source, units } = seen;
    const { rows, columns, kind } = source;
    const shift = columns - rows;
    const place = chosen.token === null ? null : units ? unitOf(units.keys, chosen.token) : chosen.token;
    const token = place === null ? null : Math.min(place, columns - 1);
    const lines = linesOf(source, shift, { ...chosen, token });
    const most = Math.abs(lines.at(-1)?.value ?? 0);
    const negative = lines.some(({ value }) => value < 0);
    const name = seenHeads(what, language);
    const title = seenName(what, language);
    const values = {
      top: chosen.top ?? "",
      threshold: formatValue(chosen.threshold),
      token: Math.min(chosen.token ?? 0, trace.tokens.length - 1) + 1,
      what: say[chosen.direction],
      count: lines.length,
      kind:
        chosen.derive === "none" ? kindName(kind, language) : seenLegend(kind, { ...what, lens: { ...chosen, hidden: [] } }, 0, language),
      most: formatValue(most),
    };
    const which = token === null ? (chosen.top === null ? say.allOver : say.all) : chosen.top === null ? say.oneOver : say.one;
    const region = { row0: 0, row1: rows, column0: 0, column1: columns };
    const sentences = [
      language === "zh" ? `${trace.manifest.title}，${name}的${title}。` : `${trace.manifest.title}, ${name}: ${title} (${map.role}).`,
      ...cellSentences(
        trace,
        {
          kind,
          region,
          whole: true,
          combination: chosen.heads.length > 1 && chosen.derive !== "rollout" ? chosen.combine : null,
          cells: { rows, columns },
        },
        language,
      ),
      ...seenSentences(trace, what, language),
      `${fill(which, values)}${chosen.threshold > 0 ? fill(say.over, values) : ""}${fill(say.width, values)}${negative ? say.negative : ""}`,
      ...closing(trace, language),
    ];
    const scale = divergingScale("RdBu", paper.theme, 1, false);
    const colours = { plus: hexOf(scale, 0.8), minus: hexOf(scale, -0.8) };
    return compose(on, {
      title: language === "zh" ? `${name}：${title}` : `${capitalise(name)}: ${title}`,
      caption: join(sentences, language),
      facts: facts(trace, {
        map: { role: map.role, branch: map.branch ?? null },
        heads: chosen.heads.map(({ layer, head }) => ({ layer, head })),
        lens: lensFacts(what),
        lines: { token, direction: chosen.direction, top: chosen.top, threshold: chosen.threshold, drawn: lines.length, strongest: most },
        mask: isCausal(trace) ? "causal" : "none",
      }),
      body: (top, room) => {
        const heading = size * 1.7;
        // Labels of the first and last token may reach half a line beyond their cells.
        const foot = size * 2;
        const most0 = columns * size * 1.35;
        const height = Math.max(
          size * 2,
          room === undefined ? Math.min(most0, MOST_LINES * size * 1.35) : Math.min(most0 * 1.4, room - heading - foot),
        );
        const cell = height / columns;
        const y0 = top + heading;
        const y = (index: number): number => y0 + (index + 0.5) * cell;
        const step = labelStep(cell, size);
        const longest = Math.min(on.width * 0.34, size * 14);
        // The chosen token always has its label; the ones too near to it give way.
        const room1 = Math.ceil((size * 1.2) / cell);
        const shown = Array.from({ length: columns }, (_, index) => index).filter(
          (index) => index === token || ((step === 1 || (index + 1) % step === 0) && (token === null || Math.abs(index - token) >= room1)),
        );
        const labels = shown.map((index) => {
          const whole = tokenLabel(seen.tokens, index, step > 1);
          return { index, whole, text: shorten(whole, longest, size, 600) };
        });
        const widest = Math.max(...labels.map(({ text }) => textWidth(text, size, 600)), textWidth(WORDS.query[language], size));
        const gap = size * 0.6;
        const left = on.left + widest + gap;
        const right = Math.max(left + size, on.left + Math.min(on.width, size * 60) - widest - gap);
        const marks: Mark[] = [];
        for (const { query, key, value } of lines) {
          const share = most === 0 ? 0 : Math.abs(value) / most;
          marks.push({
            type: "path",
            d: curve([left, y(query + shift)], [right, y(key)]),
            fill: "none",
            stroke: value < 0 ? colours.minus : colours.plus,
            strokeWidth: NARROWEST + (WIDEST - NARROWEST) * share,
            opacity: 0.15 + 0.85 * share,
            ...(value < 0 ? { dash: [3, 2] } : {}),
          });
        }
        const words: Mark[] = [];
        for (const [x, side, word] of [
          [left, "end", WORDS.query[language]],
          [right, "start", WORDS.key[language]],
        ] as const) {
          const out = side === "end" ? -gap : gap;
          words.push({ type: "text", x: x + out, y: top, text: word, size, fill: theme.muted, anchor: side, baseline: "hanging" });
          for (const { index, whole, text } of labels) {
            if (side === "end" && index < shift) continue;
            const more = text === whole ? {} : { title: whole };
            words.push({
              type: "text",
              x: x + out,
              y: y(index),
              text,
              size,
              fill: theme.ink,
              anchor: side,
              baseline: "middle",
              weight: index === token ? 600 : 400,
              ...more,
            });
            if (step > 1)
              words.push({
                type: "path",
                d: line([
                  [x, y(index)],
                  [x + out * 0.5, y(index)],
                ]),
                fill: "none",
                stroke: theme.edge,
                strokeWidth: 0.5,
              });
          }
        }
        const under = y0 + height + size * 1.2;
        words.push({
          type: "text",
          x: on.left,
          y: under,
          text: shorten(fill(most === 0 ? say.none : say.strongest, values), on.width, size),
          size,
          fill: theme.muted,
          anchor: "start",
          baseline: "middle",
        });
        const frame = seenFrame(what, seen);
        const middle = (left + right) / 2;
        const frames: Frame[] = [
          {
            id: "queries",
            x: on.left,
            y: y0 + shift * cell,
            width: middle - on.left,
            height: rows * cell,
            region,
            ...frame,
            reads: "query",
          },
          { id: "keys", x: middle, y: y0, width: right + gap + widest - middle, height, region, ...frame, reads: "key" },
        ];
        return {
          marks: [
            { type: "group", name: "lines", marks },
            { type: "group", name: "tokens", marks: words },
          ],
          frames,
          bottom: y0 + height + foot,
        };
      },
    });
  },
});
