import fc from "fast-check";
import { expect, test } from "vitest";
import { panRegion, regionAround, regionOrNull, regionWithin, zoomRegion } from "./region.ts";

const whole = regionWithin(null, 64, 64);

test("the whole map is null, and null is the whole map", () => {
  expect(whole).toEqual({ row0: 0, row1: 64, column0: 0, column1: 64 });
  expect(regionOrNull(whole, 64, 64)).toBeNull();
});

test("one row that was chosen stays one, whatever is done to the other axis", () => {
  const row = { row0: 5, row1: 6, column0: 0, column1: 64 };
  expect(regionWithin(row, 64, 64)).toEqual(row);
  expect(zoomRegion(row, 64, 64, 2, 5, 32)).toEqual({ row0: 5, row1: 6, column0: 16, column1: 48 });
  expect(panRegion(row, 64, 64, 1, 0)).toEqual({ row0: 6, row1: 7, column0: 0, column1: 64 });
});

test("zooming in by two halves the span and keeps the cell under the pointer", () => {
  const region = zoomRegion(whole, 64, 64, 2, 16, 48);
  expect(region).toEqual({ row0: 8, row1: 40, column0: 24, column1: 56 });
});

test("a step smaller than a cell changes nothing, and zooming out ends at the whole", () => {
  expect(zoomRegion(whole, 64, 64, 1.001, 32, 32)).toEqual(whole);
  let region = zoomRegion(whole, 64, 64, 8, 10, 10);
  for (let i = 0; i < 20; i++) region = zoomRegion(region, 64, 64, 1 / 1.5, 10, 10);
  expect(regionOrNull(region, 64, 64)).toBeNull();
});

test("a region of a longer text is moved into a shorter one", () => {
  expect(regionWithin({ row0: 50, row1: 60, column0: 0, column1: 10 }, 20, 20)).toEqual({ row0: 10, row1: 20, column0: 0, column1: 10 });
  expect(regionWithin({ row0: 50, row1: 60, column0: 0, column1: 10 }, 1, 1)).toEqual({ row0: 0, row1: 1, column0: 0, column1: 1 });
});

test("the region follows the pair by the shortest way", () => {
  const region = { row0: 10, row1: 20, column0: 10, column1: 20 };
  expect(regionAround(region, 15, null)).toBe(region);
  expect(regionAround(region, 20, 9)).toEqual({ row0: 11, row1: 21, column0: 9, column1: 19 });
});

test("every gesture leaves a region of whole cells inside the map", () => {
  const size = fc.integer({ min: 1, max: 512 });
  fc.assert(
    fc.property(
      size,
      size,
      fc.double({ min: 0.01, max: 100, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: -600, max: 600 }),
      (rows, columns, factor, at, step) => {
        const zoomed = zoomRegion(regionWithin(null, rows, columns), rows, columns, factor, at * rows, at * columns);
        const region = panRegion(zoomed, rows, columns, step, -step);
        for (const [start, end, limit] of [
          [region.row0, region.row1, rows],
          [region.column0, region.column1, columns],
        ] as const) {
          expect(Number.isInteger(start) && Number.isInteger(end)).toBe(true);
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(limit);
        }
      },
    ),
  );
});
