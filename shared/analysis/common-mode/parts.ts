// What two maps of a head have in common, and what is taken away of it.
//   A = A_1 − λ A_2 (Differential Transformer, arXiv 2410.05258, eq. 1)
//   common mode  c(q, k) = min(A_1, λ A_2), 0 where λ is negative: nothing is taken away then

import { rowSource } from "../../trace/rowSource.ts";
import { type AttentionSource, visibleRow } from "../../trace/source.ts";
import { findCapture, type Trace } from "../../trace/trace.ts";

/**
 * λ of the queries of a head: one number a layer, or one for each head and token where the model has it so.
 * @returns null where the trace does not hold it
 */
export function lambdaOf(trace: Trace, layer: number, head: number): ((query: number) => number) | null {
  const capture = findCapture(trace.captures, "diff.lambda", { layer });
  if (!capture) return null;
  const { axes, shape, data } = capture;
  if (axes[0] !== "head") return () => data[0] ?? Number.NaN;
  const [heads = 0, tokens = 0] = shape;
  return head < heads ? (query) => data[head * tokens + query] ?? Number.NaN : null;
}

/** λ(q) A_2(q, k) */
export function scaledSource(second: AttentionSource, lambda: (query: number) => number): AttentionSource {
  const { rows, columns, masked } = second;
  const negative = Array.from({ length: rows }, (_, query) => lambda(query)).some((value) => value < 0);
  return rowSource({
    rows,
    columns,
    kind: negative ? "signed" : "value",
    masked,
    fill: (query, into) => {
      const row = visibleRow(second, query);
      const factor = lambda(query);
      for (let key = 0; key < row.length; key++) into[key] = factor * (row[key] as number);
    },
  });
}

/** min(A_1, λ A_2), never under 0. */
export function commonSource(first: AttentionSource, scaled: AttentionSource): AttentionSource {
  const { rows, columns, masked } = first;
  return rowSource({
    rows,
    columns,
    kind: "value",
    masked,
    fill: (query, into) => {
      const [one, two] = [visibleRow(first, query), visibleRow(scaled, query)];
      for (let key = 0; key < one.length; key++) into[key] = Math.max(0, Math.min(one[key] as number, two[key] as number));
    },
  });
}

/** How much of the first map the second one takes back: of each row, and of the whole map; 0 where there is nothing. */
export interface CommonShare {
  readonly rows: Float64Array;
  readonly whole: number;
}

/** Σ_k min(A_1, λ A_2) / Σ_k A_1 */
export function commonShare(first: AttentionSource, common: AttentionSource): CommonShare {
  const sum = (row: Float32Array): number => row.reduce((total, value) => total + value, 0);
  const rows = new Float64Array(first.rows);
  let [shared, all] = [0, 0];
  for (let query = 0; query < first.rows; query++) {
    const [part, mass] = [sum(visibleRow(common, query)), sum(visibleRow(first, query))];
    rows[query] = mass === 0 ? 0 : part / mass;
    shared += part;
    all += mass;
  }
  return { rows, whole: all === 0 ? 0 : shared / all };
}
