import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fixtureTrace } from "../../figures/fixtures/traces.ts";
import { withoutKeys } from "../../lens/hidden.ts";
import type { AttentionSource } from "../../trace/source.ts";
import { exampleMap } from "../example.ts";
import analysis from "./analysis.ts";
import { binOf, type DistanceBin, distanceProfile } from "./profile.ts";

/** The definition: every pair put into its bin. */
function reference(source: AttentionSource): DistanceBin[] {
  const shift = source.columns - source.rows;
  const pairs = Array.from({ length: source.rows }, (_, q) =>
    Array.from({ length: source.columns }, (_, k) => ({ away: Math.abs(q + shift - k), value: source.value(q, k) })).filter(
      ({ value }) => !Number.isNaN(value),
    ),
  ).filter((row) => row.length > 0);
  const bins: DistanceBin[] = [];
  const farthest = Math.max(-1, ...pairs.flat().map(({ away }) => away));
  for (let [from, to] = [0, 0]; from <= farthest; [from, to] = [to + 1, to === 0 ? 1 : 2 * to + 1]) {
    const inside = pairs.map((row) => row.filter(({ away }) => away >= from && away <= to));
    const sum = (size: (value: number) => number): number =>
      inside.flat().reduce((total, { value }) => total + size(value), 0) / pairs.length;
    bins.push({
      from,
      to,
      positive: sum((value) => Math.max(0, value)),
      negative: sum((value) => Math.max(0, -value)),
      even: inside.reduce((total, row, at) => total + row.length / (pairs[at]?.length ?? 1), 0) / pairs.length,
    });
  }
  return bins;
}

describe("attention by distance", () => {
  it("doubles its bins", () => {
    expect([0, 1, 2, 3, 4, 7, 8, 511, 512].map(binOf)).toEqual([0, 1, 2, 2, 3, 3, 4, 9, 10]);
  });

  it("of three tokens, by hand", () => {
    const map = exampleMap(
      [
        [1, 0, 0],
        [0.25, 0.75, 0],
        [0.5, 0.25, 0.25],
      ],
      "probability",
      true,
    );
    expect(distanceProfile(map).map(({ from, to, positive }) => [from, to, positive])).toEqual([
      [0, 0, 2 / 3],
      [1, 1, 0.5 / 3],
      [2, 3, 0.5 / 3],
    ]);
    expect(distanceProfile(map)[2]?.even).toBeCloseTo(1 / 9, 12);
  });

  it("is the definition for any map, mask and shape, with keys left out", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 0, max: 5 }),
        fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 }),
        fc.boolean(),
        fc.array(fc.nat(12)),
        (rows, extra, values, causal, hidden) => {
          const columns = rows + extra;
          const map = Array.from({ length: rows }, (_, q) =>
            Array.from({ length: columns }, (_, k) => values[(q * columns + k) % values.length] ?? 0),
          );
          const source = withoutKeys(exampleMap(map, "signed", causal), hidden, false);
          const [fast, slow] = [distanceProfile(source), reference(source)];
          expect(fast.map(({ from, to }) => [from, to])).toEqual(slow.map(({ from, to }) => [from, to]));
          for (const [at, bin] of fast.entries())
            for (const part of ["positive", "negative", "even"] as const)
              expect(Math.abs(bin[part] - (slow[at]?.[part] ?? 0))).toBeLessThan(1e-9);
        },
      ),
    );
  });

  it("of shares is a share: bins of a softmax and of even attention sum to 1", () => {
    const bins = analysis.run(fixtureTrace(), { role: "attention.map", layer: 1, head: 1 });
    expect(bins.reduce((sum, { positive }) => sum + positive, 0)).toBeCloseTo(1, 6);
    expect(bins.reduce((sum, { even }) => sum + even, 0)).toBeCloseTo(1, 12);
    expect(bins.every(({ negative }) => negative === 0)).toBe(true);
  });

  it("has no bins where nothing is seen", () => {
    expect(distanceProfile(withoutKeys(exampleMap([[1]], "probability", true), [0], false))).toEqual([]);
  });
});
