import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fixtureTrace } from "../../figures/fixtures/traces.ts";
import type { AttentionSource } from "../../trace/source.ts";
import { exampleMap } from "../example.ts";
import { rollout } from "./analysis.ts";
import { rolloutSource } from "./rollout.ts";

type Matrix = number[][];

/** The definition: whole matrices, row-normalised and multiplied. */
function reference(layers: readonly Matrix[]): Matrix {
  let product: Matrix | null = null;
  for (const layer of layers) {
    const half = layer.map((row, q) => row.map((value, k) => 0.5 * value + (q === k ? 0.5 : 0)));
    const normed = half.map((row) => row.map((value) => value / row.reduce((sum, one) => sum + one, 0)));
    const before: Matrix | null = product;
    product = before
      ? normed.map((row) => row.map((_, k) => row.reduce((sum, value, j) => sum + value * (before[j]?.[k] ?? 0), 0)))
      : normed;
  }
  return product ?? [];
}

const read = ({ rows, columns, value }: AttentionSource): Matrix =>
  Array.from({ length: rows }, (_, q) => Array.from({ length: columns }, (_, k) => value(q, k)));

/** Rows of a lower triangular matrix that sum to 1. */
const shares = (count: number, seeds: readonly number[]): Matrix =>
  Array.from({ length: count }, (_, q) => {
    const row = Array.from({ length: count }, (_, k) => (k <= q ? (seeds[(q * count + k) % seeds.length] ?? 1) : 0));
    const sum = row.reduce((total, value) => total + value, 0);
    return row.map((value) => value / sum);
  });

describe("rollout", () => {
  it("of two layers of two tokens, by hand", () => {
    const first = exampleMap(
      [
        [1, 0],
        [0.5, 0.5],
      ],
      "probability",
      true,
    );
    const second = exampleMap(
      [
        [1, 0],
        [1, 0],
      ],
      "probability",
      true,
    );
    // Ã_0 = [[1, 0], [0.25, 0.75]], Ã_1 = [[1, 0], [0.5, 0.5]], so the second row is 0.5 (1, 0) + 0.5 (0.25, 0.75).
    const source = rolloutSource([first, second]);
    expect(source.value(1, 0)).toBe(0.625);
    expect(source.value(1, 1)).toBe(0.375);
    expect(source.value(0, 0)).toBe(1);
    expect(source.value(0, 1)).toBeNaN();
  });

  it("is the product of the matrices, for any layers", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 5 }),
        (count, seeds) => {
          const layers = seeds.map((one) => shares(count, one));
          const slow = reference(layers);
          const fast = read(rolloutSource(layers.map((layer) => exampleMap(layer, "probability", true))));
          for (const [q, row] of slow.entries())
            for (let k = 0; k <= q; k++) expect(Math.abs((fast[q]?.[k] ?? 0) - (row[k] ?? 0))).toBeLessThan(1e-6);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("of a trace averages the heads of each layer, and its rows sum to 1", () => {
    const trace = fixtureTrace({ layers: 3, heads: 2 });
    const means = [0, 1, 2].map((layer): Matrix => {
      const { data } = trace.captures.find((one) => one.role === "attention.map" && one.layer === layer) ?? { data: [] };
      return Array.from({ length: 8 }, (_, q) =>
        Array.from({ length: 8 }, (_, k) => ((data[q * 8 + k] ?? 0) + (data[64 + q * 8 + k] ?? 0)) / 2),
      );
    });
    const slow = reference(means);
    const found = rollout(trace, { role: "attention.map" }, 2);
    for (let q = 0; q < 8; q++) {
      let sum = 0;
      for (let k = 0; k <= q; k++) {
        expect(Math.abs(found.value(q, k) - (slow[q]?.[k] ?? 0))).toBeLessThan(1e-6);
        sum += found.value(q, k);
      }
      expect(Math.abs(sum - 1)).toBeLessThan(1e-6);
    }
  });

  it("refuses what has no shares, and a trace with a hole", () => {
    expect(() => rollout(fixtureTrace({ two: true }), { role: "attention.effective" }, 0)).toThrow(/shares/);
    expect(() => rollout(fixtureTrace({ layers: 2 }), { role: "attention.map" }, 5)).toThrow(/all layers/);
  });
});
