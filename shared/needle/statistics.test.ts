import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { differenceOfShares, mcnemar, type Pairs, pairsOf, wilson } from "./statistics.ts";

describe("Wilson's interval", () => {
  // Newcombe 1998 (Statistics in Medicine 17:857), table I, score method without continuity correction.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("%i of %i", (right, total, low, high) => {
    expect(wilson(right, total).low).toBeCloseTo(low, 4);
    expect(wilson(right, total).high).toBeCloseTo(high, 4);
  });

  it("is the set of shares that a score test does not reject", () => {
    fc.assert(
      fc.property(fc.nat(200), fc.integer({ min: 1, max: 200 }), (seed, total) => {
        const right = seed % (total + 1);
        const { low, high } = wilson(right, total);
        for (const bound of [low, high].filter((share) => share > 1e-9 && share < 1 - 1e-9))
          expect(Math.abs(right / total - bound) / Math.sqrt((bound * (1 - bound)) / total)).toBeCloseTo(1.96, 2);
      }),
    );
  });

  it("says nothing of nothing", () => expect(wilson(0, 0)).toEqual({ low: 0, high: 1 }));
});

/** Tail of Binomial(n, 1/2) in whole numbers. */
function twin(first: number, second: number): number {
  const n = first + second;
  let [choose, tail] = [1n, 0n];
  for (let k = 0; k <= Math.min(first, second); k++) {
    tail += choose;
    choose = (choose * BigInt(n - k)) / BigInt(k + 1);
  }
  return Math.min(1, Number((2n * tail * 10n ** 15n) / 2n ** BigInt(n)) / 1e15);
}

describe("McNemar's exact test", () => {
  it("agrees with whole-number arithmetic, known values among them", () => {
    expect(mcnemar({ both: 5, first: 0, second: 0, none: 5 })).toBe(1);
    expect(mcnemar({ both: 0, first: 0, second: 5, none: 0 })).toBeCloseTo(0.0625, 12);
    expect(mcnemar({ both: 0, first: 1, second: 9, none: 0 })).toBeCloseTo(22 / 1024, 12);
    fc.assert(
      fc.property(fc.nat(150), fc.nat(150), (first, second) => {
        expect(mcnemar({ both: 3, first, second, none: 1 })).toBeCloseTo(twin(first, second), 9);
      }),
    );
  });
});

describe("the interval of a paired difference", () => {
  it("without correlation is made of two Wilson intervals; it mirrors when the models change places", () => {
    const even: Pairs = { both: 25, first: 25, second: 25, none: 25 };
    const half = Math.SQRT2 * (0.5 - wilson(50, 100).low);
    expect(differenceOfShares(even)).toMatchObject({ difference: 0 });
    expect(differenceOfShares(even).high).toBeCloseTo(half, 12);
    const pairs: Pairs = { both: 14, first: 2, second: 9, none: 5 };
    const there = differenceOfShares(pairs);
    const back = differenceOfShares({ ...pairs, first: 9, second: 2 });
    expect(there.difference).toBeCloseTo(7 / 30, 12);
    expect([-back.high, -back.low].map((value) => value.toFixed(10))).toEqual([there.low, there.high].map((value) => value.toFixed(10)));
  });

  it("holds the true difference in about 95 of 100 tables, by adding up all tables of 24 pairs", () => {
    const n = 24;
    const logs = Array.from({ length: n + 1 }, (_, k) => Array.from({ length: k }, (_, i) => Math.log(i + 1)).reduce((a, b) => a + b, 0));
    for (const [both, first, second, none] of [
      [0.4, 0.1, 0.3, 0.2],
      [0.25, 0.25, 0.25, 0.25],
      [0.7, 0.05, 0.15, 0.1],
    ] as const) {
      let covered = 0;
      for (let a = 0; a <= n; a++)
        for (let b = 0; a + b <= n; b++)
          for (let c = 0; a + b + c <= n; c++) {
            const d = n - a - b - c;
            const log = [a, b, c, d].reduce(
              (sum, k, i) => sum + k * Math.log([both, first, second, none][i] ?? 0) - (logs[k] ?? 0),
              logs[n] ?? 0,
            );
            const { low, high } = differenceOfShares({ both: a, first: b, second: c, none: d });
            if (low <= second - first && second - first <= high) covered += Math.exp(log);
          }
      expect(covered).toBeGreaterThan(0.93);
      expect(covered).toBeLessThan(0.99);
    }
  });
});

test("pairs are counted by prompt", () => {
  expect(pairsOf([true, true, false, false], [true, false, true, false])).toEqual({ both: 1, first: 1, second: 1, none: 1 });
});
