// Two attention maps of one head and what is left when λ times the second is taken from the first; on request also λ
// times the second, and what the two have in common. Maps without a sign share one sequential range; the difference is
// signed and has a diverging one. The difference is the captured one, never worked out from the other two, so that it also
// shows what a changed knob made of it.

import * as v from "valibot";
import { commonShare, commonSource, lambdaOf as lambdaOfQuery, scaledSource } from "../../analysis/common-mode/parts.ts";
import { isCausal } from "../../trace/maps.ts";
import { defineFigure } from "../contract.ts";
import { capitalise, cellSentences, closing, colourSentence, facts, headsName, join, kindName, rangeFacts } from "../parts/describe.ts";
import { flow } from "../parts/flow.ts";
import { legend } from "../parts/legend.ts";
import { drawMap, drawnCells, drawnValues } from "../parts/map.ts";
import { extent, rangeFor } from "../parts/range.ts";
import { plainFormula, richText, richWidth } from "../parts/rich.ts";
import { headSetting, markedSetting, percentileColourSettings, regionOf, resolutionSetting, spanSetting } from "../parts/settings.ts";
import { type Body, compose, sheet } from "../parts/sheet.ts";
import { WORDS } from "../parts/words.ts";
import type { Frame, Mark } from "../scene.ts";
import { arrange, ROW_GAP } from "./arrange.ts";
import { differenceNumbers, lambdaOf } from "./numbers.ts";
import { FORMULAS, PANEL_IDS, type Panel, panelsOf } from "./panels.ts";
import { statements } from "./statements.ts";
import { drawStrip, STRIP_GAP, STRIP_WIDTH } from "./strip.ts";

const settings = v.strictObject({
  head: v.optional(headSetting, { layer: 0, head: 0 }),
  /** Which maps are shown, in this order: A₁, A₂, λA₂, min(A₁, λA₂), A₁ − λA₂. */
  panels: v.optional(v.pipe(v.array(v.picklist(PANEL_IDS)), v.minLength(1)), ["first", "second", "difference"]),
  queries: spanSetting,
  keys: spanSetting,
  ...percentileColourSettings,
  /** Cells to ring in all maps. */
  marked: markedSetting,
  values: v.optional(v.boolean(), true),
  resolution: resolutionSetting,
  /** Whether row sums and the negative share of each row stand beside the difference. */
  rows: v.optional(v.boolean(), false),
});

export default defineFigure({
  title: { en: "Two maps and their difference", zh: "两张注意力图及其差" },
  summary: {
    en: "Both attention maps of a head, and the signed map that remains when λ times the second is subtracted.",
    zh: "一个头的两张注意力图，以及减去 λ 倍第二张图之后剩下的带符号的图。",
  },
  needs: { all: [{ role: "attention.map", branches: ["1", "2"] }, { role: "attention.effective" }, { role: "diff.lambda" }] },
  settings,
  outputs: (manifest, { head }) => {
    const read: readonly string[] = ["attention.map", "attention.effective", "diff.lambda", "diff.lambda_init"];
    return manifest.captures
      .filter((capture) => capture.layer === head.layer && read.includes(capture.role))
      .map((capture) => capture.output);
  },
  draw: (trace, chosen, paper) => {
    const { language } = paper;
    const on = sheet(paper);
    const { layer, head } = chosen.head;
    const panels = panelsOf(trace, chosen.panels, layer, head);
    const [first, second, difference] = panelsOf(trace, ["first", "second", "difference"], layer, head) as [Panel, Panel, Panel];
    const region = regionOf(chosen.queries, chosen.keys, first.source);
    const values = ({ source }: Panel): Float32Array => drawnValues(source, region, chosen.resolution);
    const everything = (of: readonly Panel[]) => () => of.map(({ source }) => drawnValues(source, region, null));
    // λA₂ is signed where λ is negative somewhere; else it is as the maps are.
    const [signs, plains] = [panels.filter(isSignedPanel), panels.filter((panel) => !isSignedPanel(panel))];
    const both = extent(plains.map(values), everything(plains));
    const signed = extent(signs.map(values), everything(signs));
    const plain = rangeFor(first.source.kind, both, chosen, paper.theme);
    const diverging = rangeFor("signed", signed, chosen, paper.theme);
    const lambda = lambdaOf(trace, "diff.lambda", layer, head);
    const initial = lambdaOf(trace, "diff.lambda_init", layer, head);
    const lambdaAt = lambdaOfQuery(trace, layer, head);
    const shared = lambdaAt && commonShare(first.source, commonSource(first.source, scaledSource(second.source, lambdaAt))).whole;
    const numbers = differenceNumbers(difference.source);
    const printed = statements({ lambda, initial, ...numbers, common: chosen.panels.includes("common") ? shared : null }, language);
    const cells = drawnCells(region, chosen.resolution);
    const whole = region.row1 - region.row0 === first.source.rows && region.column1 - region.column0 === first.source.columns;
    const name = headsName([chosen.head], "mean", language);
    const listed = (of: readonly Panel[]): string => plainFormula(of.map(({ name: one }) => one).join(language === "zh" ? "、" : ", "));
    const ranges = [
      { panels: plains, range: plain, most: Math.max(both.high, -both.low) },
      { panels: signs, range: diverging, most: Math.max(signed.high, -signed.low) },
    ].filter((one) => one.panels.length > 0);
    const sentences = [
      language === "zh"
        ? `${trace.manifest.title}，${name}：A₁、A₂ 为两张注意力概率图（attention.map），A₁ − λA₂ 为真正与值相乘的权重（attention.effective）。`
        : `${trace.manifest.title}, ${name}: the two maps of attention probabilities A₁ and A₂ (attention.map), and A₁ − λA₂, the weights that multiply the values (attention.effective).`,
      ...(panels.some(({ id }) => id === "scaled" || id === "common") ? [DERIVED[language]] : []),
      ...cellSentences(trace, { kind: first.source.kind, region, whole, combination: null, cells }, language),
      ...ranges.map((one) => {
        const colour = colourSentence(one.range, one.most, language);
        return language === "zh" ? `${listed(one.panels)} 的颜色：${colour}` : `Colour of ${listed(one.panels)}: ${colour}`;
      }),
    ];
    const all = panels.map(({ id }) => FORMULAS[id]);
    const titles = { query: WORDS.query[language], key: WORDS.key[language] };
    return compose(on, {
      title: plainFormula(
        language === "zh" ? `${name}：${enumerated(all, "、", " 与 ")}` : `${capitalise(name)}: ${enumerated(all, ", ", " and ")}`,
      ),
      caption: join([...sentences, ...printed.map(({ sentence }) => sentence), ...closing(trace, language)], language),
      facts: facts(trace, {
        heads: [{ layer, head }],
        panels: panels.map(({ id }) => id),
        region: { ...region },
        colour: rangeFacts(plain, first.source.kind),
        differenceColour: rangeFacts(diverging, "signed"),
        lambda: lambda && { ...lambda },
        lambdaInitial: initial && { ...initial },
        rowSums: { ...numbers.rowSums },
        negativeShare: numbers.negativeShare,
        commonShare: shared,
        cells,
      }),
      body: (top, room): Body => {
        const foot = on.size * 6.5;
        const strip = chosen.rows ? (STRIP_GAP + STRIP_WIDTH) * on.size : 0;
        const shift = first.source.columns - first.source.rows;
        const placed = arrange(
          on,
          { tokens: trace.tokens, region, shift, width: on.width - strip, size: on.size, titles },
          panels.length,
          room === undefined ? undefined : room - foot,
        );
        const { layout, across, heading, between } = placed;
        const cells: Mark[] = [];
        const marks: Mark[] = [];
        const frames: Frame[] = [];
        const used = layout.left + across * layout.plotWidth + (across - 1) * between + strip + layout.right;
        const left = on.left + layout.left + (on.full ? 0 : Math.max(0, (on.width - used) / 2));
        const step = heading + layout.plotHeight + on.size * ROW_GAP;
        let bottom = top;
        for (const [i, panel] of panels.entries()) {
          const { row, column, lowest } = placed.cells[i] ?? { row: 0, column: 0, lowest: true };
          const x = left + column * (layout.plotWidth + between);
          const y = top + heading + row * step;
          marks.push({
            type: "group",
            name: `${panel.id}-name`,
            marks: richText(panel.name, {
              x: Math.min(x, on.left + on.width - richWidth(panel.name, on.titleSize, 600)),
              y: y - heading * 0.6,
              size: on.titleSize,
              fill: on.theme.ink,
              baseline: "middle",
              weight: 600,
            }),
          });
          const map = drawMap({
            on,
            source: panel.source,
            region,
            scale: (isSignedPanel(panel) ? diverging : plain).scale,
            layout,
            x,
            y,
            resolution: chosen.resolution,
            queryAxis: column === 0,
            keyAxis: lowest,
            titles,
            marked: chosen.marked,
            values: chosen.values,
            id: panel.id,
            shows: { role: panel.role, ...(panel.branch === undefined ? {} : { branch: panel.branch }), layer, head },
          });
          cells.push(map.cells);
          marks.push(...map.marks);
          frames.push(map.frame);
          bottom = y + layout.plotHeight + layout.below;
        }
        const last = frames.at(-1);
        if (chosen.rows && last && panels.at(-1)?.id === "difference") {
          const side = drawStrip({
            on,
            source: difference.source,
            region,
            shows: last.shows,
            x: last.x + last.width + STRIP_GAP * on.size,
            y: last.y,
            height: last.height,
            expected: lambdaAt && ((query) => 1 - lambdaAt(query)),
            language,
          });
          marks.push(...side.marks);
          frames.push(side.frame);
          bottom = Math.max(bottom, side.bottom);
        }
        const keys = ranges.map(({ panels: of, range }, place) => ({
          id: of === signs ? "legend-difference" : "legend-maps",
          name: `${of.map(({ name: one }) => one).join(", ")}: ${kindName(of === signs ? "signed" : first.source.kind, language)}`,
          range,
          masked: place === 0 && isCausal(trace),
        }));
        bottom += on.size * 0.5;
        for (const { id, name: what, range, masked } of keys) {
          const key = legend({
            on,
            x: on.left,
            y: bottom,
            width: on.width,
            name: what,
            scale: range.scale,
            origin: range.origin,
            masked,
            id,
          });
          marks.push(...key.marks);
          bottom = key.bottom;
        }
        const lines = flow(
          printed.map(({ short }) => short),
          on,
          bottom + on.size * 0.4,
        );
        marks.push({ type: "group", name: "numbers", marks: lines.marks });
        return { marks: [{ type: "group", name: "cells", marks: cells }, ...marks], frames, bottom: lines.bottom };
      },
    });
  },
});

/** What is worked out from the captured maps, in words. */
const DERIVED = {
  en: "λA₂ and the common mode min(A₁, λA₂), 0 where λ is negative, are worked out from these.",
  zh: "λA₂ 与共模 min(A₁, λA₂)（λ 为负处取 0）由它们算出。",
} as const;

const isSignedPanel = ({ source }: Panel): boolean => source.kind === "signed";

/** "A, B and C" */
function enumerated(list: readonly string[], between: string, last: string): string {
  return list.length < 2 ? list.join("") : `${list.slice(0, -1).join(between)}${last}${list.at(-1)}`;
}
