import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rowSource } from "./rowSource.ts";
import { type AttentionSource, denseSource, type Pooling, type Region, visibleRow } from "./source.ts";
import type { Capture } from "./trace.ts";

/** The definition, one cell at a time. */
function tileReference(source: AttentionSource, region: Region, width: number, height: number, pooling: Pooling): Float32Array {
  const out = new Float32Array(width * height);
  const share = (from: number, to: number, i: number, count: number): number =>
    from + Number((BigInt(i) * BigInt(to - from)) / BigInt(count));
  for (let y = 0; y < height; y++) {
    const q0 = share(region.row0, region.row1, y, height);
    const q1 = Math.max(q0 + 1, share(region.row0, region.row1, y + 1, height));
    for (let x = 0; x < width; x++) {
      const k0 = share(region.column0, region.column1, x, width);
      const k1 = Math.max(k0 + 1, share(region.column0, region.column1, x + 1, width));
      const seen: number[] = [];
      for (let q = q0; q < q1; q++) for (let k = k0; k < k1; k++) if (!source.masked(q, k)) seen.push(source.value(q, k));
      if (seen.length === 0) out[y * width + x] = Number.NaN;
      else if (pooling === "mean") out[y * width + x] = seen.reduce((sum, value) => sum + value, 0) / seen.length;
      else if (pooling === "max") out[y * width + x] = Math.max(...seen);
      else {
        // Of equally far ones the positive.
        const [low, high] = [Math.min(...seen), Math.max(...seen)];
        out[y * width + x] = high >= -low ? high : low;
      }
    }
  }
  return out;
}

function capture(heads: number, rows: number, columns: number, values: readonly number[]): Capture {
  const data = Float32Array.from({ length: heads * rows * columns }, (_, i) => values[i % values.length] ?? 0);
  return {
    name: "map",
    role: "attention.map",
    kind: "probability",
    layer: 0,
    axes: ["head", "query", "key"],
    shape: [heads, rows, columns],
    data,
  };
}

const anyMap = fc.record({
  heads: fc.integer({ min: 1, max: 3 }),
  rows: fc.integer({ min: 1, max: 20 }),
  extra: fc.integer({ min: 0, max: 6 }),
  causal: fc.boolean(),
  values: fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -4, max: 4 }), { minLength: 1, maxLength: 60 }),
  corner: fc.tuple(fc.double({ min: 0, max: 0.99, noNaN: true }), fc.double({ min: 0, max: 0.99, noNaN: true })),
  width: fc.integer({ min: 1, max: 30 }),
  height: fc.integer({ min: 1, max: 30 }),
  pooling: fc.constantFrom<Pooling>("max", "mean", "extreme"),
});

describe("tile", () => {
  it("is the plain definition for any map, region, resolution and pooling", () => {
    fc.assert(
      fc.property(anyMap, ({ heads, rows, extra, causal, values, corner, width, height, pooling }) => {
        const columns = rows + extra;
        const source = denseSource(capture(heads, rows, columns, values), heads - 1, causal);
        const region = { row0: Math.floor(corner[0] * rows), row1: rows, column0: Math.floor(corner[1] * columns), column1: columns };
        const drawn = source.tile(region, width, height, pooling);
        // A zero may have lost its sign.
        expect(drawn.map((cell) => cell + 0)).toEqual(tileReference(source, region, width, height, pooling).map((cell) => cell + 0));
      }),
      { numRuns: 300 },
    );
  });

  // 11 * (49 / 11) is a little under 49 in floating point.
  it.each([
    [49, 11],
    [15, 13],
    [512, 322],
  ])("keeps the last of %d cells when they become %d", (cells, drawn) => {
    const data = Array.from({ length: cells * cells }, (_, i) => (i === cells * cells - 1 ? 1 : 0));
    const source = denseSource(capture(1, cells, cells, data), 0, true);
    const rows = rowSource({ ...source, fill: (query, into) => into.set(visibleRow(source, query)) });
    const whole = { row0: 0, row1: cells, column0: 0, column1: cells };
    for (const one of [source, rows]) expect(one.tile(whole, drawn, drawn, "max").at(-1)).toBe(1);
  });
});
