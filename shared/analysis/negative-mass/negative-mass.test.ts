import fc from "fast-check";
import { expect, it } from "vitest";
import { exampleMap } from "../example.ts";
import { negativeMass } from "./analysis.ts";

/** The definition, written out. */
function plain(values: number[]): number {
  const absolute = values.map(Math.abs).reduce((sum, value) => sum + value, 0);
  const negative = values.map((value) => Math.max(-value, 0)).reduce((sum, value) => sum + value, 0);
  return absolute === 0 ? 0 : negative / absolute;
}

const square = fc
  .integer({ min: 1, max: 6 })
  .chain((size) =>
    fc.array(fc.array(fc.integer({ min: -8, max: 8 }), { minLength: size, maxLength: size }), { minLength: size, maxLength: size }),
  );

it("is the plain definition on what the query sees", () => {
  fc.assert(
    fc.property(square, fc.boolean(), (rows, causal) => {
      const seen = rows.map((row, q) => row.filter((_, k) => !causal || k <= q));
      const { rows: shares, whole } = negativeMass(exampleMap(rows, "signed", causal));
      shares.forEach((share, q) => void expect(share).toBeCloseTo(plain(seen[q] ?? []), 12));
      expect(whole).toBeCloseTo(plain(seen.flat()), 12);
    }),
  );
});

it("is 0 without negative values, 1 without others, and 0 of nothing", () => {
  expect(
    negativeMass(
      exampleMap(
        [
          [1, 0],
          [0.5, 0.5],
        ],
        "signed",
        true,
      ),
    ).whole,
  ).toBe(0);
  expect(
    negativeMass(
      exampleMap(
        [
          [-1, 0],
          [-0.5, -0.5],
        ],
        "signed",
        true,
      ),
    ).whole,
  ).toBe(1);
  expect(
    negativeMass(
      exampleMap(
        [
          [0, 0],
          [0, 0],
        ],
        "signed",
        true,
      ),
    ).whole,
  ).toBe(0);
});
