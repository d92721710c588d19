// A map that no tensor holds: worked out row by row, when a row is asked for. What is derived from captured maps
// (several heads as one, weighted, restricted, followed through layers) is such a source, so whoever reads it cannot
// tell it from a captured one.

import type { AttentionSource } from "./source.ts";
import { pooledRows } from "./tile.ts";
import type { ValueKind } from "./vocabulary.ts";

/** Cells of worked-out rows that a source keeps: all of a map of 1,448 tokens, some rows of a longer one. */
const KEPT_CELLS = 2 ** 21;

export interface RowMap {
  readonly rows: number;
  readonly columns: number;
  readonly kind: ValueKind;
  masked(query: number, key: number): boolean;
  /**
   * Writes what the query gives to every key that it sees.
   * @param into one number a column, all 0 when it comes; what is written for masked keys is not looked at
   */
  fill(query: number, into: Float64Array): void;
}

/** The map as a source; values are float32 as everything captured is. */
export function rowSource({ rows, columns, kind, masked, fill }: RowMap): AttentionSource {
  const most = Math.max(1, Math.floor(KEPT_CELLS / Math.max(1, columns)));
  const kept = new Map<number, Float32Array>();
  const scratch = new Float64Array(columns);
  const rowAt = (query: number): Float32Array => {
    const known = kept.get(query);
    if (known) return known;
    scratch.fill(0);
    fill(query, scratch);
    const row = new Float32Array(columns);
    for (let key = 0; key < columns; key++) row[key] = masked(query, key) ? Number.NaN : (scratch[key] as number);
    // The oldest row makes room.
    if (kept.size >= most) for (const old of kept.keys()) if (kept.delete(old)) break;
    kept.set(query, row);
    return row;
  };
  return {
    rows,
    columns,
    kind,
    masked,
    value: (query, key) => rowAt(query)[key] ?? Number.NaN,
    tile: (region, width, height, pooling) => pooledRows(rowAt, region, width, height, pooling),
    row: (query) => {
      const row = rowAt(query);
      let end = columns;
      while (end > 0 && Number.isNaN(row[end - 1])) end--;
      const seen = row.subarray(0, end);
      return seen.some(Number.isNaN) ? seen.map((value) => (Number.isNaN(value) ? 0 : value)) : seen;
    },
  };
}
