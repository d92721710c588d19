// Zooming and panning over a map: arithmetic on regions of whole cells. A region is null when the whole map is shown,
// so that a longer text stays whole.

import type { Region } from "../trace/source.ts";

/** Fewest cells that zooming leaves on an axis. */
const SMALLEST_SPAN = 2;

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));

/** One axis moved and cut so that `size` cells from `start`, and `least` at least, lie inside [0, limit). */
function place(start: number, size: number, limit: number, least = 1): [number, number] {
  const cells = clamp(Math.round(size), Math.min(least, limit), limit);
  const first = clamp(Math.round(start), 0, limit - cells);
  return [first, first + cells];
}

/** The region of a map with `rows` x `columns` cells; what reaches past it is moved in, and null is the whole. */
export function regionWithin(region: Region | null, rows: number, columns: number): Region {
  if (!region) return { row0: 0, row1: rows, column0: 0, column1: columns };
  const [row0, row1] = place(region.row0, region.row1 - region.row0, rows);
  const [column0, column1] = place(region.column0, region.column1 - region.column0, columns);
  return { row0, row1, column0, column1 };
}

/** The region as it is kept in the selection: null when it is the whole map. */
export function regionOrNull(region: Region, rows: number, columns: number): Region | null {
  return region.row1 - region.row0 >= rows && region.column1 - region.column0 >= columns ? null : region;
}

/**
 * Zooms so that the cell position under the pointer stays under it. A factor too small to change the span by a cell
 * changes nothing: whoever turns the wheel adds such steps up.
 * @param factor how many times larger cells become; below 1 zooms out
 * @param query,key position under the pointer in cells, fractions allowed
 */
export function zoomRegion(region: Region, rows: number, columns: number, factor: number, query: number, key: number): Region {
  const axis = (start: number, end: number, limit: number, at: number): [number, number] => {
    const span = end - start;
    // One row or column that was chosen stays one when the other axis is zoomed in.
    if (factor > 1 && span <= SMALLEST_SPAN) return [start, end];
    const size = clamp(Math.round(span / factor), Math.min(SMALLEST_SPAN, limit), limit);
    return place(at - ((at - start) / span) * size, size, limit, SMALLEST_SPAN);
  };
  const [row0, row1] = axis(region.row0, region.row1, rows, query);
  const [column0, column1] = axis(region.column0, region.column1, columns, key);
  return { row0, row1, column0, column1 };
}

/** Moves the region by whole cells, stopping at the edges of the map. */
export function panRegion(region: Region, rows: number, columns: number, rowStep: number, columnStep: number): Region {
  const [row0, row1] = place(region.row0 + rowStep, region.row1 - region.row0, rows);
  const [column0, column1] = place(region.column0 + columnStep, region.column1 - region.column0, columns);
  return { row0, row1, column0, column1 };
}

/** The region moved as little as possible so that the pair lies in it; the same object when it already does. */
export function regionAround(region: Region, query: number | null, key: number | null): Region {
  const step = (at: number | null, start: number, end: number): number =>
    at === null ? 0 : at < start ? at - start : at >= end ? at - end + 1 : 0;
  const [down, across] = [step(query, region.row0, region.row1), step(key, region.column0, region.column1)];
  if (down === 0 && across === 0) return region;
  return { row0: region.row0 + down, row1: region.row1 + down, column0: region.column0 + across, column1: region.column1 + across };
}
