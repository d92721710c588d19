// The numbers of all heads at a pair, before and after a composition matrix.

import type { Stage } from "../../analysis/composition-matrix/factors.ts";
import { composeHeads, type PairMatrix } from "../../analysis/composition-matrix/matrix.ts";
import { type HeadShare, mapsBefore, pairShares } from "../../analysis/composition-share/shares.ts";
import type { Trace } from "../../trace/trace.ts";

export interface HeadFlow {
  /** a, of each head. */
  readonly before: Float64Array;
  /** a M. */
  readonly after: Float64Array;
  readonly shares: readonly HeadShare[];
}

/** null where the pair is masked or the trace lacks the maps that the stage takes. */
export function flowAt(trace: Trace, layer: number, stage: Stage, matrix: PairMatrix, query: number, key: number): HeadFlow | null {
  const maps = mapsBefore(trace, layer, stage, matrix.heads);
  if (!maps || maps.some((map) => map.masked(query, key))) return null;
  const before = Float64Array.from(maps, (map) => map.value(query, key));
  return { before, after: composeHeads(matrix, before), shares: pairShares(matrix, before) };
}
