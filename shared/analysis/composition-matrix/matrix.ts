// One composition matrix, taken apart: M_ij − I as the sum of five branches (arXiv 2405.08553, Fig. 2).
//   base        S − I = W_b           the same for all pairs
//   query       Σ_r w1_irᵀ w2_ir      low rank, from the query
//   query-gate  diag(g_i)
//   key         Σ_r w1_jrᵀ w2_jr      low rank, from the key
//   key-gate    diag(g_j)

import type { Factors, Side } from "./factors.ts";

export const BRANCHES = ["base", "query", "query-gate", "key", "key-gate"] as const;
export type Branch = (typeof BRANCHES)[number];

/** H × H numbers, row-major: the row is the head that comes in, the column the one that goes out. */
export type HeadMatrix = Float64Array;

/** M_ij of one pair. All parts are deviations from the identity, so that nothing mixed is all zeros. */
export interface PairMatrix {
  readonly heads: number;
  /** M − I. */
  readonly deviation: HeadMatrix;
  /** What each branch adds: they sum to `deviation`. */
  readonly branches: Readonly<Record<Branch, HeadMatrix>>;
}

/** Adds Σ_r w1_rᵀ w2_r of a token to a matrix. */
function addLowRank(to: HeadMatrix, { w1, w2 }: Side, token: number, heads: number, rank: number): void {
  for (let r = 0; r < rank; r++) {
    const row = (token * rank + r) * heads;
    for (let n = 0; n < heads; n++) {
      const weight = w1[row + n] ?? 0;
      for (let m = 0; m < heads; m++) to[n * heads + m] = (to[n * heads + m] ?? 0) + weight * (w2[row + m] ?? 0);
    }
  }
}

/** Adds diag(gate) of a token to a matrix. */
function addGate(to: HeadMatrix, { gate }: Side, token: number, heads: number): void {
  for (let m = 0; m < heads; m++) to[m * heads + m] = (to[m * heads + m] ?? 0) + (gate[token * heads + m] ?? 0);
}

/** S − I. */
export function baseOf({ static: fixed, heads }: Factors): HeadMatrix {
  return Float64Array.from({ length: heads * heads }, (_, at) => (fixed[at] ?? 0) - (at % (heads + 1) === 0 ? 1 : 0));
}

/** Q_i or K_j: what a token adds to every matrix of its row or column, [head in, head out]. */
export function sideMatrix({ heads, rank }: Factors, side: Side | null, token: number): HeadMatrix {
  const out = new Float64Array(heads * heads);
  if (!side) return out;
  addLowRank(out, side, token, heads, rank);
  addGate(out, side, token, heads);
  return out;
}

/**
 * The matrix of a pair.
 * @param query, key tokens of the text, counted from 0
 */
export function pairMatrix(factors: Factors, query: number, key: number): PairMatrix {
  const { heads, rank } = factors;
  const empty = (): HeadMatrix => new Float64Array(heads * heads);
  const branches: Record<Branch, HeadMatrix> = {
    base: baseOf(factors),
    query: empty(),
    "query-gate": empty(),
    key: empty(),
    "key-gate": empty(),
  };
  if (factors.query) {
    addLowRank(branches.query, factors.query, query, heads, rank);
    addGate(branches["query-gate"], factors.query, query, heads);
  }
  if (factors.key) {
    addLowRank(branches.key, factors.key, key, heads, rank);
    addGate(branches["key-gate"], factors.key, key, heads);
  }
  const deviation = empty();
  for (const branch of BRANCHES)
    for (let at = 0; at < deviation.length; at++) deviation[at] = (deviation[at] ?? 0) + (branches[branch][at] ?? 0);
  return { heads, deviation, branches };
}

/** M[n, m], the identity included. */
export function entryOf({ deviation, heads }: Pick<PairMatrix, "deviation" | "heads">, from: number, to: number): number {
  return (deviation[from * heads + to] ?? 0) + (from === to ? 1 : 0);
}

/**
 * a M: the heads' numbers at the pair after composing.
 * @param values a, one number for each head
 */
export function composeHeads(matrix: Pick<PairMatrix, "deviation" | "heads">, values: ArrayLike<number>): Float64Array {
  const { heads } = matrix;
  const out = new Float64Array(heads);
  for (let m = 0; m < heads; m++) {
    let sum = 0;
    for (let n = 0; n < heads; n++) sum += (values[n] ?? 0) * entryOf(matrix, n, m);
    out[m] = sum;
  }
  return out;
}
