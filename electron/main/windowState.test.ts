import fc from "fast-check";
import { expect, test } from "vitest";
import { clampWindow, FIRST_WINDOW, MINIMUM_SIZE, parseWindowState } from "./windowState.ts";

const SCREEN = { x: 0, y: 25, width: 1920, height: 1055 };
const SECOND = { x: 1920, y: 0, width: 1280, height: 1024 };

test("a window stays where it was", () => {
  const state = { x: 2000, y: 40, width: 1000, height: 700, maximized: true };
  expect(clampWindow(state, [SCREEN, SECOND])).toEqual(state);
});

test("a window of an unplugged screen is centred on the one that is left", () => {
  expect(clampWindow({ x: 2000, y: 40, width: 1000, height: 700, maximized: false }, [SCREEN])).toEqual({
    width: 1000,
    height: 700,
    maximized: false,
  });
});

test("a window is never larger than its screen, nor above it", () => {
  const got = clampWindow({ x: 1900, y: 10, width: 4000, height: 3000, maximized: false }, [SECOND]);
  expect(got).toEqual({ x: 1920, y: 0, width: 1280, height: 1024, maximized: false });
});

test("whatever was kept, the title bar can be reached", () => {
  const number = fc.integer({ min: -10000, max: 10000 });
  fc.assert(
    fc.property(number, number, number, number, (x, y, width, height) => {
      const got = clampWindow({ x, y, width, height, maximized: false }, [SCREEN, SECOND]);
      expect(got.width).toBeGreaterThanOrEqual(MINIMUM_SIZE.width);
      expect(got.height).toBeGreaterThanOrEqual(MINIMUM_SIZE.height);
      if (got.x === undefined || got.y === undefined) return;
      const inside = [SCREEN, SECOND].some(
        (area) =>
          got.x !== undefined &&
          got.y !== undefined &&
          got.x >= area.x &&
          got.y >= area.y &&
          got.x + got.width <= area.x + area.width &&
          got.y + got.height <= area.y + area.height,
      );
      expect(inside).toBe(true);
    }),
  );
});

test("a damaged file gives the first window", () => {
  for (const text of ["", "{", "[]", '{"width":"wide","height":1,"maximized":true}', '{"width":1.5,"height":1,"maximized":true}'])
    expect(parseWindowState(text)).toEqual(FIRST_WINDOW);
  expect(parseWindowState('{"width":1000,"height":700,"maximized":true}')).toEqual({ width: 1000, height: 700, maximized: true });
});
