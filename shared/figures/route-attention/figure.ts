// The attention map of one assembly step, with the columns of tokens that skip marked: a token that takes no attention
// module is a key with score 0 and value 0, which takes its share of the softmax and gives nothing.

import * as v from "valibot";
import { ROUTE_NEEDS, readStops } from "../../analysis/route-path/routes.ts";
import { keyStops, skipAttention, skipStates } from "../../analysis/route-skip-attention/analysis.ts";
import { COMBINATIONS } from "../../trace/combine.ts";
import { lacking } from "../../trace/lacking.ts";
import { isCausal } from "../../trace/maps.ts";
import type { Trace } from "../../trace/trace.ts";
import { defineFigure } from "../contract.ts";
import { chosenSource } from "../parts/chosenSource.ts";
import { capitalise, closing, facts, headsName, join, kindName, mapSentences, rangeFacts } from "../parts/describe.ts";
import { legend } from "../parts/legend.ts";
import { drawMap, drawnCells, drawnValues } from "../parts/map.ts";
import { layoutMap } from "../parts/mapLayout.ts";
import { extent, rangeFor } from "../parts/range.ts";
import { colourSettings, markedSetting, regionOf, resolutionSetting, spanSetting } from "../parts/settings.ts";
import { compose, sheet } from "../parts/sheet.ts";
import { fill, WORDS } from "../parts/words.ts";
import { WORDS as ROUTE_WORDS } from "../route-lanes/words.ts";
import type { Mark } from "../scene.ts";
import { wrap } from "../text/label.ts";
import { formatShare } from "../text/number.ts";
import { STRIP, skipMarks } from "./skipMarks.ts";

const index = v.pipe(v.number(), v.integer(), v.minValue(0));

const settings = v.strictObject({
  /** The step, counted from 0 through all pools. */
  step: v.optional(index, 0),
  /** Heads of the step's layer; null: all of them. Several are combined. */
  heads: v.optional(v.nullable(v.pipe(v.array(index), v.minLength(1))), null),
  combine: v.optional(v.picklist(COMBINATIONS), "mean"),
  queries: spanSetting,
  keys: spanSetting,
  ...colourSettings,
  marked: markedSetting,
  values: v.optional(v.boolean(), true),
  resolution: resolutionSetting,
});

const MAP = { role: "attention.map" } as const;

const SAY = {
  en: {
    title: "{step}, {heads}: attention, and tokens that skip",
    what: "{model}, {step} (layer {layer}), {heads}: attention probabilities (attention.map).",
    whole:
      "Filled marks and dashed columns: tokens that take no attention module at this step. They stay visible keys with score 0 and value 0.",
    part: "Hollow marks: tokens that take SKIP beside a module.",
    share: "{count} of {tokens} keys have value 0; they get {share} of the attention (mean over queries and all heads).",
    short: "keys with value 0: {count} of {tokens}, {share} of the attention",
  },
  zh: {
    title: "{step}，{heads}：注意力与取 SKIP 的词元",
    what: "{model}，{step}（第 {layer} 层），{heads}：注意力概率（attention.map）。",
    whole: "实心标记与虚线列：在该步未取任何注意力模块的词元，它们仍是可见的键，分数与值均为 0。",
    part: "空心标记：除模块外也取 SKIP 的词元。",
    share: "{tokens} 个键中 {count} 个的值为 0，得到 {share} 的注意力（对查询与所有头取平均）。",
    short: "值为 0 的键：{count} / {tokens}，占注意力的 {share}",
  },
} as const;

/** The stop that made the keys of a step. @throws HeddleError `capture-missing` */
function stopOf(trace: Trace, step: number) {
  const stops = keyStops(readStops(trace));
  const stop = stops.find((one) => one.step === step);
  if (stop) return stop;
  const steps = stops.map((one) => one.step + 1);
  throw lacking(
    { en: `step ${step + 1} whose attention is routed`, zh: `注意力经过路由的第 ${step + 1} 步` },
    steps.length === 0
      ? { en: "Its routes choose no keys.", zh: "其路由不选择键。" }
      : { en: `Choose one of ${steps.join(", ")}.`, zh: `请从 ${steps.join("、")} 中选择。` },
  );
}

export default defineFigure({
  title: { en: "Attention of a step", zh: "某一步的注意力" },
  summary: {
    en: "The attention map of an assembly step, with the columns of tokens that skip marked.",
    zh: "某一步的注意力图，标出取 SKIP 的词元所在的列。",
  },
  needs: { all: [...(ROUTE_NEEDS.all ?? []), MAP] },
  settings,
  outputs: (manifest, { step }) => {
    const routes = manifest.captures.filter(({ role }) => role.startsWith("route."));
    const layer = routes.find((capture) => capture.step === step)?.layer;
    const maps = manifest.captures.filter(({ role, layer: at }) => role === MAP.role && at === layer);
    return [...routes, ...maps].map((capture) => capture.output);
  },
  draw: (trace, chosen, paper) => {
    const { language } = paper;
    const say = SAY[language];
    const on = sheet(paper);
    const stop = stopOf(trace, chosen.step);
    const count = trace.captures.find(({ role, layer }) => role === MAP.role && layer === stop.layer)?.shape[0] ?? 1;
    const heads = (chosen.heads ?? Array.from({ length: count }, (_, head) => head)).map((head) => ({ layer: stop.layer, head }));
    const source = chosenSource(trace, MAP, heads, chosen.combine);
    const region = regionOf(chosen.queries, chosen.keys, source);
    const found = extent([drawnValues(source, region, chosen.resolution)]);
    const range = rangeFor(source.kind, found, chosen, paper.theme);
    const states = skipStates(stop);
    const share = skipAttention(trace).find((one) => one.step === stop.step)?.mean ?? 0;
    const whole = states.filter((state) => state === "whole").length;
    const part = states.some((state) => state === "part");
    const step = fill(ROUTE_WORDS.step[language], { step: stop.step + 1 });
    const name = headsName(heads, chosen.combine, language);
    const numbers = { count: whole, tokens: states.length, share: formatShare(share) };
    const titles = { query: WORDS.query[language], key: WORDS.key[language] };
    const description = {
      kind: source.kind,
      region,
      whole: region.row1 - region.row0 === source.rows && region.column1 - region.column0 === source.columns,
      combination: heads.length > 1 ? chosen.combine : null,
      range,
      largest: Math.max(found.high, -found.low),
      cells: drawnCells(region, chosen.resolution),
    };
    const sentences = [
      fill(say.what, { model: trace.manifest.title, step, layer: stop.layer + 1, heads: name }),
      ...(whole > 0 ? [say.whole] : []),
      ...(part ? [say.part] : []),
      fill(say.share, numbers),
      ...mapSentences(trace, description, language),
      ...closing(trace, language),
    ];
    return compose(on, {
      title: capitalise(fill(say.title, { step, heads: name })),
      caption: join(sentences, language),
      facts: facts(trace, {
        map: { role: MAP.role },
        heads: heads.map(({ layer, head }) => ({ layer, head })),
        combine: heads.length > 1 ? chosen.combine : null,
        step: stop.step,
        skipping: { whole: places(states, "whole"), part: places(states, "part"), attention: share },
        region: { ...region },
        colour: rangeFacts(range, source.kind),
        cells: drawnCells(region, chosen.resolution),
      }),
      body: (top, room) => {
        const strip = STRIP * on.size;
        const foot = on.size * 4;
        const layout = layoutMap({
          tokens: trace.tokens,
          region,
          shift: source.columns - source.rows,
          width: on.width,
          height: room === undefined ? undefined : room - strip - foot,
          across: 1,
          between: 0,
          size: on.size,
          titles,
        });
        const used = layout.left + layout.plotWidth + layout.right;
        const edge = on.left + (on.full ? 0 : Math.max(0, (on.width - used) / 2));
        const [x, y] = [edge + layout.left, top + strip + layout.above];
        const drawn = drawMap({
          on,
          source,
          region,
          scale: range.scale,
          layout,
          x,
          y,
          resolution: chosen.resolution,
          queryAxis: true,
          keyAxis: true,
          titles,
          marked: chosen.marked,
          values: chosen.values,
          id: "map",
          shows: { ...MAP, layer: stop.layer, head: heads[0]?.head ?? 0, ...(heads.length > 1 ? { heads, combine: chosen.combine } : {}) },
        });
        const skips = skipMarks({ on, states, region, x, y, width: layout.plotWidth, height: layout.plotHeight, cell: layout.cellWidth });
        const key = legend({
          on,
          x: edge,
          y: y + layout.plotHeight + layout.below + on.size * 0.5,
          width: on.left + on.width - edge,
          name: kindName(source.kind, language),
          scale: range.scale,
          masked: isCausal(trace),
          id: "legend",
        });
        const lines = wrap(fill(say.short, numbers), on.left + on.width - edge, on.size);
        const statement = lines.map(
          (text, i): Mark => ({
            type: "text",
            x: edge,
            y: key.bottom + on.line * (i + 0.8),
            text,
            size: on.size,
            fill: on.theme.ink,
            anchor: "start",
            baseline: "middle",
          }),
        );
        return {
          marks: [
            { type: "group", name: "cells", marks: [drawn.cells] },
            ...drawn.marks,
            { type: "group", name: "skips", marks: skips },
            ...key.marks,
            { type: "group", name: "numbers", marks: statement },
          ],
          frames: [drawn.frame],
          bottom: key.bottom + on.line * (lines.length + 0.4),
        };
      },
    });
  },
});

const places = (states: readonly string[], wanted: string): number[] => states.flatMap((state, key) => (state === wanted ? [key] : []));
