// Attention followed back through the layers. A token also passes on what it was before, so half of each layer is the
// identity:
//   Ã_l = rownorm(0.5 A_l + 0.5 I),   R_l = Ã_l R_{l-1},   R_0 = Ã_0      (Abnar and Zuidema 2020, arXiv 2005.00928)
// A row of R needs no other row of it: e_q Ã_l Ã_{l-1} ... Ã_0, so a tile costs what its rows cost.

import { rowSource } from "../../trace/rowSource.ts";
import { type AttentionSource, visibleRow } from "../../trace/source.ts";

/** Share of a layer that is the stream itself. */
const STREAM = 0.5;

/** Σ_k of a row of 0.5 A + 0.5 I, worked out once. */
function rowSums(layer: AttentionSource): (query: number) => number {
  const known = new Float64Array(layer.rows);
  return (query) => {
    if (known[query] === 0) known[query] = STREAM + (1 - STREAM) * visibleRow(layer, query).reduce((sum, value) => sum + value, 0);
    return known[query] ?? 1;
  };
}

/**
 * @param layers maps of all layers from the first to the one that is asked for, each the mean of its heads; square
 */
export function rolloutSource(layers: readonly AttentionSource[]): AttentionSource {
  const last = layers.at(-1);
  if (!last) throw new RangeError("Rollout needs a layer.");
  const sums = layers.map(rowSums);
  const { rows, columns, masked } = last;
  return rowSource({
    rows,
    columns,
    kind: "probability",
    masked,
    fill: (query, into) => {
      into[query] = 1;
      for (let place = layers.length - 1; place >= 0; place--) {
        const layer = layers[place];
        if (!layer) continue;
        const now = into.slice();
        into.fill(0);
        for (let middle = 0; middle < columns; middle++) {
          const weight = now[middle] as number;
          if (weight === 0) continue;
          const share = weight / (sums[place]?.(middle) ?? 1);
          const part = share * (1 - STREAM);
          const row = visibleRow(layer, middle);
          for (let key = 0; key < row.length; key++) into[key] = (into[key] as number) + part * (row[key] as number);
          into[middle] = (into[middle] as number) + share * STREAM;
        }
      }
    },
  });
}
