// What both maps say at a pair of tokens, in one line.

import { tokenNumber } from "../../selection/headName.ts";
import type { Language } from "../../text.ts";
import { seenCells } from "../parts/lens.ts";
import { fill } from "../parts/words.ts";
import { printable } from "../text/label.ts";
import { formatValue } from "../text/number.ts";
import type { Pair, Side } from "./pair.ts";
import { TEXTS } from "./words.ts";

/** "13 ␣little → 3 ␣little: A 0.072, B 0.0072, B − A −0.065"; undefined for a pair that is not there or hidden. */
export function pairText(
  { first, second, difference, alignment }: Pair,
  { query, key }: { query: number; key: number },
  language: Language,
): string | undefined {
  const { tokens } = first.trace;
  const there = alignment ? { query: alignment.toSecond(query), key: alignment.toSecond(key) } : { query, key };
  const cell = (side: Side, at: { query: number | null; key: number | null }): number => {
    if (at.query === null || at.key === null) return Number.NaN;
    const [inside] = seenCells([{ query: at.query, key: at.key }], side.seen);
    return inside && inside.query < side.seen.source.rows && inside.key < side.seen.source.columns
      ? side.seen.source.value(inside.query, inside.key)
      : Number.NaN;
  };
  const [a, b] = [cell(first, { query, key }), cell(second, there)];
  if (Number.isNaN(a) || Number.isNaN(b)) return undefined;
  const name = (index: number): string => `${tokenNumber(index)} ${printable(tokens[index]?.label ?? "")}`;
  const text = fill(TEXTS[language].pair, {
    query: name(query),
    key: name(key),
    a: formatValue(a, 4),
    b: formatValue(b, 4),
    difference: formatValue(b - a, 4),
  });
  return difference ? text : text.slice(0, text.lastIndexOf(language === "zh" ? "，" : ", "));
}
