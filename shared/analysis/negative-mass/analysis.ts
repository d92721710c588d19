// Negative mass: which share of a signed map is below zero. None for a softmax; up to all of it where maps are
// subtracted or composed.

import type { AttentionSource } from "../../trace/source.ts";
import { defineMapAnalysis, type MapMeasure } from "../contract.ts";

/** Negative over absolute mass, each row by itself and the map as a whole; 0 where there is no mass at all. */
export function negativeMass(source: AttentionSource): MapMeasure {
  const rows = new Float64Array(source.rows);
  let allNegative = 0;
  let allAbsolute = 0;
  for (let query = 0; query < source.rows; query++) {
    let negative = 0;
    let absolute = 0;
    for (let key = 0; key < source.columns; key++) {
      if (source.masked(query, key)) continue;
      const value = source.value(query, key);
      absolute += Math.abs(value);
      if (value < 0) negative -= value;
    }
    rows[query] = absolute === 0 ? 0 : negative / absolute;
    allNegative += negative;
    allAbsolute += absolute;
  }
  return { rows, whole: allAbsolute === 0 ? 0 : allNegative / allAbsolute };
}

export default defineMapAnalysis({
  title: { en: "Negative mass", zh: "负质量" },
  summary: {
    en: "The share of a signed map that is below zero, from 0 (none) to 1 (all).",
    zh: "带符号的图中小于零的部分所占的比例，从 0（没有）到 1（全部）。",
  },
  formula: String.raw`n_q = \frac{\sum_k \max(-A_{qk}, 0)}{\sum_k |A_{qk}|}, \qquad n = \frac{\sum_{q,k} \max(-A_{qk}, 0)}{\sum_{q,k} |A_{qk}|}`,
  source: "definition",
  kinds: ["signed", "value"],
  run: negativeMass,
});
