// What the asked queries give to each part of the text, mean over heads: the numbers of the bars.

import { SEGMENTS, type Segment } from "../../analysis/contract.ts";
import { headContext, type Spans } from "../../measures/context.ts";
import type { HeadRef, MapChoice } from "../../selection/selection.ts";
import { lackingOf } from "../../trace/lacking.ts";
import { isCausal, mapCaptures } from "../../trace/maps.ts";
import { denseSource, visibleRow } from "../../trace/source.ts";
import type { Trace } from "../../trace/trace.ts";

/** A run of tokens of one segment, [start, end), and what it gets. */
export interface Part {
  readonly segment: Segment;
  readonly start: number;
  readonly end: number;
  readonly share: number;
}

export interface Shares {
  /** In the order of the text. */
  readonly parts: readonly Part[];
  /** For each token what it gets. */
  readonly tokens: Float64Array;
  /** Heads behind the mean. */
  readonly heads: readonly HeadRef[];
  readonly asked: readonly number[];
  /** Rows that have no shares and count as 0. */
  readonly without: number;
}

/** A row of signed weights that nearly cancel has a sum that says nothing: no part of it can be a share of that. */
const LEAST_SUM = 0.01;

/**
 * Mean over heads and asked queries of A_qk, or of A_qk / Σ_k A_qk; a row whose sum is 0, or under a hundredth of the
 * sum of its absolute values, has no shares and counts as 0.
 * @param heads null: all
 * @param ofRow whether each row is divided by its sum
 * @throws HeddleError `capture-missing` when the trace lacks a head
 */
export function sharesOf(trace: Trace, map: MapChoice, spans: Spans, heads: readonly HeadRef[] | null, ofRow: boolean): Shares {
  const { asked, segments } = headContext(trace.tokens, spans, null);
  const tokens = new Float64Array(trace.tokens.length);
  const taken: HeadRef[] = [];
  let without = 0;
  for (const capture of mapCaptures(trace, map)) {
    const layer = capture.layer ?? 0;
    for (let head = 0; head < (capture.shape[0] ?? 0); head++) {
      if (heads && !heads.some((one) => one.layer === layer && one.head === head)) continue;
      taken.push({ layer, head });
      const source = denseSource(capture, head, isCausal(trace));
      for (const query of asked) {
        const row = visibleRow(source, query);
        let [sum, mass] = [0, 0];
        for (const value of row) {
          sum += value;
          mass += Math.abs(value);
        }
        const cancels = ofRow && (sum === 0 || Math.abs(sum) < LEAST_SUM * mass);
        if (cancels) without++;
        const scale = cancels ? 0 : ofRow ? 1 / sum : 1;
        for (let key = 0; key < row.length; key++) tokens[key] = (tokens[key] as number) + (row[key] as number) * scale;
      }
    }
  }
  const has = (one: HeadRef): boolean => taken.some(({ layer, head }) => layer === one.layer && head === one.head);
  const missing = (heads ?? []).filter((one) => !has(one));
  if (missing.length > 0) throw lackingOf(map.role, missing);
  const count = Math.max(1, taken.length * asked.length);
  for (let key = 0; key < tokens.length; key++) tokens[key] = (tokens[key] as number) / count;
  return { parts: partsOf(segments, tokens), tokens, heads: taken, asked, without };
}

function partsOf(segments: Uint8Array, tokens: Float64Array): Part[] {
  const parts: Part[] = [];
  let start = 0;
  for (let end = 1; end <= segments.length; end++) {
    if (segments[end] === segments[start] && end < segments.length) continue;
    let share = 0;
    for (let key = start; key < end; key++) share += tokens[key] as number;
    parts.push({ segment: SEGMENTS[segments[start] ?? 0] ?? "other", start, end, share });
    start = end;
  }
  return parts;
}

/** Parts of one kind as one, where there are more parts than bars: in the order in which the kinds come. */
export function byKind(parts: readonly Part[]): Part[] {
  const kinds = [...new Set(parts.map(({ segment }) => segment))];
  return kinds.map((segment) => {
    const own = parts.filter((part) => part.segment === segment);
    return {
      segment,
      start: own[0]?.start ?? 0,
      end: own.at(-1)?.end ?? 0,
      share: own.reduce((sum, part) => sum + part.share, 0),
    };
  });
}
