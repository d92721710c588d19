// Pooling of a dense map: the inner loop of every thumbnail. One loop a kind of pooling, rows read in memory order.
// Its slow twin, one cell at a time, is in tile.test.ts.

import type { Pooling, Region } from "./source.ts";

/**
 * The same of a map that is asked for row by row.
 * @param rowAt one number for each column, NaN where masked; it may be overwritten when the next row is asked for
 */
export function pooledRows(
  rowAt: (query: number) => Float32Array,
  region: Region,
  width: number,
  height: number,
  pooling: Pooling,
): Float32Array {
  const out = new Float32Array(width * height);
  const rows = bins(region.row0, region.row1, height);
  const { starts, ends } = bins(region.column0, region.column1, width);
  const values = new Float64Array(width);
  const counts = new Int32Array(width);
  const none = pooling === "max" ? Number.NEGATIVE_INFINITY : 0;
  for (let y = 0; y < height; y++) {
    values.fill(none);
    counts.fill(0);
    for (let query = rows.starts[y] ?? 0; query < (rows.ends[y] ?? 0); query++) {
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
          else if (pooling === "max" ? cell > value : Math.abs(cell) > Math.abs(value)) value = cell;
        }
        values[x] = value;
        counts[x] = (counts[x] as number) + count;
      }
    }
    for (let x = 0; x < width; x++) {
      const count = counts[x] as number;
      out[y * width + x] = count === 0 ? Number.NaN : pooling === "mean" ? (values[x] as number) / count : (values[x] as number);
    }
  }
  return out;
}

/** The first cell of each pooled cell, and the end of the last: bin i covers [starts[i], ends[i]). */
function bins(from: number, to: number, count: number): { starts: Int32Array; ends: Int32Array } {
  const starts = new Int32Array(count);
  const ends = new Int32Array(count);
  const span = (to - from) / count;
  for (let i = 0; i < count; i++) {
    starts[i] = from + Math.floor(i * span);
    ends[i] = Math.max((starts[i] ?? 0) + 1, from + Math.floor((i + 1) * span));
  }
  return { starts, ends };
}

/**
 * `region` of a row-major map pooled to `height` x `width` cells; see `AttentionSource.tile`.
 * @param base where the map begins in `data`
 * @param columns length of a row of the map
 * @param offset the last key that query 0 may see; `columns` or more: nothing is masked
 */
export function pooledTile(
  data: Float32Array,
  base: number,
  columns: number,
  offset: number,
  region: Region,
  width: number,
  height: number,
  pooling: Pooling,
): Float32Array {
  const out = new Float32Array(width * height);
  const rows = bins(region.row0, region.row1, height);
  const { starts, ends } = bins(region.column0, region.column1, width);
  const values = new Float64Array(width);
  const counts = new Int32Array(width);
  const none = pooling === "max" ? Number.NEGATIVE_INFINITY : 0;
  for (let y = 0; y < height; y++) {
    values.fill(none);
    counts.fill(0);
    for (let query = rows.starts[y] ?? 0; query < (rows.ends[y] ?? 0); query++) {
      const row = base + query * columns;
      const limit = query + offset + 1;
      for (let x = 0; x < width; x++) {
        const start = starts[x] ?? 0;
        if (start >= limit) break;
        const end = (ends[x] ?? 0) < limit ? (ends[x] ?? 0) : limit;
        let value = values[x] ?? 0;
        if (pooling === "max") {
          for (let at = row + start; at < row + end; at++) {
            const cell = data[at] ?? 0;
            if (cell > value) value = cell;
          }
        } else if (pooling === "mean") {
          for (let at = row + start; at < row + end; at++) value += data[at] ?? 0;
        } else {
          for (let at = row + start; at < row + end; at++) {
            const cell = data[at] ?? 0;
            if (Math.abs(cell) > Math.abs(value)) value = cell;
          }
        }
        values[x] = value;
        counts[x] = (counts[x] ?? 0) + end - start;
      }
    }
    for (let x = 0; x < width; x++) {
      const count = counts[x] ?? 0;
      out[y * width + x] = count === 0 ? Number.NaN : pooling === "mean" ? (values[x] ?? 0) / count : (values[x] ?? 0);
    }
  }
  return out;
}
