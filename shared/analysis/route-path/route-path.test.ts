import fc from "fast-check";
import { describe, expect, it } from "vitest";
import analysis, { likeness, PATH_RULES, pathsOf } from "./analysis.ts";
import { type ExampleStop, exampleRoutes, topOf } from "./exampleRoutes.ts";
import { isIdle, moduleName, readStops, takenAt } from "./routes.ts";

const SKIP = 2;
/** Three tokens, two steps of one router with two modules: by hand. */
const stops: ExampleStop[] = [
  {
    step: 0,
    classes: 3,
    taken: [
      [
        [0, 0.75],
        [1, 0.25],
      ],
      [
        [1, 0.6],
        [0, 0.4],
      ],
      [
        [0, 0.9],
        [SKIP, 0.1],
      ],
    ],
  },
  {
    step: 1,
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
        [SKIP, 1],
        [SKIP, 0],
      ],
    ],
  },
];
const trace = exampleRoutes(stops);

describe("what is taken", () => {
  it("is best first, without places that were emptied", () => {
    const [first, second] = readStops(trace);
    if (!first || !second) throw new Error("two stops");
    expect(takenAt(first, 0)).toEqual([
      { module: 0, gate: 0.75 },
      { module: 1, gate: 0.25 },
    ]);
    expect(takenAt(second, 0)).toEqual([{ module: 1, gate: 1 }]);
    expect(takenAt(second, 2)).toEqual([{ module: SKIP, gate: 1 }]);
    expect([0, 1, 2].map((token) => isIdle(second, token))).toEqual([false, false, true]);
    expect([0, 1, 2].map((module) => moduleName(first, module))).toEqual(["1", "2", "SKIP"]);
  });

  it("keeps a module whose gate is 0: its query, key and value are still added", () => {
    const [stop] = readStops(
      exampleRoutes([
        {
          step: 0,
          classes: 3,
          taken: [
            [
              [1, 1],
              [0, 0],
            ],
          ],
        },
      ]),
    );
    expect(stop && takenAt(stop, 0).map(({ module }) => module)).toEqual([1, 0]);
  });

  it("makes one SKIP of all classes that have no module", () => {
    const [stop] = readStops(
      exampleRoutes([
        {
          step: 0,
          classes: 4,
          taken: [
            [
              [2, 0.5],
              [3, 0.5],
            ],
            [
              [1, 0.5],
              [2, 0.5],
            ],
          ],
        },
      ]),
      { attention: 2 },
    );
    if (!stop) throw new Error("one stop");
    expect(takenAt(stop, 0)).toEqual([{ module: 3, gate: 1 }]);
    expect(isIdle(stop, 0)).toBe(true);
    expect(takenAt(stop, 1)).toEqual([
      { module: 1, gate: 0.5 },
      { module: 3, gate: 0.5 },
    ]);
  });

  it("is refused where a part of the routes is missing", () => {
    expect(() => readStops({ ...trace, captures: [] })).toThrow(/no routes/);
    expect(() => readStops({ ...trace, captures: trace.captures.filter(({ role }) => role !== "route.gate") })).toThrow(
      /only a part.*step 1/,
    );
  });
});

describe("paths", () => {
  it("are the same when the same classes are taken, in whatever order", () => {
    expect(pathsOf(trace, "taken").tokens).toEqual([
      ["0+1", "1"],
      ["0+1", "1"],
      ["0+2", "2"],
    ]);
    expect([...pathsOf(trace, "taken").path]).toEqual([0, 0, 1]);
    expect(pathsOf(trace, "taken").travellers).toEqual([2, 1]);
    expect([...pathsOf(trace, "best").path]).toEqual([0, 1, 2]);
  });

  it("are alike by the share of stops at which the same is taken", () => {
    expect([...likeness(pathsOf(trace, "taken"), 0)]).toEqual([1, 1, 0]);
    expect([...likeness(pathsOf(trace, "best"), 0)]).toEqual([1, 0.5, 0.5]);
  });

  it("are what the plain definition says, for any routes", () => {
    const any = fc.record({
      count: fc.integer({ min: 1, max: 8 }),
      places: fc.integer({ min: 1, max: 3 }),
      steps: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(
        any,
        fc.infiniteStream(fc.integer({ min: 0, max: 9 })),
        fc.constantFrom(...PATH_RULES),
        ({ count, places, steps }, stream, rule) => {
          const probability = () => Array.from({ length: 4 }, () => 1 + (stream.next().value as number));
          const all = Array.from(
            { length: steps },
            (_, step): ExampleStop => ({ step, classes: 4, taken: Array.from({ length: count }, () => topOf(probability(), places)) }),
          );
          const { path, travellers } = analysis.run(exampleRoutes(all), { rule, modules: {} });
          const plain = (token: number): string =>
            JSON.stringify(
              all.map(({ taken }) => (rule === "best" ? taken[token]?.[0]?.[0] : [...(taken[token] ?? [])].map(([m]) => m).sort())),
            );
          for (let a = 0; a < count; a++) {
            expect(travellers[path[a] ?? -1]).toBe(
              Array.from({ length: count }, (_, b) => plain(b)).filter((word) => word === plain(a)).length,
            );
            for (let b = 0; b < count; b++) expect(path[a] === path[b]).toBe(plain(a) === plain(b));
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
