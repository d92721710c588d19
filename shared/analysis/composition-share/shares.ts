// How much of a head, after the heads were mixed, comes from other heads. A definition of this program; a′ = a M is
// that of arXiv 2405.08553 (Fig. 2).
//   at a pair    s_m(i, j) = Σ_{n≠m} |a_n M_nm| / Σ_n |a_n M_nm|
//   of a query   s_m(i) = Σ_j Σ_{n≠m} |a_n M_nm| / Σ_j Σ_n |a_n M_nm| over the keys j that it sees
// Absolute values, since parts of opposite sign would hide one another. Weighted by what really came in: a large entry
// of M for a head that has nothing at the pair mixes nothing. 0 where nothing came in at all.

import { headSource } from "../../trace/maps.ts";
import type { AttentionSource } from "../../trace/source.ts";
import type { Trace } from "../../trace/trace.ts";
import { type Factors, STAGE_MAPS, type Stage } from "../composition-matrix/factors.ts";
import { baseOf, entryOf, type HeadMatrix, type PairMatrix, sideMatrix } from "../composition-matrix/matrix.ts";

export interface HeadShare {
  /** From 0, all its own, to 1, all from other heads. */
  readonly share: number;
  /** The other head that most of it comes from; null where none adds anything. */
  readonly source: number | null;
}

/**
 * Shares from |a_n M_nm| summed over pairs.
 * @param flow [head in, head out], not negative
 */
function sharesOf(flow: ArrayLike<number>, heads: number): HeadShare[] {
  return Array.from({ length: heads }, (_, m) => {
    let [all, others, most, source] = [0, 0, 0, null as number | null];
    for (let n = 0; n < heads; n++) {
      const part = flow[n * heads + m] ?? 0;
      all += part;
      if (n === m) continue;
      others += part;
      if (part > most) [most, source] = [part, n];
    }
    return { share: all === 0 ? 0 : others / all, source };
  });
}

/**
 * s_m(i, j) of every output head m.
 * @param values a, one number for each input head
 */
export function pairShares(matrix: Pick<PairMatrix, "deviation" | "heads">, values: ArrayLike<number>): HeadShare[] {
  const { heads } = matrix;
  const flow = Float64Array.from({ length: heads * heads }, (_, at) =>
    Math.abs((values[Math.floor(at / heads)] ?? 0) * entryOf(matrix, Math.floor(at / heads), at % heads)),
  );
  return sharesOf(flow, heads);
}

/** The maps of all heads that a stage takes; undefined when the trace lacks one. */
export function mapsBefore(trace: Trace, layer: number, stage: Stage, heads: number): AttentionSource[] | undefined {
  return everyHead(heads, (head) => headSource(trace, STAGE_MAPS[stage].before, layer, head));
}

/** The maps of all heads that a stage gives; undefined when the trace lacks one. */
export function mapsAfter(trace: Trace, layer: number, stage: Stage, heads: number): AttentionSource[] | undefined {
  return everyHead(heads, (head) => headSource(trace, STAGE_MAPS[stage].after, layer, head));
}

function everyHead(heads: number, source: (head: number) => AttentionSource | undefined): AttentionSource[] | undefined {
  const found = Array.from({ length: heads }, (_, head) => source(head));
  return found.every((one) => one !== undefined) ? found : undefined;
}

/**
 * s_m(i) of every output head m of a layer.
 * @param before the heads' maps that the stage takes
 */
export function queryShares(factors: Factors, before: readonly AttentionSource[], query: number): HeadShare[] {
  const { heads } = factors;
  const fixed = plus(baseOf(factors), sideMatrix(factors, factors.query, query));
  const flow = new Float64Array(heads * heads);
  for (let key = 0; key < (before[0]?.columns ?? 0); key++) {
    if (before[0]?.masked(query, key)) continue;
    const matrix = { heads, deviation: plus(fixed, sideMatrix(factors, factors.key, key)) };
    for (let n = 0; n < heads; n++) {
      const value = before[n]?.value(query, key) ?? 0;
      for (let m = 0; m < heads; m++) flow[n * heads + m] = (flow[n * heads + m] ?? 0) + Math.abs(value * entryOf(matrix, n, m));
    }
  }
  return sharesOf(flow, heads);
}

function plus(a: HeadMatrix, b: HeadMatrix): HeadMatrix {
  return a.map((value, at) => value + (b[at] ?? 0));
}
