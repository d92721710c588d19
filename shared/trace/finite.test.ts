import fc from "fast-check";
import { expect, it } from "vitest";
import { firstNotFinite } from "./finite.ts";

it("finds the same place as the plain search", () => {
  const values = fc.float32Array({ maxLength: 40 });
  fc.assert(fc.property(values, (data) => firstNotFinite(data) === data.findIndex((value) => !Number.isFinite(value))));
});

it("is not fooled by large values", () => {
  expect(firstNotFinite(new Float32Array(8).fill(3.4e38))).toBe(-1);
});

it("does not look at what a causal mask hides, and at all else", () => {
  const square = fc
    .integer({ min: 1, max: 7 })
    .chain((size) => fc.tuple(fc.constant(size), fc.nat(2 * size * size - 1), fc.constantFrom(Number.NaN, Number.NEGATIVE_INFINITY)));
  fc.assert(
    fc.property(square, ([size, place, value]) => {
      const data = new Float32Array(2 * size * size).fill(1).with(place, value);
      const layout = { axes: ["head", "query", "key"], shape: [2, size, size], causal: true } as const;
      const hidden = place % size > Math.floor(place / size) % size;
      expect(firstNotFinite(data, layout)).toBe(hidden ? -1 : place);
      expect(firstNotFinite(data, { ...layout, causal: false })).toBe(place);
    }),
  );
});
