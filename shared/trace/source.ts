// A map is a source, not an array: what draws or measures a map reads it through this, so that a dense tensor, a GPU
// buffer and a map built on demand look the same.

import { HeddleError } from "../error.ts";
import type { Capture } from "./trace.ts";
import type { ValueKind } from "./vocabulary.ts";

/** A rectangle of a map: rows [row0, row1), columns [column0, column1). */
export interface Region {
  readonly row0: number;
  readonly row1: number;
  readonly column0: number;
  readonly column1: number;
}

/** How several cells become one: the largest, the mean, or the one farthest from zero (keeps signs visible). */
export type Pooling = "max" | "mean" | "extreme";

export interface AttentionSource {
  /** Queries. */
  readonly rows: number;
  /** Keys. */
  readonly columns: number;
  readonly kind: ValueKind;
  /** True where the mask forbids the query to see the key: nothing is drawn there. */
  masked(query: number, key: number): boolean;
  /** The exact value; NaN where masked. */
  value(query: number, key: number): number;
  /**
   * `region` pooled to `height` x `width` cells, row-major; NaN where every pooled cell is masked. With a resolution
   * of at least the region's size, cells are repeated, never interpolated.
   */
  tile(region: Region, width: number, height: number, pooling: Pooling): Float32Array;
}

/** The whole of a source. */
export function wholeRegion(source: AttentionSource): Region {
  return { row0: 0, row1: source.rows, column0: 0, column1: source.columns };
}

/** Combines the cells of one pooled cell. */
function pool(pooling: Pooling, accumulated: number, value: number): number {
  if (pooling === "mean") return accumulated + value;
  if (pooling === "max") return value > accumulated ? value : accumulated;
  return Math.abs(value) > Math.abs(accumulated) ? value : accumulated;
}

/**
 * One head of a dense [head, query, key] capture.
 * @param causal whether keys after the query are masked
 * @throws HeddleError `capture-missing` when the capture has other axes or no such head
 */
export function denseSource(capture: Capture, head: number, causal: boolean): AttentionSource {
  const [heads = 0, rows = 0, columns = 0] = capture.shape;
  if (capture.axes.join() !== "head,query,key" || head < 0 || head >= heads)
    throw new HeddleError("capture-missing", `${capture.name} has no map for head ${head}.`, "Choose another head.");
  const base = head * rows * columns;
  const { data } = capture;
  const offset = columns - rows;
  const masked = (query: number, key: number): boolean => causal && key > query + offset;
  return {
    rows,
    columns,
    kind: capture.kind,
    masked,
    value: (query, key) => (masked(query, key) ? Number.NaN : (data[base + query * columns + key] ?? Number.NaN)),
    tile: (region, width, height, pooling) => {
      const out = new Float32Array(width * height);
      const spanY = (region.row1 - region.row0) / height;
      const spanX = (region.column1 - region.column0) / width;
      for (let y = 0; y < height; y++) {
        const q0 = region.row0 + Math.floor(y * spanY);
        const q1 = Math.max(q0 + 1, region.row0 + Math.floor((y + 1) * spanY));
        for (let x = 0; x < width; x++) {
          const k0 = region.column0 + Math.floor(x * spanX);
          const k1 = Math.max(k0 + 1, region.column0 + Math.floor((x + 1) * spanX));
          let count = 0;
          let value = pooling === "max" ? Number.NEGATIVE_INFINITY : 0;
          for (let q = q0; q < q1; q++) {
            const end = causal ? Math.min(k1, q + offset + 1) : k1;
            const row = base + q * columns;
            for (let k = k0; k < end; k++) {
              value = pool(pooling, value, data[row + k] ?? 0);
              count++;
            }
          }
          out[y * width + x] = count === 0 ? Number.NaN : pooling === "mean" ? value / count : value;
        }
      }
      return out;
    },
  };
}
