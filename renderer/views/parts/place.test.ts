import fc from "fast-check";
import { expect, test } from "vitest";
import { place } from "./place.ts";

test("the card grows away from the cursor into the larger part of the stage", () => {
  expect(place({ x: 100, y: 100 }, { width: 400, height: 300 })).toEqual({ left: 112, top: 112, maxWidth: 288, maxHeight: 188 });
  expect(place({ x: 390, y: 290 }, { width: 400, height: 300 })).toEqual({ right: 22, bottom: 22, maxWidth: 360, maxHeight: 278 });
});

test("it has nearly half of the stage at least, and never leaves it", () => {
  const coordinate = fc.integer({ min: 0, max: 800 });
  fc.assert(
    fc.property(coordinate, coordinate, (x, y) => {
      const at = place({ x, y }, { width: 800, height: 800 });
      expect(Math.min(at.maxWidth, at.maxHeight)).toBeGreaterThanOrEqual(360);
      expect((at.left ?? at.right ?? Number.NaN) + at.maxWidth).toBeLessThanOrEqual(800);
      expect((at.top ?? at.bottom ?? Number.NaN) + at.maxHeight).toBeLessThanOrEqual(800);
    }),
  );
});
