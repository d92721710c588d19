// Small made-up maps for the tests of analyses.

import { type AttentionSource, denseSource } from "../trace/source.ts";
import type { ValueKind } from "../trace/vocabulary.ts";

/** A map of one head from rows of numbers. */
export function exampleMap(rows: readonly (readonly number[])[], kind: ValueKind, causal: boolean): AttentionSource {
  const columns = rows[0]?.length ?? 0;
  return denseSource(
    {
      name: "map",
      role: "attention.effective",
      kind,
      axes: ["head", "query", "key"],
      shape: [1, rows.length, columns],
      data: Float32Array.from(rows.flat()),
    },
    0,
    causal,
  );
}
