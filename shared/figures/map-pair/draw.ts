// The maps of a comparison on the page, with their names, legends and numbers.

import { flow } from "../parts/flow.ts";
import { legend } from "../parts/legend.ts";
import { seenCells, seenFrame } from "../parts/lens.ts";
import { drawMap } from "../parts/map.ts";
import type { Body, Sheet } from "../parts/sheet.ts";
import { WORDS } from "../parts/words.ts";
import type { Frame, Mark } from "../scene.ts";
import { shorten } from "../text/label.ts";
import { textWidth } from "../text/measure.ts";
import { arrange } from "./layout.ts";
import type { LegendLine, Panel } from "./panel.ts";
import type { PairSettings } from "./settings.ts";

/** @param same whether both have the same tokens, and so one pair of axes */
export function drawPanels(
  on: Sheet,
  panels: readonly (Panel | undefined)[],
  same: boolean,
  chosen: PairSettings,
  top: number,
  room: number | undefined,
  legends: readonly LegendLine[],
  statements: readonly string[],
): Body {
  const there = panels.filter((panel) => panel !== undefined);
  const titles = { query: WORDS.query[on.paper.language], key: WORDS.key[on.paper.language] };
  const axes = there.map(({ side: { seen }, region }) => ({ tokens: seen.tokens, region, shift: seen.source.columns - seen.source.rows }));
  const { panels: places, width, height } = arrange(on, axes, same, titles, room);
  const left = on.left + (on.full ? 0 : Math.max(0, (on.width - width) / 2));
  const cells: Mark[] = [];
  const marks: Mark[] = [];
  const frames: Frame[] = [];
  for (const [place, panel] of there.entries()) {
    const at = places[place];
    if (!at) continue;
    const x = left + at.x;
    const y = top + at.y;
    const { trace, ...side } = panel.side;
    marks.push({
      type: "group",
      name: `${panel.id}-name`,
      marks: [heading(on, panel, x, y, Math.max(at.layout.plotWidth, on.size * 4))],
    });
    const map = drawMap({
      on,
      source: panel.source,
      region: panel.region,
      scale: panel.range.scale,
      layout: at.layout,
      x,
      y,
      resolution: chosen.resolution,
      queryAxis: at.queryAxis,
      keyAxis: at.keyAxis,
      titles,
      marked: same ? seenCells(chosen.marked, panel.side.seen) : [],
      values: chosen.values,
      id: panel.id,
      ...seenFrame(side, panel.side.seen),
    });
    cells.push(map.cells);
    marks.push(...map.marks);
    frames.push(map.frame);
  }
  let bottom = top + height + on.size * 0.5;
  for (const { id, name, range, masked } of legends) {
    const key = legend({
      on,
      x: left,
      y: bottom,
      width: on.left + on.width - left,
      name,
      scale: range.scale,
      origin: range.origin,
      masked,
      id,
    });
    marks.push(...key.marks);
    bottom = key.bottom;
  }
  for (const statement of statements) {
    const width = on.left + on.width - left;
    const line = flow([shorten(statement, width, on.size)], { ...on, left, width }, bottom + on.size * 0.2);
    marks.push({ type: "group", name: "numbers", marks: line.marks });
    bottom = line.bottom;
  }
  return { marks: [{ type: "group", name: "cells", marks: cells }, ...marks], frames, bottom };
}

/** The name over a map, as much of it as its map is wide. */
function heading(on: Sheet, { name, short }: Panel, x: number, y: number, width: number): Mark {
  const room = width - on.size * 0.4;
  const text = textWidth(name, on.size, 600) <= room ? name : shorten(short, room, on.size, 600);
  return {
    type: "text",
    x,
    y: y - on.titleSize * 0.9,
    text,
    size: on.size,
    fill: on.theme.ink,
    anchor: "start",
    baseline: "middle",
    weight: 600,
    ...(text === name ? {} : { title: name }),
  };
}
