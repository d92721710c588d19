import { describe, expect, it } from "vitest";
import { fixtureTrace } from "../fixtures/traces.ts";
import { headOutput } from "./outputs.ts";

describe("output of a head", () => {
  it("is what the trace holds, and its sizes are root mean squares", () => {
    const trace = fixtureTrace({ two: true });
    const context = trace.captures.find(({ role, layer }) => role === "attention.context" && layer === 1);
    const output = headOutput(trace, 1, 1);
    const row = [...(context?.data.subarray((8 + 3) * 3, (8 + 4) * 3) ?? [])];
    expect([0, 1, 2].map((feature) => output.before.value(3, feature))).toEqual(row);
    expect(output.sizes.before[3]).toBeCloseTo(Math.sqrt(row.reduce((sum, value) => sum + value * value, 0) / 3), 12);
    expect(output.same).toBe(false);
  });

  it("a norm divides by the size: (1 − the first λ) r / sqrt(r² + 1e-5)", () => {
    const { sizes } = headOutput(fixtureTrace({ two: true }), 1, 0);
    for (const [token, size] of sizes.after.entries()) {
      const before = sizes.before[token] ?? 0;
      expect(size).toBeCloseTo(((1 - (0.8 - 0.6 * Math.exp(-0.3))) * before) / Math.sqrt(before ** 2 + 1e-5), 6);
    }
  });

  it("without a norm both are the same", () => {
    expect(headOutput(fixtureTrace({ two: true, tokenLambda: true }), 1, 0).same).toBe(true);
  });

  it("says what is missing", () => {
    expect(() => headOutput(fixtureTrace(), 0, 0)).toThrow(/no attention.context for L1H1/);
    expect(() => headOutput(fixtureTrace({ two: true }), 0, 9)).toThrow(/L1H10/);
  });
});
