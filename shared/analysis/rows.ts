// What several measures of heads share: walking the asked queries, sums over segments, the sentences for what is missing.

import type { Localized } from "../text.ts";
import { type Gauge, type HeadContext, SEGMENTS, type Segment } from "./contract.ts";

/** Keys of a segment, ascending. */
export function keysOf({ segments }: HeadContext, segment: Segment): Int32Array {
  const wanted = SEGMENTS.indexOf(segment);
  const keys: number[] = [];
  for (const [key, found] of segments.entries()) if (found === wanted) keys.push(key);
  return Int32Array.from(keys);
}

/** Sum of a row over some keys, ascending; those that the query does not see count nothing. */
export function sumOver(row: Float32Array, keys: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] ?? 0;
    if (key >= row.length) break;
    sum += row[key] ?? 0;
  }
  return sum;
}

/** The same of sizes |A|. */
export function sizeOver(row: Float32Array, keys: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] ?? 0;
    if (key >= row.length) break;
    sum += Math.abs(row[key] ?? 0);
  }
  return sum;
}

/** A gauge that hears only of some queries, ascending. */
export function atQueries(queries: readonly number[], heard: Gauge): Gauge {
  let next = 0;
  return {
    add(row, query) {
      if (queries[next] !== query) return;
      next++;
      heard.add(row, query);
    },
    value: () => heard.value(),
  };
}

/** The mean over the asked queries of a number of each row. */
export function meanOverAsked({ asked }: HeadContext, ofRow: (row: Float32Array) => number): Gauge {
  let sum = 0;
  return atQueries(asked, {
    add(row) {
      sum += ofRow(row);
    },
    value: () => sum / asked.length,
  });
}

/** The mean over the queries that have a number; NaN where none has. */
export function meanWhereDefined(ofRow: (row: Float32Array, query: number) => number): Gauge {
  let sum = 0;
  let count = 0;
  return {
    add(row, query) {
      const value = ofRow(row, query);
      if (Number.isNaN(value)) return;
      sum += value;
      count++;
    },
    value: () => (count === 0 ? Number.NaN : sum / count),
  };
}

const NO_ANSWER: Localized = {
  en: "No answer is marked: choose its tokens and press A, or type it as a pattern.",
  zh: "尚未标记答案：选中其词元后按 A，或输入匹配模式。",
};

/** What is wrong where a measure needs a marked answer. */
export function needsAnswer({ segments }: HeadContext): Localized | null {
  return segments.includes(SEGMENTS.indexOf("answer")) ? null : NO_ANSWER;
}

export const nothingMissing = (): null => null;
