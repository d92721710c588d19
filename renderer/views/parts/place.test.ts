import fc from "fast-check";
import { expect, test } from "vitest";
import { place } from "./place.ts";

test("the card is below and right of the cursor while there is room, else on the other side", () => {
  expect(place({ x: 100, y: 100 }, { width: 50, height: 20 }, { width: 400, height: 300 })).toEqual({ x: 112, y: 112 });
  expect(place({ x: 390, y: 290 }, { width: 50, height: 20 }, { width: 400, height: 300 })).toEqual({ x: 328, y: 258 });
});

test("it never leaves a stage that is large enough for it", () => {
  const coordinate = fc.integer({ min: 0, max: 800 });
  const size = fc.integer({ min: 1, max: 390 });
  fc.assert(
    fc.property(coordinate, coordinate, size, size, (x, y, width, height) => {
      const at = place({ x, y }, { width, height }, { width: 400, height: 400 });
      expect(Math.min(at.x, at.y)).toBeGreaterThanOrEqual(4);
      expect(at.x + width).toBeLessThanOrEqual(400);
      expect(at.y + height).toBeLessThanOrEqual(400);
    }),
  );
});
