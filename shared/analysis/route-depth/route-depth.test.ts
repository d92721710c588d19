import fc from "fast-check";
import { expect, it } from "vitest";
import { type ExampleStop, exampleRoutes, topOf } from "../route-path/exampleRoutes.ts";
import analysis, { depths } from "./analysis.ts";

const SKIP = 2;

it("counts the steps with a module, each kind by itself, by hand", () => {
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
          [SKIP, 1],
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
          [SKIP, 0.5],
          [1, 0.5],
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
          [0, 0.5],
          [1, 0.5],
        ],
        [
          [SKIP, 0],
          [SKIP, 0],
        ],
      ],
    },
  ]);
  expect(depths(trace)).toEqual([
    { kind: "attention", steps: 2, depth: Float64Array.of(2, 0), gated: Float64Array.of(1.75, 0) },
    { kind: "ffn", steps: 1, depth: Float64Array.of(1, 1), gated: Float64Array.of(0.5, 1) },
  ]);
});

it("is the plain definition, and what is missing from the gates is SKIP's", () => {
  const rows = fc.array(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 2 });
  fc.assert(
    fc.property(fc.array(rows, { minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 2 }), (all, places) => {
      const stops = all.map(
        (probabilities, step): ExampleStop => ({ step, classes: 3, taken: probabilities.map((row) => topOf(row, places)) }),
      );
      const [found] = analysis.run(exampleRoutes(stops), { modules: {} });
      for (const token of [0, 1]) {
        const own = stops.map(({ taken }) => taken[token] ?? []);
        expect(found?.depth[token]).toBe(own.filter((taken) => taken.some(([module]) => module !== SKIP)).length);
        const skipped = own
          .flat()
          .filter(([module]) => module === SKIP)
          .reduce((sum, [, gate]) => sum + gate, 0);
        expect(found?.gated[token]).toBeCloseTo(stops.length - skipped, 5);
      }
    }),
    { numRuns: 60 },
  );
});
