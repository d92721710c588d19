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

/**
 * Places of the strongest of `count` values, the strongest first, equal ones in order. A row of a long text is looked
 * through without making an object of every value.
 */
function strongest(count: number, read: (place: number) => number, { top, threshold }: LineChoice): number[] {
  const most = top ?? count;
  const places: number[] = [];
  const size = (place: number): number => Math.abs(read(place));
  for (let place = 0; place < count; place++) {
    const own = size(place);
    if (!(own >= threshold) || own === 0) continue;
    const last = places.at(-1);
    if (places.length >= most && last !== undefined && size(last) >= own) continue;
    let at = places.length;
    while (at > 0 && size(places[at - 1] ?? 0) < own) at--;
    places.splice(at, 0, place);
    if (places.length > most) places.pop();
  }
  return places;
}

/**
 * The lines of a map, the strongest last so that they lie on top.
 * @param shift token number of query 0
 */
export function linesOf(source: AttentionSource, shift: number, choice: LineChoice): Line[] {
  const { rows, columns } = source;
  const values = source.tile({ row0: 0, row1: rows, column0: 0, column1: columns }, columns, rows, "extreme");
  const at = (query: number, key: number): number => values[query * columns + key] ?? Number.NaN;
  const row = (query: number): Line[] =>
    strongest(columns, (key) => at(query, key), choice).map((key) => ({ query, key, value: at(query, key) }));
  const column = (key: number): Line[] =>
    strongest(rows, (query) => at(query, key), choice).map((query) => ({ query, key, value: at(query, key) }));
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
