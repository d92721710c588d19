import { expect, it } from "vitest";
import { exampleRoutes } from "../route-path/exampleRoutes.ts";
import analysis, { skipRates } from "./analysis.ts";

const SKIP = 2;

it("tells SKIP beside a module from SKIP alone and from a place that was emptied, by hand", () => {
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
          [SKIP, 0.5],
          [1, 0.5],
        ],
        [
          [0, 1],
          [SKIP, 0],
        ],
        [
          [0, 0.5],
          [1, 0.5],
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
          [SKIP, 0],
          [SKIP, 0],
        ],
        [
          [0, 1],
          [SKIP, 0],
        ],
        [
          [SKIP, 0.25],
          [0, 0.75],
        ],
      ],
    },
  ]);
  expect(skipRates(trace)).toEqual([
    { kind: "attention", step: 0, layer: 0, rate: 0.5, idle: 0, gate: 0.1875 },
    { kind: "attention", step: 1, layer: 1, rate: 0.5, idle: 0.5, gate: 0.3125 },
  ]);
});

it("counts classes without a module as SKIP, once a token", () => {
  const trace = exampleRoutes([
    {
      step: 0,
      classes: 4,
      taken: [
        [
          [2, 0.5],
          [3, 0.5],
        ],
        [
          [1, 1],
          [3, 0],
        ],
      ],
    },
  ]);
  expect(analysis.run(trace, { modules: { attention: 2 } })).toMatchObject([{ rate: 0.5, idle: 0.5, gate: 0.5 }]);
  expect(analysis.run(trace, { modules: {} })).toMatchObject([{ rate: 0.5, idle: 0, gate: 0.25 }]);
});
