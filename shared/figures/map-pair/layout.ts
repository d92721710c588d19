// Where the maps of a comparison stand: beside one another where they are large enough so, else one under another; on one
// pair of axes where they are of the same tokens, else each on its own.

import type { Region } from "../../trace/source.ts";
import type { Token } from "../../trace/trace.ts";
import { layoutMap, type MapLayout } from "../parts/mapLayout.ts";
import type { Sheet } from "../parts/sheet.ts";

/** What stands on the axes of one map. */
export interface Axes {
  readonly tokens: readonly Token[];
  readonly region: Region;
  /** Token number of query 0. */
  readonly shift: number;
}

interface Placed {
  readonly layout: MapLayout;
  /** Top left of the cells, from the top left of the room. */
  readonly x: number;
  readonly y: number;
  readonly queryAxis: boolean;
  readonly keyAxis: boolean;
}

export interface Arranged {
  readonly panels: readonly Placed[];
  /** Width and height that are taken. */
  readonly width: number;
  readonly height: number;
}

/** Smallest map side by side and widest map one under another on paper, in ems of the smallest text. */
const SMALLEST_IN_ROW = 13;
const SMALLEST_NAMED = 7.5;
const WIDEST_IN_COLUMN = 22;
const BETWEEN = 1.2;

type Titles = { readonly query: string; readonly key: string };

/** @param room height for all of it; undefined: as much as it wants */
export function arrange(on: Sheet, axes: readonly Axes[], same: boolean, titles: Titles, room: number | undefined): Arranged {
  const row = same ? sharedRow(on, axes, titles, room) : ownRow(on, axes, titles, room);
  const smallest = Math.min(...row.panels.map(({ layout }) => layout.plotWidth));
  if (smallest >= (room === undefined ? SMALLEST_IN_ROW : SMALLEST_NAMED) * on.size && room === undefined) return row;
  const column = inColumn(on, axes, same, titles, room);
  const area = ({ panels }: Arranged): number => Math.min(...panels.map(({ layout }) => layout.plotWidth * layout.plotHeight));
  return area(column) > area(row) ? column : row;
}

const headingOf = (on: Sheet): number => on.titleSize * 1.5;

function sharedRow(on: Sheet, axes: readonly Axes[], titles: Titles, room: number | undefined): Arranged {
  const [first] = axes;
  const between = on.size * BETWEEN;
  const heading = headingOf(on);
  const layout = layoutMap({
    ...(first as Axes),
    width: on.width,
    height: room === undefined ? undefined : room - heading,
    across: axes.length,
    between,
    size: on.size,
    titles,
  });
  return {
    panels: axes.map((_, place) => ({
      layout,
      x: layout.left + place * (layout.plotWidth + between),
      y: heading,
      queryAxis: place === 0,
      keyAxis: true,
    })),
    width: layout.left + axes.length * layout.plotWidth + (axes.length - 1) * between + layout.right,
    height: heading + layout.plotHeight + layout.below,
  };
}

function ownRow(on: Sheet, axes: readonly Axes[], titles: Titles, room: number | undefined): Arranged {
  const heading = headingOf(on);
  const width = on.width / axes.length;
  const layouts = axes.map((own) =>
    layoutMap({ ...own, width, height: room === undefined ? undefined : room - heading, across: 1, between: 0, size: on.size, titles }),
  );
  return {
    panels: layouts.map((layout, place) => ({ layout, x: place * width + layout.left, y: heading, queryAxis: true, keyAxis: true })),
    width: on.width,
    height: heading + Math.max(...layouts.map(({ plotHeight, below }) => plotHeight + below)),
  };
}

function inColumn(on: Sheet, axes: readonly Axes[], same: boolean, titles: Titles, room: number | undefined): Arranged {
  const heading = headingOf(on);
  const gap = on.size * 0.8;
  const layouts = axes.map((own) =>
    layoutMap({
      ...own,
      width: on.width,
      height: room === undefined ? undefined : (room - gap * (axes.length - 1)) / axes.length - heading,
      across: 1,
      between: 0,
      size: on.size,
      titles,
      ...(room === undefined ? { widest: WIDEST_IN_COLUMN * on.size } : {}),
    }),
  );
  let y = 0;
  const panels = layouts.map((layout, place): Placed => {
    const keyAxis = !same || place === layouts.length - 1;
    const placed = { layout, x: layout.left, y: y + heading, queryAxis: true, keyAxis };
    y += heading + layout.plotHeight + (keyAxis ? layout.below : 0) + (place < layouts.length - 1 ? gap : 0);
    return placed;
  });
  return { panels, width: Math.max(...layouts.map(({ left, plotWidth, right }) => left + plotWidth + right)), height: y };
}
