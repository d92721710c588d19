// Two attention maps of one head and what is left when λ times the second is taken from the first. The two maps share one
// sequential range; the difference is signed and has a diverging one. The difference is the captured one, never worked
// out from the other two, so that it also shows what a changed knob made of it.

import * as v from "valibot";
import { HeddleError } from "../../error.ts";
import { headSource, isCausal } from "../../trace/maps.ts";
import type { AttentionSource } from "../../trace/source.ts";
import type { Trace } from "../../trace/trace.ts";
import type { Role } from "../../trace/vocabulary.ts";
import { defineFigure } from "../contract.ts";
import { capitalise, cellSentences, closing, colourSentence, facts, headsName, join, kindName, rangeFacts } from "../parts/describe.ts";
import { flow } from "../parts/flow.ts";
import { legend } from "../parts/legend.ts";
import { drawMap, drawnCells, drawnValues } from "../parts/map.ts";
import { layoutMap, type MapLayout } from "../parts/mapLayout.ts";
import { extent, type Range, rangeFor } from "../parts/range.ts";
import { plainFormula, richText, richWidth } from "../parts/rich.ts";
import { headSetting, markedSetting, percentileColourSettings, regionOf, resolutionSetting, spanSetting } from "../parts/settings.ts";
import { type Body, compose, type Sheet, sheet } from "../parts/sheet.ts";

import { WORDS } from "../parts/words.ts";
import type { Frame, Mark } from "../scene.ts";
import { differenceNumbers, lambdaOf } from "./numbers.ts";
import { statements } from "./statements.ts";
import { drawStrip, STRIP_GAP, STRIP_WIDTH } from "./strip.ts";

const settings = v.strictObject({
  head: v.optional(headSetting, { layer: 0, head: 0 }),
  queries: spanSetting,
  keys: spanSetting,
  ...percentileColourSettings,
  /** Cells to ring in all three maps. */
  marked: markedSetting,
  values: v.optional(v.boolean(), true),
  resolution: resolutionSetting,
  /** Whether row sums and the negative share of each row stand beside the difference. */
  rows: v.optional(v.boolean(), false),
});

/** Smallest map side by side, and widest map one under another, in ems of the smallest text. */
const SMALLEST_IN_ROW = 13;
const SMALLEST_NAMED = 7.5;
const WIDEST_IN_COLUMN = 17;

interface Panel {
  readonly id: string;
  /** Formula, "_" before a subscript. */
  readonly name: string;
  readonly role: Role;
  readonly branch?: string;
}

const PANELS: readonly [Panel, Panel, Panel] = [
  { id: "first", name: "A_1", role: "attention.map", branch: "1" },
  { id: "second", name: "A_2", role: "attention.map", branch: "2" },
  { id: "difference", name: "A_1 \u2212 λA_2", role: "attention.effective" },
];

function sourceOf(trace: Trace, panel: Panel, layer: number, head: number): AttentionSource {
  const source = headSource(trace, panel, layer, head);
  if (source) return source;
  throw new HeddleError(
    "capture-missing",
    `This trace has no ${panel.role} for layer ${layer + 1}, head ${head + 1}.`,
    "Choose another head, or run the model again with this layer.",
  );
}

type All = () => Float32Array;

/** Where the three maps stand: beside one another where they are large enough so, else one under another. */
function arrange(
  on: Sheet,
  input: Omit<Parameters<typeof layoutMap>[0], "across" | "between" | "height" | "widest">,
  room: number | undefined,
): { row: boolean; layout: MapLayout } {
  const heading = on.titleSize * 1.5;
  const between = on.size * 1.2;
  const row = layoutMap({ ...input, across: 3, between, height: room === undefined ? undefined : room - heading });
  // A map must at least be as wide as its name.
  const smallest = (room === undefined ? SMALLEST_IN_ROW : SMALLEST_NAMED) * on.size;
  if (room === undefined && row.plotWidth >= smallest) return { row: true, layout: row };
  const column = layoutMap({
    ...input,
    across: 1,
    between: 0,
    height: room === undefined ? undefined : room / 3 - heading,
    ...(room === undefined ? { widest: WIDEST_IN_COLUMN * on.size } : {}),
  });
  return column.plotWidth * column.plotHeight > row.plotWidth * row.plotHeight
    ? { row: false, layout: column }
    : { row: true, layout: row };
}

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
    const sources = PANELS.map((panel) => sourceOf(trace, panel, layer, head)) as [AttentionSource, AttentionSource, AttentionSource];
    const [first, , difference] = sources;
    const region = regionOf(chosen.queries, chosen.keys, first);
    const drawn = sources.map((source) => drawnValues(source, region, chosen.resolution));
    const [one, two, three] = drawn as [Float32Array, Float32Array, Float32Array];
    const [all1, all2, all3] = sources.map((source) => () => drawnValues(source, region, null)) as [All, All, All];
    const both = extent([one, two], () => [all1(), all2()]);
    const signed = extent([three], () => [all3()]);
    const plain = rangeFor(first.kind, both, chosen, paper.theme);
    const diverging = rangeFor("signed", signed, chosen, paper.theme);
    const ranges: readonly [Range, Range, Range] = [plain, plain, diverging];
    const lambda = lambdaOf(trace, "diff.lambda", layer, head);
    const initial = lambdaOf(trace, "diff.lambda_init", layer, head);
    const numbers = differenceNumbers(difference);
    const printed = statements({ lambda, initial, ...numbers }, language);
    const cells = drawnCells(region, chosen.resolution);
    const whole = region.row1 - region.row0 === first.rows && region.column1 - region.column0 === first.columns;
    const name = headsName([chosen.head], "mean", language);
    const common = cellSentences(trace, { kind: first.kind, region, whole, combination: null, cells }, language);
    const colours = [
      colourSentence(plain, Math.max(both.high, -both.low), language),
      colourSentence(diverging, Math.max(signed.high, -signed.low), language),
    ];
    const sentences =
      language === "zh"
        ? [
            `${trace.manifest.title}，${name}：A₁、A₂ 为两张注意力概率图（attention.map），A₁ \u2212 λA₂ 为真正与值相乘的权重（attention.effective）。`,
            ...common,
            `A₁、A₂ 的颜色：${colours[0]}`,
            `A₁ \u2212 λA₂ 的颜色：${colours[1]}`,
          ]
        : [
            `${trace.manifest.title}, ${name}: the two maps of attention probabilities A₁ and A₂ (attention.map), and A₁ \u2212 λA₂, the weights that multiply the values (attention.effective).`,
            ...common,
            `Colour of A₁ and A₂: ${colours[0]}`,
            `Colour of A₁ \u2212 λA₂: ${colours[1]}`,
          ];
    const titles = { query: WORDS.query[language], key: WORDS.key[language] };
    return compose(on, {
      title: plainFormula(language === "zh" ? `${name}：A_1、A_2 与 A_1 \u2212 λA_2` : `${capitalise(name)}: A_1, A_2 and A_1 \u2212 λA_2`),
      caption: join([...sentences, ...printed.map(({ sentence }) => sentence), ...closing(trace, language)], language),
      facts: facts(trace, {
        heads: [{ layer, head }],
        region: { ...region },
        colour: rangeFacts(plain, first.kind),
        differenceColour: rangeFacts(diverging, "signed"),
        lambda: lambda && { ...lambda },
        lambdaInitial: initial && { ...initial },
        rowSums: { ...numbers.rowSums },
        negativeShare: numbers.negativeShare,
        cells,
      }),
      body: (top, room): Body => {
        const heading = on.titleSize * 1.5;
        const foot = on.size * 6.5;
        const strip = chosen.rows ? (STRIP_GAP + STRIP_WIDTH) * on.size : 0;
        const { row, layout } = arrange(
          on,
          { tokens: trace.tokens, region, shift: first.columns - first.rows, width: on.width - strip, size: on.size, titles },
          room === undefined ? undefined : room - foot,
        );
        const cells: Mark[] = [];
        const marks: Mark[] = [];
        const frames: Frame[] = [];
        const between = on.size * 1.2;
        const used = layout.left + (row ? 3 * layout.plotWidth + 2 * between : layout.plotWidth) + strip + layout.right;
        const left = on.left + layout.left + (on.full ? 0 : Math.max(0, (on.width - used) / 2));
        const step = heading + layout.plotHeight + on.size * 0.8;
        let bottom = top;
        for (const [i, panel] of PANELS.entries()) {
          const x = left + (row ? i * (layout.plotWidth + between) : 0);
          const y = top + heading + (row ? 0 : i * step);
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
            source: sources[i] ?? first,
            region,
            scale: (ranges[i] ?? plain).scale,
            layout,
            x,
            y,
            resolution: chosen.resolution,
            queryAxis: !row || i === 0,
            keyAxis: row || i === 2,
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
        if (chosen.rows && last) {
          const side = drawStrip({
            on,
            source: difference,
            region,
            shows: last.shows,
            x: last.x + last.width + STRIP_GAP * on.size,
            y: last.y,
            height: last.height,
            expected: lambda && lambda.low === lambda.high ? 1 - lambda.mean : null,
            language,
          });
          marks.push(...side.marks);
          frames.push(side.frame);
          bottom = Math.max(bottom, side.bottom);
        }
        const keys = [
          { id: "legend-maps", name: `A_1, A_2: ${kindName(first.kind, language)}`, range: plain, masked: isCausal(trace) },
          { id: "legend-difference", name: `A_1 \u2212 λA_2: ${kindName("signed", language)}`, range: diverging, masked: false },
        ];
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
