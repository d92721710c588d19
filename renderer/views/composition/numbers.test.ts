import { expect, test } from "vitest";
import { factorsOf, STAGES } from "../../../shared/analysis/composition-matrix/factors.ts";
import { fixtureTrace } from "../../../shared/figures/fixtures/traces.ts";
import { pairNumbers } from "./numbers.ts";

const trace = fixtureTrace({ composed: true, heads: 4, layers: 2 });

test("a · M of all heads sum to what the model gave, at every pair that is seen", () => {
  for (const stage of STAGES) {
    const factors = factorsOf(trace, 1, stage);
    if (!factors) throw new Error("the fixture has them");
    for (let query = 0; query < trace.tokens.length; query++)
      for (let key = 0; key <= query; key++)
        for (let into = 0; into < 4; into++) {
          const { rows, sum } = pairNumbers(trace, factors, 1, stage, query, key, into);
          expect(sum).toBeCloseTo(rows[into]?.after ?? Number.NaN, 5);
          for (const { head, entry, branches, before, product } of rows) {
            const parts = Object.values(branches).reduce((all, part) => all + part, head === into ? 1 : 0);
            expect(parts).toBeCloseTo(entry, 9);
            expect(product).toBeCloseTo((before ?? Number.NaN) * entry, 12);
          }
        }
  }
});

test("a masked pair has a matrix and no numbers that go through it", () => {
  const factors = factorsOf(trace, 0, "post");
  if (!factors) throw new Error("the fixture has them");
  const { rows, sum } = pairNumbers(trace, factors, 0, "post", 2, 5, 0);
  expect(sum).toBeNull();
  for (const { before, after, share, product, entry } of rows) {
    expect([before, after, share, product]).toEqual([null, null, null, null]);
    expect(Number.isFinite(entry)).toBe(true);
  }
});
