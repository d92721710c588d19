import fc from "fast-check";
import { expect, it } from "vitest";
import { percentileOfMagnitudes } from "./percentile.ts";

/** The definition: the least magnitude that at least this share of the values does not exceed. */
function naive(arrays: readonly Float32Array[], share: number): number {
  const all = arrays
    .flatMap((array) => [...array])
    .filter((value) => !Number.isNaN(value))
    .map(Math.abs);
  return all.length === 0 ? 0 : Math.min(...all.filter((least) => all.filter((value) => value <= least).length >= share * all.length));
}

it("is the least value that so many do not exceed", () => {
  const values = fc.float32Array({ maxLength: 30, noDefaultInfinity: true });
  fc.assert(
    fc.property(fc.array(values, { maxLength: 3 }), fc.constantFrom(0.01, 0.5, 0.9, 0.99, 1), (arrays, share) => {
      expect(percentileOfMagnitudes(arrays, share)).toBe(naive(arrays, share));
    }),
  );
});

it("tells neighbours apart: one in a hundred lies above the 99th percentile, exactly", () => {
  const values = Float32Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? 1 : -1) * (0.5 + i * 2 ** -23));
  expect(percentileOfMagnitudes([values], 0.99)).toBe(Math.fround(0.5 + 197 * 2 ** -23));
});

it("does not count what is masked", () => {
  expect(percentileOfMagnitudes([new Float32Array([Number.NaN, 3, Number.NaN, -4])], 0.5)).toBe(3);
  expect(percentileOfMagnitudes([new Float32Array([Number.NaN])], 0.99)).toBe(0);
});
