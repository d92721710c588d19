import fc from "fast-check";
import { expect, it } from "vitest";
import { sumXLnX } from "./xlnx.ts";

/** The definition, written out. */
const plain = (row: readonly number[]): number => row.reduce((sum, x) => sum + (x > 0 ? x * Math.log(x) : 0), 0);

it("is the plain sum to a part in ten million of its terms", () => {
  fc.assert(
    fc.property(fc.array(fc.float({ min: 0, max: 2, noNaN: true }), { maxLength: 1500 }), (row) => {
      const size = row.reduce((sum, x) => sum + (x > 0 ? Math.abs(x * Math.log(x)) + x : 0), 0);
      expect(Math.abs(sumXLnX(Float32Array.from(row)) - plain(row))).toBeLessThanOrEqual(1e-7 * size + 1e-30);
    }),
  );
});

it("knows worked cases", () => {
  expect(sumXLnX(Float32Array.of())).toBe(0);
  expect(sumXLnX(Float32Array.of(0, 1, 0))).toBeCloseTo(0, 7);
  expect(sumXLnX(Float32Array.of(0.5, 0.5))).toBeCloseTo(-Math.LN2, 7);
  expect(sumXLnX(Float32Array.of(2))).toBeCloseTo(2 * Math.LN2, 6);
  expect(sumXLnX(new Float32Array(1024).fill(1 / 1024))).toBeCloseTo(-Math.log(1024), 6);
});
