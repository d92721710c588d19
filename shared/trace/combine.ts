// Several heads as one map.

import { HeddleError } from "../error.ts";
import type { AttentionSource } from "./source.ts";

/** How heads become one: their mean, or the value farthest from zero (for probabilities: the largest). */
export type Combination = "mean" | "max";

/**
 * A map whose every cell is made of the same cell of several maps; a cell is masked where the first map masks it.
 *
 * Combining comes before pooling: a pooled cell is the pooling of combined cells, never a combination of pooled ones.
 * @throws HeddleError `capture-missing` when there is no map or their sizes differ
 */
export function combineSources(sources: readonly AttentionSource[], combination: Combination): AttentionSource {
  const first = sources[0];
  if (!first || sources.some((source) => source.rows !== first.rows || source.columns !== first.columns))
    throw new HeddleError("capture-missing", "The chosen heads have no maps of one size to combine.", "Choose heads of one model and one text.");
  if (sources.length === 1) return first;
  const { rows, columns, kind } = first;
  const exact = (row0: number, row1: number, column0: number, column1: number): Float32Array => {
    const [height, width] = [row1 - row0, column1 - column0];
    const region = { row0, row1, column0, column1 };
    const sum = new Float64Array(width * height);
    for (const source of sources) {
      const tile = source.tile(region, width, height, "max");
      for (let i = 0; i < tile.length; i++) {
        if (combination === "mean") sum[i]! += tile[i]! / sources.length;
        else if (Math.abs(tile[i]!) > Math.abs(sum[i]!) || Number.isNaN(tile[i]!)) sum[i] = tile[i]!;
      }
    }
    return Float32Array.from(sum);
  };
  return {
    rows,
    columns,
    kind,
    masked: first.masked,
    value: (query, key) => exact(query, query + 1, key, key + 1)[0] ?? Number.NaN,
    tile: (region, width, height, pooling) => {
      const { row0, row1, column0, column1 } = region;
      const [tall, wide] = [row1 - row0, column1 - column0];
      const cells = exact(row0, row1, column0, column1);
      if (tall === height && wide === width) return cells;
      return poolNumbers(cells, wide, tall, width, height, pooling);
    },
  };
}

/** Pools cells of which some are masked (NaN). Same bins as `pooledTile`. */
function poolNumbers(cells: Float32Array, wide: number, tall: number, width: number, height: number, pooling: "max" | "mean" | "extreme"): Float32Array {
  const out = new Float32Array(width * height);
  const bin = (i: number, size: number, count: number): [number, number] => {
    const span = size / count;
    const start = Math.floor(i * span);
    return [start, Math.max(start + 1, Math.floor((i + 1) * span))];
  };
  for (let y = 0; y < height; y++) {
    const [q0, q1] = bin(y, tall, height);
    for (let x = 0; x < width; x++) {
      const [k0, k1] = bin(x, wide, width);
      let count = 0;
      let value = pooling === "max" ? Number.NEGATIVE_INFINITY : 0;
      for (let q = q0; q < q1; q++) {
        for (let k = k0; k < k1; k++) {
          const cell = cells[q * wide + k]!;
          if (Number.isNaN(cell)) continue;
          count++;
          if (pooling === "mean") value += cell;
          else if (pooling === "max" ? cell > value : Math.abs(cell) > Math.abs(value)) value = cell;
        }
      }
      out[y * width + x] = count === 0 ? Number.NaN : pooling === "mean" ? value / count : value;
    }
  }
  return out;
}
