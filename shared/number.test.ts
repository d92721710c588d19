import { expect, test } from "vitest";
import { exact, NO_VALUE, parseExact } from "./number.ts";

test("numbers are printed so that they can be checked by hand", () => {
  expect(exact(0.41234567)).toBe("0.412346");
  expect(exact(-0.5)).toBe("−0.500000");
  expect(exact(0.000123456)).toBe("1.2346e−4");
  expect(exact(0)).toBe("0");
  expect(exact(-0)).toBe("0");
  expect(exact(Number.NaN)).toBe(NO_VALUE);
  expect(exact(Number.NEGATIVE_INFINITY)).toBe("−∞");
});

test("a printed number reads back to within half of its last digit", () => {
  for (const value of [0.41234567, -3.25e-5, 12.75, 1e-12]) expect(Math.abs(parseExact(exact(value)) - value)).toBeLessThan(1e-6);
  expect(parseExact(NO_VALUE)).toBeNaN();
});
