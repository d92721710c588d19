// Which lines a bipartite drawing has: for each query its strongest keys, and for a chosen token both directions.

import type { AttentionSource } from "../../trace/source.ts";

export interface Line {
  readonly query: number;
  readonly key: number;
  readonly value: number;
}

export interface LineChoice {
  /** Token whose lines are drawn; null: those of every query. */
  readonly token: number | null;
  /** What the token looks at, who looks at the token, or both. */
  readonly direction: "from" | "to" | "both";
  /** Most lines for each token and direction; null: all. */
  readonly top: number | null;
  /** Smallest size of a value that is drawn. */
  readonly threshold: number;
}

/** The strongest first; equal ones in reading order. */
function strongest(lines: Line[], { top, threshold }: LineChoice): Line[] {
  const kept = lines.filter(({ value }) => Math.abs(value) >= threshold && value !== 0);
  kept.sort((a, b) => Math.abs(b.value) - Math.abs(a.value) || a.query - b.query || a.key - b.key);
  return top === null ? kept : kept.slice(0, top);
}

/**
 * The lines of a map, the strongest last so that they lie on top.
 * @param shift token number of query 0
 */
export function linesOf(source: AttentionSource, shift: number, choice: LineChoice): Line[] {
  const { rows, columns } = source;
  const values = source.tile({ row0: 0, row1: rows, column0: 0, column1: columns }, columns, rows, "extreme");
  const at = (query: number, key: number): Line[] => {
    const value = values[query * columns + key] ?? Number.NaN;
    return Number.isNaN(value) ? [] : [{ query, key, value }];
  };
  const row = (query: number): Line[] =>
    strongest(
      Array.from({ length: columns }, (_, key) => key).flatMap((key) => at(query, key)),
      choice,
    );
  const column = (key: number): Line[] =>
    strongest(
      Array.from({ length: rows }, (_, query) => query).flatMap((query) => at(query, key)),
      choice,
    );
  const { token, direction } = choice;
  const found =
    token === null
      ? Array.from({ length: rows }, (_, query) => row(query)).flat()
      : [
          ...(direction !== "to" && token - shift >= 0 && token - shift < rows ? row(token - shift) : []),
          ...(direction !== "from" && token < columns ? column(token) : []),
        ];
  // A token's line to itself is in both directions and is drawn once.
  const unique = new Map(found.map((line) => [line.query * columns + line.key, line]));
  return [...unique.values()].sort((a, b) => Math.abs(a.value) - Math.abs(b.value) || a.query - b.query || a.key - b.key);
}
