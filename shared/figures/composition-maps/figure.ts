// One head's map before and after the heads are mixed, on colours that end at the same number, with the sums of the rows
// after: these need not be 1. Both maps are the captured ones, never worked out from the factors, so that they also show
// what a changed gain made of them.

import * as v from "valibot";
import { STAGE_MAPS, STAGES, type Stage } from "../../analysis/composition-matrix/factors.ts";
import { lackingOf } from "../../trace/lacking.ts";
import { headSource, isCausal } from "../../trace/maps.ts";
import type { AttentionSource } from "../../trace/source.ts";
import type { Trace } from "../../trace/trace.ts";
import { defineFigure } from "../contract.ts";
import { differenceNumbers } from "../diff-triptych/numbers.ts";
import { drawStrip, STRIP_GAP, STRIP_WIDTH } from "../diff-triptych/strip.ts";
import { cellSentences, closing, colourSentence, facts, join, kindName, rangeFacts } from "../parts/describe.ts";
import { flow } from "../parts/flow.ts";
import { legend } from "../parts/legend.ts";
import { drawMap, drawnCells, drawnValues } from "../parts/map.ts";
import { layoutMap, type MapLayout } from "../parts/mapLayout.ts";
import { type Extent, extent, isSigned, type Range, rangeFor } from "../parts/range.ts";
import { colourSettings, headSetting, markedSetting, regionOf, resolutionSetting, spanSetting } from "../parts/settings.ts";
import { type Body, compose, type Sheet, sheet } from "../parts/sheet.ts";
import { WORDS } from "../parts/words.ts";
import type { Frame, Mark } from "../scene.ts";
import { shorten } from "../text/label.ts";
import { textWidth } from "../text/measure.ts";
import { colourSentences, firstSentence, mapsTitle, numberSentences, numberStatements, panelName } from "./words.ts";

const settings = v.strictObject({
  head: v.optional(headSetting, { layer: 0, head: 0 }),
  /** Before or after the softmax. */
  stage: v.optional(v.picklist(STAGES), "post"),
  queries: spanSetting,
  keys: spanSetting,
  ...colourSettings,
  marked: markedSetting,
  values: v.optional(v.boolean(), true),
  resolution: resolutionSetting,
  /** Whether row sums and the negative share of each row stand beside the map after the softmax. */
  rows: v.optional(v.boolean(), true),
});

/** Smallest map side by side, and widest map one under another, in ems of the smallest text. */
const SMALLEST_IN_ROW = 13;
const WIDEST_IN_COLUMN = 20;
/** Width in ems from which two legends stand side by side. */
const LEGENDS = 43;

function sourceOf(trace: Trace, stage: Stage, which: "before" | "after", layer: number, head: number): AttentionSource {
  const choice = STAGE_MAPS[stage][which];
  const source = headSource(trace, choice, layer, head);
  if (source) return source;
  throw lackingOf(choice.role, [{ layer, head }], {
    en: "Choose another head or stage, or run the model again with this layer.",
    zh: "请选择其他头或阶段，或连同该层重新运行模型。",
  });
}

/** Both ranges end at the same number, so that a colour that grows paler means a number that grew smaller. */
function rangesOf(
  sources: readonly [AttentionSource, AttentionSource],
  found: readonly [Extent, Extent],
  colours: Parameters<typeof rangeFor>[2],
  theme: Parameters<typeof rangeFor>[3],
): [Range, Range] {
  const reach = Math.max(...found.map(({ low, high }) => Math.max(Math.abs(low), Math.abs(high))));
  const range = (i: 0 | 1): Range => {
    const { kind } = sources[i];
    const made = rangeFor(kind, isSigned(kind, found[i]) ? { low: -reach, high: reach } : { low: 0, high: reach }, colours, theme);
    // "The largest value shown" is that of both maps: a sentence of its own says so.
    return made.origin === "max" ? { ...made, origin: "given" } : made;
  };
  return [range(0), range(1)];
}

export default defineFigure({
  title: { en: "Before and after composing", zh: "组合之前与之后" },
  summary: {
    en: "A head's map before and after the heads are mixed, with the sums of its rows.",
    zh: "一个头在各头混合之前与之后的图，附行和。",
  },
  needs: { all: [{ role: "compose.static" }], any: [{ role: "attention.map" }, { role: "compose.scores" }] },
  settings,
  outputs: (manifest, { head, stage }) => {
    const { before, after } = STAGE_MAPS[stage];
    return manifest.captures
      .filter(({ layer, role, branch }) => {
        const fixed = role === "compose.static" && branch === stage;
        return layer === head.layer && (fixed || role === before.role || role === after.role);
      })
      .map(({ output }) => output);
  },
  draw: (trace, chosen, paper) => {
    const { language } = paper;
    const on = sheet(paper);
    const { size } = on;
    const { stage } = chosen;
    const { layer, head } = chosen.head;
    const sources = [sourceOf(trace, stage, "before", layer, head), sourceOf(trace, stage, "after", layer, head)] as const;
    const region = regionOf(chosen.queries, chosen.keys, sources[0]);
    const found = sources.map((source) => extent([drawnValues(source, region, chosen.resolution)])) as [Extent, Extent];
    const ranges = rangesOf(sources, found, chosen, paper.theme);
    const numbers = stage === "post" ? differenceNumbers(sources[1]) : null;
    const about = { model: trace.manifest.title, layer, head, stage, numbers };
    const cells = drawnCells(region, chosen.resolution);
    const whole = region.row1 - region.row0 === sources[0].rows && region.column1 - region.column0 === sources[0].columns;
    const largest = (i: 0 | 1): number => Math.max(found[i].high, -found[i].low);
    const strip = chosen.rows && stage === "post" ? (STRIP_GAP + STRIP_WIDTH) * size : 0;
    const titles = { query: WORDS.query[language], key: WORDS.key[language] };
    // On a stage the inspector has them.
    const printed = on.full ? numberStatements(about, language) : [];
    return compose(on, {
      title: mapsTitle(about, language),
      caption: join(
        [
          firstSentence(about, language),
          ...cellSentences(trace, { kind: sources[0].kind, region, whole, combination: null, cells }, language),
          ...colourSentences(
            colourSentence(ranges[0], largest(0), language),
            colourSentence(ranges[1], largest(1), language),
            chosen.range === "max",
            language,
          ),
          ...numberSentences(about, language),
          ...closing(trace, language),
        ],
        language,
      ),
      facts: facts(trace, {
        heads: [{ layer, head }],
        stage,
        region: { ...region },
        colour: rangeFacts(ranges[0], sources[0].kind),
        colourAfter: rangeFacts(ranges[1], sources[1].kind),
        rowSums: numbers && { ...numbers.rowSums },
        negativeShare: numbers?.negativeShare ?? null,
        cells,
      }),
      body: (top, room): Body => {
        const heading = on.titleSize * 1.5;
        // Legends, which stand side by side where there is room, and the numbers.
        const foot = size * ((on.width < LEGENDS * size ? 4 : 2.6) + (printed.length > 0 ? 1.6 : 0));
        const between = size * 1.2;
        const input = { tokens: trace.tokens, region, shift: sources[0].columns - sources[0].rows, width: on.width - strip, size, titles };
        const { row, layout } = arrange(on, input, between, heading, room === undefined ? undefined : room - foot);
        const used = layout.left + (row ? 2 * layout.plotWidth + between : layout.plotWidth) + strip + layout.right;
        const left = on.left + layout.left + (on.full ? 0 : Math.max(0, (on.width - used) / 2));
        const step = heading + layout.plotHeight + size * 0.8;
        const rasters: Mark[] = [];
        const marks: Mark[] = [];
        const frames: Frame[] = [];
        let bottom = top;
        for (const [i, which] of (["before", "after"] as const).entries()) {
          const choice = STAGE_MAPS[stage][which];
          const x = left + (row ? i * (layout.plotWidth + between) : 0);
          const y = top + heading + (row ? 0 : i * step);
          marks.push(
            nameOver(on, panelName(about, which, language), x, y - heading * 0.6, row ? layout.plotWidth : on.left + on.width - x, which),
          );
          const map = drawMap({
            on,
            source: sources[i] ?? sources[0],
            region,
            scale: (ranges[i] ?? ranges[0]).scale,
            layout,
            x,
            y,
            resolution: chosen.resolution,
            queryAxis: !row || i === 0,
            keyAxis: row || i === 1,
            titles,
            marked: chosen.marked,
            values: chosen.values,
            id: which,
            shows: { role: choice.role, layer, head },
          });
          rasters.push(map.cells);
          marks.push(...map.marks);
          frames.push(map.frame);
          bottom = y + layout.plotHeight + layout.below;
        }
        const last = frames.at(-1);
        if (strip > 0 && last) {
          const side = drawStrip({
            on,
            source: sources[1],
            region,
            shows: last.shows,
            x: last.x + last.width + STRIP_GAP * size,
            y: last.y,
            height: last.height,
            // What the rows sum to before composing.
            expected: 1,
            language,
          });
          marks.push(...side.marks);
          frames.push(side.frame);
          bottom = Math.max(bottom, side.bottom);
        }
        bottom += size * 0.5;
        let beside = on.left;
        for (const [i, which] of (["before", "after"] as const).entries()) {
          const source = sources[i] ?? sources[0];
          const { scale } = ranges[i] ?? ranges[0];
          // Two scores are one kind on one range: they need one legend.
          if (i === 1 && scale.form === ranges[0].scale.form) continue;
          const name = kindName(isSigned(source.kind, found[i] ?? found[0]) && source.kind === "value" ? "signed" : source.kind, language);
          const put = (x: number, y: number, width: number) =>
            legend({ on, x, y, width, name, scale, masked: i === 0 && isCausal(trace), id: `legend-${which}` });
          const line = size * 1.5;
          const here = put(beside, bottom, on.left + on.width - beside);
          // Beside the one before where all of it fits there, else on lines of its own.
          const fits = i === 0 || here.bottom - bottom <= line + 0.01;
          const key = fits ? here : put(on.left, bottom + line, on.width);
          marks.push(...key.marks);
          if (i === 0 && key.bottom - bottom <= line + 0.01 && ranges[1].scale.form !== scale.form) beside = key.right + size * 2;
          else bottom = key.bottom;
        }
        const lines = flow(printed, on, bottom + size * 0.4);
        marks.push({ type: "group", name: "numbers", marks: lines.marks });
        return { marks: [{ type: "group", name: "cells", marks: rasters }, ...marks], frames, bottom: lines.bottom };
      },
    });
  },
});

/** Both maps beside one another where they are large enough so, else one under the other. */
function arrange(
  on: Sheet,
  input: Omit<Parameters<typeof layoutMap>[0], "across" | "between" | "height" | "widest">,
  between: number,
  heading: number,
  room: number | undefined,
): { row: boolean; layout: MapLayout } {
  const row = layoutMap({ ...input, across: 2, between, height: room === undefined ? undefined : room - heading });
  if (room !== undefined || row.plotWidth >= SMALLEST_IN_ROW * on.size) return { row: true, layout: row };
  return { row: false, layout: layoutMap({ ...input, across: 1, between: 0, height: undefined, widest: WIDEST_IN_COLUMN * on.size }) };
}

/** "before" in the weight of a title, and after it what is drawn. */
function nameOver(on: Sheet, [when, what]: readonly [string, string], x: number, y: number, width: number, which: string): Mark {
  const { size, theme } = on;
  const style = { type: "text", y, size, anchor: "start", baseline: "middle" } as const;
  const first = shorten(when, width, size, 600);
  const start = textWidth(first, size, 600) + size * 0.6;
  const marks: Mark[] = [{ ...style, x, text: first, fill: theme.ink, weight: 600, ...(first === when ? {} : { title: when }) }];
  // The legend says it as well: cut short it would say nothing.
  if (textWidth(what, size) <= width - start) marks.push({ ...style, x: x + start, text: what, fill: theme.muted });
  return { type: "group", name: `${which}-name`, marks };
}
