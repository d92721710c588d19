// What the card beside the cursor says of a pair in the maps before and after composing.

import type { Stage } from "../../../shared/analysis/composition-matrix/factors.ts";
import { rowNumbers } from "../../../shared/figures/diff-triptych/strip.ts";
import { formatShare, formatValue } from "../../../shared/figures/text/number.ts";
import type { Language } from "../../../shared/text.ts";
import type { AttentionSource } from "../../../shared/trace/source.ts";
import { exactFloat32 } from "../../ui/exact.ts";
import type { ReadoutText } from "../parts/Readout.tsx";
import { TEXTS } from "./texts.ts";

/** Digits of row sums: they are added up here, so they have no exact float32 of their own. */
const SUM_DIGITS = 6;

/** The maps of a head before and after a stage. */
export interface StageMaps {
  readonly stage: Stage;
  readonly before: AttentionSource;
  readonly after: AttentionSource;
}

export function readPair({ stage, before, after }: StageMaps, query: number, key: number | null, language: Language): ReadoutText {
  const row = rowNumbers(after, query);
  // Rows of scores sum to nothing that means anything.
  const ofRow =
    stage === "pre"
      ? []
      : [
          { field: "row-sum", label: TEXTS.rowSum[language], value: formatValue(row.sum, SUM_DIGITS) },
          { field: "negative-mass", label: TEXTS.negative[language], value: formatShare(row.negative) },
        ];
  if (key === null) return { lines: ofRow };
  if (after.masked(query, key)) return { lines: [{ field: "masked", label: TEXTS.masked[language], value: "" }, ...ofRow] };
  return {
    lines: [
      { field: "before", label: TEXTS.before[language], value: exactFloat32(before.value(query, key)) },
      { field: "after", label: TEXTS.after[language], value: exactFloat32(after.value(query, key)), strong: true },
      ...ofRow,
    ],
  };
}
