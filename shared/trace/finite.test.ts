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
