// A map is a source, not an array: what draws or measures a map reads it through this, so that a dense tensor, a GPU
// buffer and a map built on demand look the same.

import { localizedError } from "../error.ts";
import { pooledTile } from "./tile.ts";
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
  /**
   * What the query gives to keys 0, 1, ... up to the last one that it sees, where the source has these side by side: a
   * view of its memory, not to be written to. `visibleRow` gives the same of every source.
   */
  row?(query: number): Float32Array;
}

/** What the query gives to keys 0, 1, ... up to the last one that it sees; 0 for a key in between that is masked. */
export function visibleRow(source: AttentionSource, query: number): Float32Array {
  if (source.row) return source.row(query);
  let end = source.columns;
  while (end > 0 && source.masked(query, end - 1)) end--;
  return Float32Array.from({ length: end }, (_, key) => (source.masked(query, key) ? 0 : source.value(query, key)));
}

/**
 * One head of a dense [head, query, key] capture, or one group of channels of a [channel, query, key] capture.
 * @param causal whether keys after the query are masked
 * @throws HeddleError `capture-missing` when the capture has other axes or no such head
 */
export function denseSource(capture: Capture, head: number, causal: boolean): AttentionSource {
  const [heads = 0, rows = 0, columns = 0] = capture.shape;
  if (capture.axes.slice(1).join() !== "query,key" || head < 0 || head >= heads)
    throw localizedError("capture-missing", {
      en: [`${capture.name} has no map for head ${head + 1}.`, "Choose another head."],
      zh: [`${capture.name} 没有第 ${head + 1} 个头的图。`, "请选择其他头。"],
    });
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
    row: (query) => {
      const start = base + query * columns;
      return data.subarray(start, start + (causal ? Math.max(0, Math.min(columns, query + 1 + offset)) : columns));
    },
    tile: (region, width, height, pooling) =>
      pooledTile({ data, base, columns, offset: causal ? offset : columns }, region, width, height, pooling),
  };
}
