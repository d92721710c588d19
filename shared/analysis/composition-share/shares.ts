// How much of a head, after the heads were mixed, comes from other heads. A definition of this program; a′ = a M is
// that of arXiv 2405.08553 (Fig. 2).
//   at a pair    s_m(i, j) = Σ_{n≠m} |a_n M_nm| / Σ_n |a_n M_nm|
//   of a query   s_m(i) = Σ_j Σ_{n≠m} |a_n M_nm| / Σ_j Σ_n |a_n M_nm| over the keys j that it sees
// Absolute values, since parts of opposite sign would hide one another. Weighted by what really came in: a large entry
// of M for a head that has nothing at the pair mixes nothing. 0 where nothing came in at all.

import { headSource } from "../../trace/maps.ts";
import { type AttentionSource, visibleRow } from "../../trace/source.ts";
import type { Trace } from "../../trace/trace.ts";
import { type Factors, type Side, STAGE_MAPS, type Stage } from "../composition-matrix/factors.ts";
import { baseOf, entryOf, type PairMatrix, sideMatrix } from "../composition-matrix/matrix.ts";

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

const kept = new WeakMap<Side["w2"], Float64Array>();

/** K_j of every token [token, head in, head out], made once: a moving cursor asks for the shares of one query after another. */
function keyParts(factors: Factors): Float64Array | null {
  const { key, tokens, heads } = factors;
  if (!key) return null;
  const known = kept.get(key.w2);
  if (known) return known;
  const parts = new Float64Array(tokens * heads * heads);
  for (let token = 0; token < tokens; token++) parts.set(sideMatrix(factors, key, token), token * heads * heads);
  kept.set(key.w2, parts);
  return parts;
}

/**
 * s_m(i) of every output head m of a layer.
 * @param before the heads' maps that the stage takes
 */
export function queryShares(factors: Factors, before: readonly AttentionSource[], query: number): HeadShare[] {
  const { heads } = factors;
  const size = heads * heads;
  const ofQuery = sideMatrix(factors, factors.query, query);
  // I + what does not depend on the key.
  const fixed = baseOf(factors).map((value, at) => value + (ofQuery[at] ?? 0) + (at % (heads + 1) === 0 ? 1 : 0));
  const parts = keyParts(factors);
  const flow = new Float64Array(size);
  const rows = before.map((map) => visibleRow(map, query));
  for (let key = 0; key < (rows[0]?.length ?? 0); key++)
    for (let n = 0; n < heads; n++) {
      const value = Math.abs(rows[n]?.[key] ?? 0);
      for (let at = n * heads; at < (n + 1) * heads; at++)
        flow[at] = (flow[at] ?? 0) + value * Math.abs((fixed[at] ?? 0) + (parts?.[key * size + at] ?? 0));
    }
  return sharesOf(flow, heads);
}
