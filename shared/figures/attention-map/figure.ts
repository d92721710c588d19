// One attention map: queries down, keys across, one cell a pair of tokens or of words. One head or several as one, as
// captured or through a lens; all tokens or a part of the queries and another of the keys.

import * as v from "valibot";
import { lensSettings } from "../../lens/settings.ts";
import { isCausal } from "../../trace/maps.ts";
import { defineFigure } from "../contract.ts";
import { capitalise, chooseMap, closing, facts, join, mapSentences, rangeFacts } from "../parts/describe.ts";
import { legend } from "../parts/legend.ts";
import {
  ANY_MAP,
  lensFacts,
  seenCells,
  seenFrame,
  seenHeads,
  seenLegend,
  seenMap,
  seenName,
  seenOutputs,
  seenRegion,
  seenSentences,
} from "../parts/lens.ts";
import { drawMap, drawnCells, drawnValues } from "../parts/map.ts";
import { layoutMap } from "../parts/mapLayout.ts";
import { extent, rangeFor } from "../parts/range.ts";
import { headsSetting, mapSetting, markedSetting, percentileColourSettings, resolutionSetting, spanSetting } from "../parts/settings.ts";
import { compose, sheet } from "../parts/sheet.ts";
import { WORDS } from "../parts/words.ts";

const settings = v.strictObject({
  map: mapSetting,
  heads: headsSetting,
  ...lensSettings,
  /** Queries (rows) and keys (columns) to show. */
  queries: spanSetting,
  keys: spanSetting,
  ...percentileColourSettings,
  /** Cells to ring. */
  marked: markedSetting,
  /** Whether values are printed in cells that are large enough. */
  values: v.optional(v.boolean(), true),
  resolution: resolutionSetting,
});

export default defineFigure({
  title: { en: "Attention map", zh: "注意力图" },
  summary: {
    en: "One head's attention as a matrix: each row is a token looking back at the tokens of the columns.",
    zh: "一个头的注意力矩阵：每一行是一个词元，它看向各列的词元。",
  },
  needs: ANY_MAP,
  settings,
  outputs: seenOutputs,
  draw: (trace, chosen, paper) => {
    const { language } = paper;
    const on = sheet(paper);
    const map = chooseMap(trace.captures, chosen.map);
    const what = { map, heads: chosen.heads, lens: chosen };
    const seen = seenMap(trace, what);
    const { source } = seen;
    const region = seenRegion(chosen.queries, chosen.keys, seen);
    const values = drawnValues(source, region, chosen.resolution);
    const found = extent([values], () => [drawnValues(source, region, null)]);
    const range = rangeFor(source.kind, found, chosen, paper.theme);
    const heads = seenHeads(what, language);
    const name = seenName(what, language);
    const titles = { query: WORDS.query[language], key: WORDS.key[language] };
    const sentences = [
      language === "zh" ? `${trace.manifest.title}，${heads}的${name}。` : `${trace.manifest.title}, ${heads}: ${name} (${map.role}).`,
      ...mapSentences(
        trace,
        {
          kind: source.kind,
          region,
          whole: region.row1 - region.row0 === source.rows && region.column1 - region.column0 === source.columns,
          words: chosen.words,
          combination: chosen.heads.length > 1 && chosen.derive !== "rollout" ? chosen.combine : null,
          range,
          largest: Math.max(found.high, -found.low),
          cells: drawnCells(region, chosen.resolution),
        },
        language,
      ),
      ...seenSentences(trace, what, language),
      ...closing(trace, language),
    ];
    return compose(on, {
      title: language === "zh" ? `${heads}：${name}` : `${capitalise(heads)}: ${name}`,
      caption: join(sentences, language),
      facts: facts(trace, {
        map: { role: map.role, branch: map.branch ?? null },
        heads: chosen.heads.map(({ layer, head }) => ({ layer, head })),
        lens: lensFacts(what),
        region: { ...region },
        colour: rangeFacts(range, source.kind),
        cells: drawnCells(region, chosen.resolution),
      }),
      body: (top, room) => {
        const key = (x: number, y: number) =>
          legend({
            on,
            x,
            y,
            width: on.left + on.width - x,
            name: seenLegend(source.kind, what, trace.tokens.length, language),
            scale: range.scale,
            origin: range.origin,
            masked: isCausal(trace),
            id: "legend",
          });
        const place = (foot: number) =>
          layoutMap({
            tokens: seen.tokens,
            region,
            shift: source.columns - source.rows,
            width: on.width,
            height: room === undefined ? undefined : room - foot,
            across: 1,
            between: 0,
            size: on.size,
            titles,
          });
        const edgeOf = ({ left, plotWidth, right }: ReturnType<typeof layoutMap>): number =>
          on.left + (on.full ? 0 : Math.max(0, (on.width - left - plotWidth - right) / 2));
        const gap = on.size * 0.5;
        // The legend begins where the map does: under a narrow one it takes more than one line.
        const layout = place(gap + key(edgeOf(place(on.size * 2)), 0).bottom);
        const edge = edgeOf(layout);
        const x = edge + layout.left;
        const y = top + layout.above;
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
          marked: seenCells(chosen.marked, seen),
          values: chosen.values,
          id: "map",
          ...seenFrame(what, seen),
        });
        const under = key(edge, y + layout.plotHeight + layout.below + gap);
        return {
          marks: [{ type: "group", name: "cells", marks: [drawn.cells] }, ...drawn.marks, ...under.marks],
          frames: [drawn.frame],
          bottom: under.bottom,
        };
      },
    });
  },
});
