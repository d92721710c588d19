// Words in the place of tokens. A row or column of a map is then a unit: the tokens of one word.
//   W(a, b) = (1 / |a|) Σ_{q in a} Σ_{k in b} A(q, k)
// What a word looks at: the mean over its queries. What it is looked at: the sum over its keys. So rows that sum to 1 do
// so still (Clark et al. 2019, arXiv 1906.04341, section 4.1).

import { rowSource } from "../trace/rowSource.ts";
import { type AttentionSource, visibleRow } from "../trace/source.ts";
import type { Token } from "../trace/trace.ts";

/** The first token of every unit, ascending; the first is 0. */
export type Units = readonly number[];

/** One unit a word; a special token, which belongs to no word, is one by itself. */
export function wordUnits(tokens: readonly Pick<Token, "word">[]): Units {
  return tokens.flatMap(({ word }, place) => (place > 0 && word >= 0 && tokens[place - 1]?.word === word ? [] : [place]));
}

/** The unit that a token belongs to. */
export function unitOf(units: Units, token: number): number {
  let [low, high] = [0, units.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((units[middle] ?? 0) <= token) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The units as tokens, to be printed: labels joined, from the start of the first to the end of the last. */
export function unitTokens(tokens: readonly Token[], units: Units): Token[] {
  return units.flatMap((first, place): Token[] => {
    const parts = tokens.slice(first, units[place + 1] ?? tokens.length);
    const [head] = parts;
    if (!head) return [];
    if (parts.length === 1) return [head];
    return [
      {
        ...head,
        text: parts.map(({ text }) => text).join(""),
        label: parts.map(({ label }) => label).join(""),
        end: parts.at(-1)?.end ?? head.end,
      },
    ];
  });
}

/** The map between units. */
export function unitSource(source: AttentionSource, queries: Units, keys: Units): AttentionSource {
  const queryEnd = (unit: number): number => queries[unit + 1] ?? source.rows;
  const keyEnd = (unit: number): number => keys[unit + 1] ?? source.columns;
  const masked = (row: number, column: number): boolean => {
    for (let query = queryEnd(row) - 1; query >= (queries[row] ?? 0); query--)
      for (let key = keys[column] ?? 0; key < keyEnd(column); key++) if (!source.masked(query, key)) return false;
    return true;
  };
  return rowSource({
    rows: queries.length,
    columns: keys.length,
    kind: source.kind,
    masked,
    fill: (row, into) => {
      const [first, end] = [queries[row] ?? 0, queryEnd(row)];
      for (let query = first; query < end; query++) {
        const seen = visibleRow(source, query);
        for (let column = 0; column < keys.length; column++) {
          let sum = 0;
          const last = Math.min(keyEnd(column), seen.length);
          for (let key = keys[column] ?? 0; key < last; key++) sum += seen[key] as number;
          into[column] = (into[column] as number) + sum / (end - first);
        }
      }
    },
  });
}
