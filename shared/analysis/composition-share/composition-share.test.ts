import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fixtureTrace } from "../../figures/fixtures/traces.ts";
import { findCapture, type Trace } from "../../trace/trace.ts";
import { factorsOf, STAGES, type Stage } from "../composition-matrix/factors.ts";
import { entryOf, pairMatrix } from "../composition-matrix/matrix.ts";
import analysis, { layerShares } from "./analysis.ts";
import { pairShares } from "./shares.ts";

/** s_m(i) by the definition, from the captures. */
function plainShare(trace: Trace, layer: number, stage: Stage, query: number, m: number): number {
  const factors = factorsOf(trace, layer, stage);
  const maps = findCapture(trace.captures, stage === "pre" ? "attention.scores" : "attention.map", { layer });
  if (!factors || !maps) throw new Error("the fixture has them");
  const count = trace.tokens.length;
  let [others, all] = [0, 0];
  for (let key = 0; key <= query; key++)
    for (let n = 0; n < factors.heads; n++) {
      const part = Math.abs((maps.data[(n * count + query) * count + key] ?? Number.NaN) * entryOf(pairMatrix(factors, query, key), n, m));
      all += part;
      if (n !== m) others += part;
    }
  return others / all;
}

describe("share from other heads", () => {
  it("is the plain definition for every query, layer, head and stage", () => {
    const trace = fixtureTrace({ composed: true, heads: 3, layers: 2 });
    for (const stage of STAGES)
      for (let query = 0; query < trace.tokens.length; query++) {
        const layers = layerShares(trace, stage, query);
        expect(layers.map(({ layer }) => layer)).toEqual([0, 1]);
        for (const { layer, heads } of layers)
          heads.forEach(({ share }, m) => void expect(share).toBeCloseTo(plainShare(trace, layer, stage, query, m), 9));
      }
  });

  it("worked out by hand: two heads, one pair", () => {
    // M = [[1, 0.5], [-0.25, 0.75]], a = [0.8, 0.2]: head 1 gets 0.8 of its own and 0.05 of head 2; head 2 gets 0.15 of its own and 0.4.
    const matrix = { heads: 2, deviation: Float64Array.of(0, 0.5, -0.25, -0.25) };
    const [first, second] = pairShares(matrix, [0.8, 0.2]);
    expect(first?.share).toBeCloseTo(0.05 / 0.85, 12);
    expect(second?.share).toBeCloseTo(0.4 / 0.55, 12);
    expect([first?.source, second?.source]).toEqual([1, 0]);
  });

  it("is 0 where the matrix is the identity or nothing came in, and stays between 0 and 1", () => {
    // Products of smaller numbers may be too small to have a quotient.
    const number = fc.double({ min: -3, max: 3, noNaN: true }).map((value) => (Math.abs(value) < 1e-9 ? 0 : value));
    const matrices = fc.integer({ min: 1, max: 6 }).chain((heads) =>
      fc.record({
        heads: fc.constant(heads),
        deviation: fc.array(number, { minLength: heads * heads, maxLength: heads * heads }).map((all) => Float64Array.from(all)),
        values: fc.array(number, { minLength: heads, maxLength: heads }),
      }),
    );
    fc.assert(
      fc.property(matrices, ({ heads, deviation, values }) => {
        for (const { share, source } of pairShares({ heads, deviation }, values)) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1);
          expect(source === null).toBe(share === 0);
        }
        const nothing = Array.from({ length: heads }, () => ({ share: 0, source: null }));
        expect(pairShares({ heads, deviation: new Float64Array(heads * heads) }, values)).toEqual(nothing);
        expect(pairShares({ heads, deviation }, new Array<number>(heads).fill(0))).toEqual(nothing);
      }),
    );
  });

  it("leaves out layers whose maps the trace lacks, and says so when none is left", () => {
    const trace = fixtureTrace({ composed: true });
    const lacking = (keep: (name: string) => boolean): Trace => ({ ...trace, captures: trace.captures.filter(({ name }) => keep(name)) });
    expect(
      analysis.run(
        lacking((name) => name !== "L0.attention.map"),
        { stage: "post", query: null },
      ),
    ).toHaveLength(1);
    expect(() =>
      analysis.run(
        lacking((name) => !name.endsWith("attention.scores")),
        { stage: "pre", query: null },
      ),
    ).toThrow(/before the softmax/);
  });
});
