// What the cursor reads: all values at a pair, and the sum that they make.

import { rowNumbers } from "../../../shared/figures/diff-triptych/strip.ts";
import type { Language } from "../../../shared/text.ts";
import { visibleRow } from "../../../shared/trace/source.ts";
import { exactFloat32 } from "../../ui/exact.ts";
import type { ReadoutText } from "../parts/Readout.tsx";
import type { Difference } from "./readings.ts";
import { TEXTS } from "./texts.ts";

/** Digits of row sums: they are added up here, so they have no exact float32 of their own. */
const SUM_DIGITS = 6;

export function readPair(maps: Difference, query: number, key: number | null, language: Language): ReadoutText {
  const lambda = maps.lambda(query);
  const row = rowNumbers(maps.difference, query);
  const decimal = (value: number): string => Number(value.toPrecision(SUM_DIGITS)).toString().replace("-", "\u2212");
  const ofRow = [
    { field: "row-sum", label: TEXTS.rowSum[language], value: decimal(row.sum) },
    { field: "one-minus-lambda", label: TEXTS.expected[language], value: decimal(1 - lambda) },
    { field: "common-share", label: TEXTS.commonShare[language], value: `${(commonOf(maps, query) * 100).toFixed(2)}%` },
    { field: "negative-mass", label: TEXTS.negative[language], value: `${(row.negative * 100).toFixed(2)}%` },
  ];
  if (key === null) return { lines: ofRow };
  if (maps.difference.masked(query, key)) return { lines: [{ field: "masked", label: TEXTS.masked[language], value: "" }, ...ofRow] };
  const [first, second, difference] = [
    exactFloat32(maps.first.value(query, key)),
    exactFloat32(maps.second.value(query, key)),
    exactFloat32(maps.difference.value(query, key)),
  ];
  const scale = exactFloat32(lambda);
  return {
    lines: [
      { field: "first", label: "A₁", value: first },
      { field: "second", label: "A₂", value: second },
      { field: "lambda", label: "λ", value: scale },
      { field: "scaled", label: "λA₂", value: exactFloat32(maps.scaled.value(query, key)) },
      { field: "common", label: "min(A₁, λA₂)", value: exactFloat32(maps.common.value(query, key)) },
      { field: "difference", label: "A₁ − λA₂", value: difference, strong: true },
      ...ofRow,
    ],
    sum: `${first} − ${scale} × ${second} = ${difference}`,
  };
}

/** Σ_k min(A₁, λA₂) / Σ_k A₁ of a row. */
function commonOf({ first, common }: Difference, query: number): number {
  const sum = (row: Float32Array): number => row.reduce((total, value) => total + value, 0);
  const all = sum(visibleRow(first, query));
  return all === 0 ? 0 : sum(visibleRow(common, query)) / all;
}
