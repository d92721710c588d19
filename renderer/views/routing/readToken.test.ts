import { expect, test } from "vitest";
import { exampleRoutes } from "../../../shared/analysis/route-path/exampleRoutes.ts";
import { readToken } from "./readToken.ts";

const SKIP = 2;
const trace = exampleRoutes([
  {
    step: 0,
    classes: 3,
    taken: [
      [
        [0, 0.75],
        [SKIP, 0.25],
      ],
      [
        [0, 0.5],
        [SKIP, 0.5],
      ],
      [
        [1, 1],
        [SKIP, 0],
      ],
    ],
  },
  {
    step: 0,
    kind: "ffn",
    classes: 3,
    taken: [
      [
        [1, 1],
        [SKIP, 0],
      ],
      [
        [1, 1],
        [SKIP, 0],
      ],
      [
        [1, 1],
        [SKIP, 0],
      ],
    ],
  },
  {
    step: 1,
    classes: 3,
    taken: [
      [
        [SKIP, 1],
        [SKIP, 0],
      ],
      [
        [SKIP, 1],
        [SKIP, 0],
      ],
      [
        [0, 1],
        [SKIP, 0],
      ],
    ],
  },
]);

test("a token's route, its depth and its company, by hand", () => {
  const route = readToken(trace, 0, "taken");
  expect(route.kinds).toEqual(["attention", "ffn"]);
  expect(route.steps.map((step) => step.map(({ stop, taken }) => [stop.kind, ...taken.map(({ module }) => module)]))).toEqual([
    [
      ["attention", 0, SKIP],
      ["ffn", 1],
    ],
    [["attention", SKIP]],
  ]);
  expect(route.depths).toEqual([
    { kind: "attention", steps: 2, depth: 1, gated: 0.75 },
    { kind: "ffn", steps: 1, depth: 1, gated: 1 },
  ]);
  expect(route.companions).toEqual([1]);
  expect(route.nearest).toEqual([{ token: 2, same: 1 }]);
  expect(route.steps[0]?.[0]?.entropy).toBeCloseTo(Math.log(3), 6);
});

test("a token alone on its way has no company, only who is like it", () => {
  const route = readToken(trace, 2, "taken");
  expect(route.companions).toEqual([]);
  expect(route.nearest.map(({ token }) => token)).toEqual([1, 0]);
});
