import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rowSource } from "./rowSource.ts";
import { type AttentionSource, denseSource, type Pooling, visibleRow } from "./source.ts";
import type { Capture } from "./trace.ts";

const capture = (rows: number, columns: number, values: readonly number[]): Capture => ({
  name: "map",
  role: "attention.map",
  kind: "probability",
  axes: ["head", "query", "key"],
  shape: [1, rows, columns],
  data: Float32Array.from({ length: rows * columns }, (_, i) => values[i % values.length] ?? 0),
});

const anyMap = fc.record({
  rows: fc.integer({ min: 1, max: 20 }),
  extra: fc.integer({ min: 0, max: 6 }),
  causal: fc.boolean(),
  values: fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -4, max: 4 }), { minLength: 1, maxLength: 60 }),
  corner: fc.tuple(fc.double({ min: 0, max: 0.99, noNaN: true }), fc.double({ min: 0, max: 0.99, noNaN: true })),
  width: fc.integer({ min: 1, max: 30 }),
  height: fc.integer({ min: 1, max: 30 }),
  pooling: fc.constantFrom<Pooling>("max", "mean", "extreme"),
});

describe("a map worked out by rows", () => {
  it("cannot be told from the dense one with the same values", () => {
    fc.assert(
      fc.property(anyMap, ({ rows, extra, causal, values, corner, width, height, pooling }) => {
        const columns = rows + extra;
        const dense = denseSource(capture(rows, columns, values), 0, causal);
        const byRow = rowSource({
          ...dense,
          fill: (query, into) => {
            for (let key = 0; key < columns; key++) into[key] = dense.masked(query, key) ? 99 : dense.value(query, key);
          },
        });
        const region = { row0: Math.floor(corner[0] * rows), row1: rows, column0: Math.floor(corner[1] * columns), column1: columns };
        // A zero may have lost its sign.
        const drawn = (source: AttentionSource) => source.tile(region, width, height, pooling).map((cell) => cell + 0);
        expect(drawn(byRow)).toEqual(drawn(dense));
        const all = (source: AttentionSource): unknown[] =>
          Array.from({ length: rows }, (_, query) => [
            [...visibleRow(source, query)],
            Array.from({ length: columns }, (_, key) => source.value(query, key)),
          ]);
        expect(all(byRow)).toEqual(all(dense));
      }),
      { numRuns: 200 },
    );
  });

  it("works out only the rows that are asked for, and each once", () => {
    const asked: number[] = [];
    const source = rowSource({
      rows: 6,
      columns: 6,
      kind: "probability",
      masked: (query, key) => key > query,
      fill: (query, into) => {
        asked.push(query);
        into.fill(query);
      },
    });
    source.tile({ row0: 2, row1: 4, column0: 0, column1: 2 }, 2, 2, "mean");
    source.value(3, 1);
    expect(asked).toEqual([2, 3]);
    expect(source.value(3, 1)).toBe(3);
    expect(source.value(1, 3)).toBeNaN();
  });

  it("gives 0 for a hidden key before one that is seen", () => {
    const source = rowSource({
      rows: 1,
      columns: 4,
      kind: "probability",
      masked: (_, key) => key === 0 || key === 3,
      fill: (_, into) => into.fill(0.5),
    });
    expect([...visibleRow(source, 0)]).toEqual([0, 0.5, 0.5]);
  });
});
