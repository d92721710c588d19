import { describe, expect, it } from "vitest";
import { fixtureTrace } from "../../figures/fixtures/traces.ts";
import type { Capture, Trace } from "../../trace/trace.ts";
import normWeighted from "../norm-weighted/analysis.ts";
import valueWeighted, { weightedBy } from "./analysis.ts";
import { normsOf } from "./weighted.ts";

/** Vectors of `held` heads: (3, 4) times token + 1 + 10 head, so of length 5 (token + 1 + 10 head). */
function vectors(role: Capture["role"], held: number, tokens: number): Capture {
  const data = Array.from({ length: held * tokens }, (_, at) => {
    const size = (at % tokens) + 1 + 10 * Math.floor(at / tokens);
    return [3 * size, 4 * size];
  });
  return {
    name: `L0.${role}`,
    role,
    kind: "value",
    axes: ["head", "token", "feature"],
    shape: [held, tokens, 2],
    data: Float32Array.from(data.flat()),
    layer: 0,
  };
}

const withVectors = (trace: Trace, held: number): Trace => ({
  ...trace,
  captures: [
    ...trace.captures,
    vectors("attention.value", held, trace.tokens.length),
    vectors("attention.transformed", held, trace.tokens.length),
  ],
});

describe("weighted attention", () => {
  it("knows the lengths of vectors; neighbouring maps share one where there are fewer", () => {
    expect([...normsOf(vectors("attention.value", 2, 3), 1, 2)]).toEqual([55, 60, 65]);
    expect([0, 1, 2, 3].map((head) => normsOf(vectors("attention.value", 2, 1), head, 4)[0])).toEqual([5, 5, 55, 55]);
  });

  it.each([
    ["attention.map", false, 2],
    ["attention.effective", true, 1],
  ] as const)("is the weight times the length of the vector, cell by cell: %s", (role, two, held) => {
    const trace = withVectors(fixtureTrace({ two, layers: 1, heads: 2 }), held);
    const capture = trace.captures.find((one) => one.role === role);
    const source = valueWeighted.run(trace, { role, layer: 0, head: 1 });
    const same = normWeighted.run(trace, { role, layer: 0, head: 1 });
    expect(source.kind).toBe(two ? "signed" : "value");
    for (let q = 0; q < 8; q++)
      for (let k = 0; k < 8; k++) {
        if (k > q) {
          expect(source.value(q, k)).toBeNaN();
          continue;
        }
        const length = 5 * (k + 1 + (held === 2 ? 10 : 0));
        expect(source.value(q, k)).toBe(Math.fround((capture?.data[(8 + q) * 8 + k] ?? Number.NaN) * length));
        expect(same.value(q, k)).toBe(source.value(q, k));
      }
  });

  it("takes lengths behind the projection as they are: ‖α f(x)‖ of two heads by hand", () => {
    // Head 0: f = (3, 4), (0, 2), (6, 8); head 1: f = (5, 12), (8, 15), (0, 0); each key's weight is a power of two.
    const lengths: Capture = {
      name: "L0.attention.transformed",
      role: "attention.transformed",
      kind: "value",
      axes: ["head", "token"],
      shape: [2, 3],
      data: Float32Array.of(5, 2, 10, 13, 17, 0),
      layer: 0,
    };
    const map: Capture = {
      name: "L0.attention.effective",
      role: "attention.effective",
      kind: "signed",
      axes: ["head", "query", "key"],
      shape: [2, 3, 3],
      data: Float32Array.of(1, 0, 0, 0.5, 0.5, 0, 0.25, 0.25, 0.5, 2, 0, 0, -0.5, 1.5, 0, 0.25, -0.25, 1),
      layer: 0,
    };
    const trace = { ...fixtureTrace({ tokens: ["<bos>", "a", "b"], layers: 1 }), captures: [map, lengths] };
    const rows = [0, 1].map((head) => {
      const source = normWeighted.run(trace, { role: "attention.effective", layer: 0, head });
      return [0, 1, 2].map((q) => Array.from({ length: q + 1 }, (_, k) => source.value(q, k)));
    });
    expect(rows).toEqual([
      [[5], [2.5, 1], [1.25, 0.5, 5]],
      [[26], [-6.5, 25.5], [3.25, -4.25, 0]],
    ]);
  });

  it("refuses raw scores, and says what is missing", () => {
    const trace = withVectors(fixtureTrace({ layers: 1 }), 2);
    expect(() => weightedBy(trace, { role: "attention.scores" }, { layer: 0, head: 0 }, "attention.value")).toThrow(/Raw scores/);
    expect(() => weightedBy(fixtureTrace(), { role: "attention.map" }, { layer: 0, head: 0 }, "attention.value")).toThrow(
      /no attention.value for L1H1/,
    );
  });
});
