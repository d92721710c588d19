import { describe, expect, it } from "vitest";
import { fixtureTrace } from "../../figures/fixtures/traces.ts";
import type { Trace } from "../../trace/trace.ts";
import { exampleMap } from "../example.ts";
import analysis from "./analysis.ts";
import { commonShare, commonSource, lambdaOf, scaledSource } from "./parts.ts";

const first = exampleMap(
  [
    [1, 0],
    [0.75, 0.25],
  ],
  "probability",
  true,
);
const second = exampleMap(
  [
    [1, 0],
    [0.5, 0.5],
  ],
  "probability",
  true,
);

describe("common mode", () => {
  it("of two maps, by hand", () => {
    const scaled = scaledSource(second, (query) => (query === 0 ? 0.5 : 0.8));
    expect([scaled.value(0, 0), scaled.value(1, 0), scaled.value(1, 1)]).toEqual([0.5, Math.fround(0.4), Math.fround(0.4)]);
    expect(scaled.value(0, 1)).toBeNaN();
    const common = commonSource(first, scaled);
    expect([common.value(0, 0), common.value(1, 0), common.value(1, 1)]).toEqual([0.5, Math.fround(0.4), 0.25]);
    const share = commonShare(first, common);
    expect(share.rows[0]).toBe(0.5);
    expect(share.rows[1]).toBeCloseTo(0.65, 6);
    expect(share.whole).toBeCloseTo(1.15 / 2, 6);
  });

  it("is nothing where λ is negative, and λA₂ is then signed", () => {
    const scaled = scaledSource(second, () => -0.5);
    expect(scaled.kind).toBe("signed");
    expect(commonSource(first, scaled).value(1, 1)).toBe(0);
    expect(commonShare(first, commonSource(first, scaled)).whole).toBe(0);
  });

  it.each([
    ["one λ a layer", fixtureTrace({ two: true })],
    ["λ of each head and token", fixtureTrace({ two: true, tokenLambda: true })],
  ] as const)("is the definition on a trace: %s", (_, trace: Trace) => {
    const data = (branch: string): Float32Array =>
      trace.captures.find((one) => one.branch === branch && one.layer === 1)?.data ?? new Float32Array();
    const lambda = trace.captures.find(({ role, layer }) => role === "diff.lambda" && layer === 1);
    const found = analysis.run(trace, { layer: 1, head: 1 });
    let [shared, all] = [0, 0];
    for (let q = 0; q < 8; q++) {
      const factor = lambda?.data[lambda.axes[0] === "head" ? 8 + q : 0] ?? Number.NaN;
      let [part, mass] = [0, 0];
      for (let k = 0; k <= q; k++) {
        const [a, b] = [data("1")[(8 + q) * 8 + k] ?? 0, data("2")[(8 + q) * 8 + k] ?? 0];
        part += Math.max(0, Math.min(a, factor * b));
        mass += a;
      }
      expect(found.rows[q]).toBeCloseTo(part / mass, 6);
      shared += part;
      all += mass;
    }
    expect(found.whole).toBeCloseTo(shared / all, 6);
    expect(lambdaOf(trace, 1, 1)?.(3)).toBe(lambda?.data[lambda.axes[0] === "head" ? 11 : 0]);
  });

  it("says what is missing", () => {
    expect(lambdaOf(fixtureTrace(), 0, 0)).toBeNull();
    expect(lambdaOf(fixtureTrace({ two: true, tokenLambda: true }), 0, 7)).toBeNull();
    expect(() => analysis.run(fixtureTrace(), { layer: 0, head: 0 })).toThrow(/both maps/);
  });
});
