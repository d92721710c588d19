// The pair whose matrix is shown: under the pointer, else pinned, else the last token with itself.

import { useDeferredValue } from "react";
import { pairWithin } from "../../../shared/analysis/composition-matrix/analysis.ts";
import { useReadPair } from "../parts/pair.ts";

export interface ShownPair {
  readonly query: number;
  readonly key: number;
  /** False where nobody has chosen it. */
  readonly chosen: boolean;
}

/** Deferred, so that a fast pointer is never held up by the drawing of a matrix it has already left. */
export function useShownPair(tokens: number): ShownPair {
  const read = useReadPair(tokens, tokens);
  const query = useDeferredValue(read.query);
  const key = useDeferredValue(read.key);
  return { ...pairWithin(query, key, tokens), chosen: query !== null && key !== null };
}
