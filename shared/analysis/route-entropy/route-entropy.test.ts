import fc from "fast-check";
import { expect, it } from "vitest";
import { exampleRoutes } from "../route-path/exampleRoutes.ts";
import { readStops } from "../route-path/routes.ts";
import analysis, { entropyAt, type RouterEntropy } from "./analysis.ts";

function of(probability: readonly (readonly number[])[]): RouterEntropy {
  const classes = probability[0]?.length ?? 0;
  const [stop] = readStops(exampleRoutes([{ step: 0, classes, taken: probability.map(() => [[0, 1] as const]), probability }]));
  if (!stop) throw new Error("one stop");
  return entropyAt(stop);
}

it("is 0 where the router is certain and ln of the classes where all are alike", () => {
  expect(of([[0, 1, 0, 0]])).toMatchObject({ mean: 0, use: 0, information: 0, most: Math.log(4) });
  const even = of([[0.25, 0.25, 0.25, 0.25]]);
  expect(even.mean).toBeCloseTo(Math.log(4), 12);
  expect(even.information).toBe(0);
});

it("says how much the token tells of the choice", () => {
  // Two tokens, each certain of another class: everything. Both undecided alike: nothing.
  const told = of([
    [1, 0],
    [0, 1],
  ]);
  expect([told.mean, told.use, told.information]).toEqual([0, Math.LN2, Math.LN2]);
  expect(
    of([
      [0.5, 0.5],
      [0.5, 0.5],
    ]).information,
  ).toBeCloseTo(0, 12);
});

it("is the plain definition", () => {
  const row = fc
    .array(fc.integer({ min: 0, max: 8 }), { minLength: 3, maxLength: 3 })
    .filter((values) => values.some((value) => value > 0));
  const plain = (p: readonly number[]): number => -p.map((one) => (one === 0 ? 0 : one * Math.log(one))).reduce((sum, one) => sum + one, 0);
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 6 }), (weights) => {
      const rows = weights.map((values) => values.map((value) => value / values.reduce((sum, one) => sum + one, 0)));
      const found = of(rows);
      rows.forEach((p, token) => void expect(found.tokens[token]).toBeCloseTo(plain(p), 5));
      const shared = [0, 1, 2].map((module) => rows.reduce((sum, p) => sum + (p[module] ?? 0), 0) / rows.length);
      expect(found.use).toBeCloseTo(plain(shared), 5);
      expect(found.information).toBeCloseTo(plain(shared) - rows.map(plain).reduce((sum, one) => sum + one, 0) / rows.length, 5);
    }),
  );
});

it("is there for every stop", () => {
  const taken = [[[0, 1] as const]];
  const trace = exampleRoutes([
    { step: 0, classes: 2, taken },
    { step: 0, kind: "ffn", classes: 2, taken },
    { step: 1, classes: 2, taken },
  ]);
  expect(analysis.run(trace, {}).map(({ kind, step }) => `${step} ${kind}`)).toEqual(["0 attention", "0 ffn", "1 attention"]);
});
