// The numbers of all heads at a pair, and of what goes into one of them: each can be worked out by hand from the others.

import type { Factors, Stage } from "../../../shared/analysis/composition-matrix/factors.ts";
import { BRANCHES, type Branch, entryOf, pairMatrix } from "../../../shared/analysis/composition-matrix/matrix.ts";
import { mapsAfter, mapsBefore, pairShares } from "../../../shared/analysis/composition-share/shares.ts";
import type { Trace } from "../../../shared/trace/trace.ts";

/** One head at the pair; numbers are null where the pair is masked or the model does not capture them. */
interface HeadRow {
  readonly head: number;
  readonly before: number | null;
  /** As the model gave it. */
  readonly after: number | null;
  readonly share: number | null;
  readonly source: number | null;
  /** M from this head into the chosen one, its branches, and a · M. */
  readonly entry: number;
  readonly branches: Readonly<Record<Branch, number>>;
  readonly product: number | null;
}

export interface PairNumbers {
  readonly rows: readonly HeadRow[];
  /** Σ a · M over the rows. */
  readonly sum: number | null;
}

export function pairNumbers(
  trace: Trace,
  factors: Factors,
  layer: number,
  stage: Stage,
  query: number,
  key: number,
  into: number,
): PairNumbers {
  const { heads } = factors;
  const matrix = pairMatrix(factors, query, key);
  const [before, after] = [mapsBefore(trace, layer, stage, heads), mapsAfter(trace, layer, stage, heads)];
  const seen = before !== undefined && !before.some((map) => map.masked(query, key));
  const values = seen ? before.map((map) => map.value(query, key)) : null;
  const shares = values && pairShares(matrix, values);
  const rows = Array.from({ length: heads }, (_, head): HeadRow => {
    const entry = entryOf(matrix, head, into);
    const value = values?.[head] ?? null;
    return {
      head,
      before: value,
      after: seen ? (after?.[head]?.value(query, key) ?? null) : null,
      share: shares?.[head]?.share ?? null,
      source: shares?.[head]?.source ?? null,
      entry,
      branches: Object.fromEntries(BRANCHES.map((branch) => [branch, matrix.branches[branch][head * heads + into] ?? 0])) as Record<
        Branch,
        number
      >,
      product: value === null ? null : value * entry,
    };
  });
  return { rows, sum: values && rows.reduce((sum, { product }) => sum + (product ?? 0), 0) };
}
