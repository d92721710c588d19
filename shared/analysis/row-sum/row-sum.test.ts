import fc from "fast-check";
import { expect, it } from "vitest";
import { exampleMap } from "../example.ts";
import { rowSums } from "./analysis.ts";

/** The definition, written out. */
const plain = (rows: number[][], causal: boolean): number[] =>
  rows.map((row, q) => row.filter((_, k) => !causal || k <= q).reduce((sum, value) => sum + value, 0));

const square = fc
  .integer({ min: 1, max: 6 })
  .chain((size) =>
    fc.array(fc.array(fc.integer({ min: -8, max: 8 }), { minLength: size, maxLength: size }), { minLength: size, maxLength: size }),
  );

it("is the plain sum of what the query sees", () => {
  fc.assert(
    fc.property(square, fc.boolean(), (rows, causal) => {
      const wanted = plain(rows, causal);
      const { rows: sums, whole } = rowSums(exampleMap(rows, "signed", causal));
      expect([...sums]).toEqual(wanted);
      expect(whole).toBeCloseTo(wanted.reduce((sum, row) => sum + row, 0) / rows.length, 12);
    }),
  );
});

it("is 1 for a softmax and 1 - λ for a difference of two", () => {
  const first = [
    [1, 0],
    [0.25, 0.75],
  ];
  const second = [
    [1, 0],
    [0.5, 0.5],
  ];
  const difference = first.map((row, q) => row.map((value, k) => value - 0.5 * (second[q]?.[k] ?? 0)));
  expect(rowSums(exampleMap(first, "probability", true))).toEqual({ rows: Float64Array.of(1, 1), whole: 1 });
  expect(rowSums(exampleMap(difference, "signed", true))).toEqual({ rows: Float64Array.of(0.5, 0.5), whole: 0.5 });
});
