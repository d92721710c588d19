// A map in words, for who hears it instead of seeing it.

import { isSigned } from "../../../shared/figures/parts/range.ts";
import type { Language } from "../../../shared/text.ts";
import type { AttentionSource } from "../../../shared/trace/source.ts";
import type { Token } from "../../../shared/trace/trace.ts";

/** Largest cell of each of the last rows: enough to tell what the map does, short enough to be listened to. */
const ROWS = 3;

/**
 * "8 queries by 8 keys. Smallest 0, largest 1. Query 8 " city" looks most at key 1 "<bos>" (0.41). …"
 * @param name what the map is called
 */
export function mapSummary(name: string, source: AttentionSource, tokens: readonly Token[], language: Language): string {
  const { rows, columns } = source;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const strongest: { query: number; key: number; value: number }[] = [];
  for (let query = 0; query < rows; query++) {
    let best = { query, key: 0, value: Number.NaN };
    for (let key = 0; key < columns; key++) {
      const value = source.value(query, key);
      if (Number.isNaN(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
      if (Number.isNaN(best.value) || Math.abs(value) > Math.abs(best.value)) best = { query, key, value };
    }
    strongest.push(best);
  }
  const label = (index: number): string => `${index + 1} “${tokens[index]?.label ?? ""}”`;
  const number = (value: number): string => value.toPrecision(3).replace("-", "−");
  const signed = isSigned(source.kind, { low, high });
  const rowTexts = strongest
    .slice(-ROWS)
    .reverse()
    .map(({ query, key, value }) =>
      language === "zh"
        ? `查询 ${label(query)} 最${signed ? "强" : "大"}的键是 ${label(key)}（${number(value)}）。`
        : `Query ${label(query)} looks most at key ${label(key)} (${number(value)}).`,
    );
  const range = Number.isFinite(low) ? [number(low), number(high)] : ["–", "–"];
  const head =
    language === "zh"
      ? `${name}：${rows} 个查询，${columns} 个键。最小 ${range[0]}，最大 ${range[1]}。`
      : `${name}: ${rows} queries by ${columns} keys. Smallest ${range[0]}, largest ${range[1]}.`;
  return [head, ...rowTexts].join(" ");
}
