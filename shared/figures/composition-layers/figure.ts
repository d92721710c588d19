// Which heads were mixed for one token: layers down, heads across, the share of each head that comes from other heads,
// before and after the softmax. Over all keys that the token sees as a query, weighted by what the heads gave to them.

import * as v from "valibot";
import { pairWithin } from "../../analysis/composition-matrix/analysis.ts";
import { isFactor, STAGE_MAPS, STAGES, stagesOf } from "../../analysis/composition-matrix/factors.ts";
import { layerShares } from "../../analysis/composition-share/analysis.ts";
import { lacking } from "../../trace/lacking.ts";
import { denseSource } from "../../trace/source.ts";
import { sequentialScale } from "../colour/scale.ts";
import { SEQUENTIAL } from "../colour/schemes.ts";
import { SHORT_STAGE_NAMES } from "../composition-pair/words.ts";
import { defineFigure } from "../contract.ts";
import { capitalise, closing, colourSentence, facts, join, rangeFacts } from "../parts/describe.ts";
import { flow } from "../parts/flow.ts";
import { legend } from "../parts/legend.ts";
import { drawMap } from "../parts/map.ts";
import type { MapLayout } from "../parts/mapLayout.ts";
import type { Range } from "../parts/range.ts";
import { headSetting } from "../parts/settings.ts";
import { type Body, compose, sheet } from "../parts/sheet.ts";
import { fill, WORDS } from "../parts/words.ts";
import type { Frame, Mark } from "../scene.ts";
import { printable, shorten } from "../text/label.ts";
import { GAP, gridFor, numbers } from "./grid.ts";
import { type Panel, SAYS, spread } from "./words.ts";

const settings = v.strictObject({
  /** The token, as a query; null: the last. */
  query: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))), null),
  /** Before or after the softmax; null: both, as far as the trace has them. */
  stage: v.optional(v.nullable(v.picklist(STAGES)), null),
  sequential: v.optional(v.picklist(SEQUENTIAL), "magma"),
  /** Upper end of the colours: 1, or the largest share shown. */
  range: v.optional(v.picklist(["unit", "max"]), "unit"),
  /** A head to ring. */
  head: v.optional(v.nullable(headSetting), null),
  values: v.optional(v.boolean(), true),
});

export default defineFigure({
  title: { en: "Heads mixed for a token", zh: "为一个词元混合的头" },
  summary: {
    en: "For one query, how much of every head of every layer comes from other heads.",
    zh: "对一个查询，每层每头有多少来自其他头。",
  },
  needs: { all: [{ role: "compose.static" }], any: [{ role: "attention.scores" }, { role: "attention.map" }] },
  settings,
  outputs: (manifest, { stage }) => {
    const stages = stage ? [stage] : stagesOf(manifest.captures);
    const maps: readonly string[] = stages.map((one) => STAGE_MAPS[one].before.role);
    return manifest.captures
      .filter((capture) => (isFactor(capture) ? stages.some((one) => capture.branch?.split(".")[0] === one) : maps.includes(capture.role)))
      .map(({ output }) => output);
  },
  draw: (trace, chosen, paper) => {
    const { language } = paper;
    const say = SAYS[language];
    const on = sheet(paper);
    const { size, theme } = on;
    const { query } = pairWithin(chosen.query, null, trace.tokens.length);
    const panels = (chosen.stage ? [chosen.stage] : stagesOf(trace.captures))
      .map((stage): Panel => ({ stage, layers: layerShares(trace, stage, query) }))
      .filter(({ layers }) => layers.length > 0);
    if (panels.length === 0)
      throw lacking(
        { en: "layer whose heads are mixed", zh: "混合各头的层" },
        { en: "Run the model again with its composition and the maps that it takes.", zh: "请连同组合因子及其所取的图重新运行模型。" },
      );
    const largest = Math.max(...panels.flatMap(({ layers }) => layers.flatMap(({ heads }) => heads.map(({ share }) => share))));
    const unit = chosen.range === "unit" || largest === 0;
    const range: Range = {
      scale: sequentialScale(chosen.sequential, paper.theme, 0, unit ? 1 : largest, false),
      origin: unit ? "unit" : "max",
    };
    const token = printable(trace.tokens[query]?.label ?? "");
    const said = { model: trace.manifest.title, query: language === "zh" ? `${query + 1}“${token}”` : `${query + 1} “${token}”` };
    const maps = panels.map(({ stage }) => STAGE_MAPS[stage].before.role).join(", ");
    const spreads = panels.map((panel) => spread(panel, language));
    return compose(on, {
      title: fill(say.title, said),
      caption: join(
        [
          fill(say.model, said),
          fill(say.formula, { maps }),
          fill(say.colour, { colour: colourSentence(range, largest, language) }),
          ...spreads.map((one) => `${capitalise(fill(say.most, one))}${language === "zh" ? "。" : "."}`),
          ...closing(trace, language),
        ],
        language,
      ),
      facts: facts(trace, {
        query,
        colour: rangeFacts(range, "probability"),
        shares: panels.map(({ stage, layers }) => ({
          stage,
          layers: layers.map(({ layer, heads }) => ({
            layer,
            share: heads.map(({ share }) => share),
            source: heads.map(({ source }) => source),
          })),
        })),
      }),
      body: (top, room): Body => {
        const grid = gridFor(on, panels, room === undefined ? undefined : room - size * (on.full ? 5 : 3));
        const { cell, left, above, below, across } = grid;
        const marks: Mark[] = [];
        const cells: Mark[] = [];
        const frames: Frame[] = [];
        const wide = Math.max(...panels.map(({ layers }) => layers[0]?.heads.length ?? 1)) * cell;
        const used = left + across * wide + (across - 1) * GAP * size;
        const x0 = on.left + left + (on.full ? 0 : Math.max(0, (on.width - used) / 2));
        let bottom = top;
        for (const [i, panel] of panels.entries()) {
          const column = i % across;
          const rows = panel.layers.length;
          const x = x0 + column * (wide + GAP * size);
          const y = (column === 0 ? bottom + (i === 0 ? 0 : GAP * size) : (frames[0]?.y ?? top) - above) + above;
          const heads = panel.layers[0]?.heads.length ?? 0;
          const layout: MapLayout = {
            plotWidth: heads * cell,
            plotHeight: rows * cell,
            cellWidth: cell,
            cellHeight: cell,
            queries: numbers((row) => (panel.layers[row]?.layer ?? row) + 1, rows, cell, size, false),
            keys: numbers((head) => head + 1, heads, cell, size, true),
            upright: false,
            left,
            above,
            below,
            right: 0,
            gap: size * 0.4,
            thinned: { queries: false, keys: false },
          };
          const data = Float32Array.from(panel.layers.flatMap((layer) => layer.heads.map(({ share }) => share)));
          const ringed = panel.layers.findIndex(({ layer }) => layer === chosen.head?.layer);
          const map = drawMap({
            on,
            source: denseSource(
              {
                name: panel.stage,
                role: "compose.static",
                kind: "probability",
                axes: ["head", "query", "key"],
                shape: [1, rows, heads],
                data,
              },
              0,
              false,
            ),
            region: { row0: 0, row1: rows, column0: 0, column1: heads },
            scale: range.scale,
            layout,
            x,
            y,
            resolution: null,
            queryAxis: column === 0,
            keyAxis: true,
            titles: {
              query: shorten(WORDS.layer[language], rows * cell + below, size),
              key: shorten(WORDS.head[language], heads * cell, size),
            },
            marked: chosen.head && ringed >= 0 ? [{ query: ringed, key: chosen.head.head }] : [],
            values: chosen.values,
            id: panel.stage,
            shows: { role: "compose.static", branch: panel.stage, layer: panel.layers[0]?.layer ?? 0, head: 0 },
          });
          cells.push(map.cells);
          marks.push(...map.marks);
          frames.push(map.frame);
          const name = SHORT_STAGE_NAMES[panel.stage][language];
          const shown = shorten(
            name,
            across > 1 ? wide + GAP * size * 0.6 * (column === across - 1 ? 0 : 1) : on.left + on.width - x,
            size,
            600,
          );
          marks.push({
            type: "text",
            x,
            y: y - size * 0.5,
            text: shown,
            size,
            fill: theme.ink,
            anchor: "start",
            baseline: "alphabetic",
            weight: 600,
            ...(shown === name ? {} : { title: name }),
          });
          bottom = Math.max(bottom, y + rows * cell + below);
        }
        const key = legend({
          on,
          x: on.left,
          y: bottom + size * 0.3,
          width: on.width,
          name: say.share,
          scale: range.scale,
          masked: false,
          id: "legend",
        });
        marks.push(...key.marks);
        // The window has its own words for them.
        const printed = on.full ? spreads.flatMap((one) => say.short.map((text) => fill(text, one))) : [];
        const lines = flow(printed, on, key.bottom);
        marks.push({ type: "group", name: "numbers", marks: lines.marks });
        return { marks: [{ type: "group", name: "cells", marks: cells }, ...marks], frames, bottom: lines.bottom };
      },
    });
  },
});
