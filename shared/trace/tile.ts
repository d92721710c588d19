// Pooling of a map: the inner loop of every thumbnail. Rows are read in memory order. Its slow twin, one cell at a time, is
// in tile.test.ts.

import { poolBins } from "./extremeKernel.ts";
import type { Pooling, Region } from "./source.ts";

/** What a row of pooled cells has come to so far. Bin x pools the columns [starts[x], ends[x]). */
interface PooledRow {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** For each bin the sum (mean) or the cell that stands for it. */
  readonly values: Float64Array;
  /** For each bin how many cells were pooled; masked ones do not count. */
  readonly counts: Int32Array;
}

/** @param add pools the cells of one row of the map */
function pool(region: Region, width: number, height: number, pooling: Pooling, add: (query: number, to: PooledRow) => void): Float32Array {
  const out = new Float32Array(width * height);
  const rows = bins(region.row0, region.row1, height);
  const values = new Float64Array(width);
  const counts = new Int32Array(width);
  const to = { ...bins(region.column0, region.column1, width), values, counts };
  for (let y = 0; y < height; y++) {
    values.fill(pooling === "max" ? Number.NEGATIVE_INFINITY : 0);
    counts.fill(0);
    for (let query = rows.starts[y] as number; query < (rows.ends[y] as number); query++) add(query, to);
    for (let x = 0; x < width; x++) {
      const count = counts[x] as number;
      out[y * width + x] = count === 0 ? Number.NaN : pooling === "mean" ? (values[x] as number) / count : (values[x] as number);
    }
  }
  return out;
}

/**
 * The first cell of each pooled cell, and the end of the last: bin i covers [starts[i], ends[i]). The product comes before
 * the division: (to - from) / count is rounded, and count times that may be less than the last cell.
 */
function bins(from: number, to: number, count: number): Pick<PooledRow, "starts" | "ends"> {
  const starts = new Int32Array(count);
  const ends = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const start = from + Math.floor((i * (to - from)) / count);
    starts[i] = start;
    ends[i] = Math.max(start + 1, from + Math.floor(((i + 1) * (to - from)) / count));
  }
  return { starts, ends };
}

/**
 * `region` of a map that is asked for row by row, pooled to `height` x `width` cells; see `AttentionSource.tile`.
 * @param rowAt one number for each column, NaN where masked; it may be overwritten when the next row is asked for
 */
export function pooledRows(
  rowAt: (query: number) => Float32Array,
  region: Region,
  width: number,
  height: number,
  pooling: Pooling,
): Float32Array {
  return pool(region, width, height, pooling, (query, { starts, ends, values, counts }) => {
    const row = rowAt(query);
    for (let x = 0; x < width; x++) {
      let value = values[x] as number;
      let count = 0;
      const end = ends[x] as number;
      for (let key = starts[x] as number; key < end; key++) {
        const cell = row[key] as number;
        // The only value that is not itself: a masked cell.
        // biome-ignore lint/suspicious/noSelfCompare: faster than a call, in the inner loop of every derived map
        if (cell !== cell) continue;
        count++;
        if (pooling === "mean") value += cell;
        else if (isBeyond(cell, value, pooling === "extreme")) value = cell;
      }
      values[x] = value;
      counts[x] = (counts[x] as number) + count;
    }
  });
}

/** A row-major map in memory. */
interface DenseMap {
  readonly data: Float32Array;
  /** Where it begins in `data`. */
  readonly base: number;
  /** Length of a row. */
  readonly columns: number;
  /** The last key that query 0 may see; `columns` or more: nothing is masked. */
  readonly offset: number;
}

/** `region` of a map pooled to `height` x `width` cells; see `AttentionSource.tile`. */
export function pooledTile(map: DenseMap, region: Region, width: number, height: number, pooling: Pooling): Float32Array {
  if (pooling !== "mean") return extremeTile(map, region, width, height, pooling === "extreme");
  const { data, base, columns, offset } = map;
  return pool(region, width, height, pooling, (query, { starts, ends, values, counts }) => {
    const row = base + query * columns;
    const limit = query + offset + 1;
    for (let x = 0; x < width; x++) {
      const start = starts[x] as number;
      if (start >= limit) break;
      const end = Math.min(ends[x] as number, limit);
      let sum = values[x] as number;
      for (let at = row + start; at < row + end; at++) sum += data[at] as number;
      values[x] = sum;
      counts[x] = (counts[x] as number) + end - start;
    }
  });
}

/** The same by the largest cell, or by the one farthest from zero: a rectangle at a time, but row by row on the edge of the mask. */
function extremeTile(
  { data, base, columns, offset }: DenseMap,
  region: Region,
  width: number,
  height: number,
  signed: boolean,
): Float32Array {
  const out = new Float32Array(width * height).fill(Number.NaN);
  const rows = bins(region.row0, region.row1, height);
  const { starts, ends } = bins(region.column0, region.column1, width);
  const pooled = poolBins(columns, starts, ends);
  /** Bins before `whole` are seen by all rows of a pooled row, bins before `part` by some. */
  let [whole, part] = [0, 0];
  for (let y = 0; y < height; y++) {
    const first = rows.starts[y] as number;
    const last = (rows.ends[y] as number) - 1;
    while (whole < width && (ends[whole] as number) <= first + offset + 1) whole++;
    while (part < width && (starts[part] as number) <= last + offset) part++;
    if (part === 0) continue;
    pooled.load(data, base + first * columns, last - first + 1);
    out.set(pooled.extremes(0, last - first + 1, 0, whole, signed), y * width);
    for (let query = first; whole < part && query <= last; query++) {
      const cells = pooled.extremes(query - first, 1, whole, part - whole, signed, query + offset + 1);
      for (let x = whole; x < part && (starts[x] as number) <= query + offset; x++) {
        const cell = cells[x - whole] as number;
        const found = out[y * width + x] as number;
        if (Number.isNaN(found) || isBeyond(cell, found, signed)) out[y * width + x] = cell;
      }
    }
  }
  return out;
}

/** Whether a cell stands for what was found so far, too; of equally far ones the positive does. */
function isBeyond(cell: number, found: number, signed: boolean): boolean {
  if (!signed) return cell > found;
  return Math.abs(cell) > Math.abs(found) || (cell > found && cell === -found);
}
