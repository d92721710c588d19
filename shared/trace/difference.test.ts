import { describe, expect, it } from "vitest";
import { fixtureTrace } from "../figures/fixtures/traces.ts";
import { differenceRefusal, differenceSource, meanDistance, type TokenMap } from "./difference.ts";
import { headSource } from "./maps.ts";
import type { Trace } from "./trace.ts";

function mapOf(trace: Trace, role: string, head = 0, branch?: string): TokenMap {
  const source = headSource(trace, { role, ...(branch ? { branch } : {}) }, 0, head);
  if (!source) throw new Error(role);
  return { source, tokens: trace.tokens };
}
const plain = fixtureTrace();
const two = fixtureTrace({ two: true });

describe("the difference of two maps", () => {
  const first = mapOf(plain, "attention.map");
  const second = mapOf(two, "attention.effective", 1);
  const difference = differenceSource(first.source, second.source);

  it("is B − A at every pair, and hidden where they are", () => {
    expect(differenceRefusal(first, second)).toBeNull();
    expect(difference.kind).toBe("signed");
    for (let query = 0; query < 8; query++)
      for (let key = 0; key < 8; key++) {
        expect(difference.masked(query, key)).toBe(key > query);
        const value = difference.value(query, key);
        if (key > query) expect(value).toBeNaN();
        else expect(value).toBe(Math.fround(second.source.value(query, key) - first.source.value(query, key)));
      }
  });

  it("has a mean distance over the pairs that are seen", () => {
    const { mean, pairs } = meanDistance(difference);
    expect(pairs).toBe(36);
    let sum = 0;
    for (let query = 0; query < 8; query++) for (let key = 0; key <= query; key++) sum += Math.abs(difference.value(query, key));
    expect(mean).toBeCloseTo(sum / 36, 12);
  });

  it("of a map and itself is zero", () => {
    expect(meanDistance(differenceSource(first.source, first.source)).mean).toBe(0);
  });
});

describe("two maps have no difference", () => {
  const reason = (a: TokenMap, b: TokenMap): string => differenceRefusal(a, b)?.en ?? "";
  const map = mapOf(plain, "attention.map");
  it("where the tokens are others, whether more or cut elsewhere", () => {
    expect(reason(map, mapOf(fixtureTrace({ tokens: ["<bos>", "a", "b"] }), "attention.map"))).toContain("other tokens");
    const moved = plain.tokens.map((token, place) => (place === 2 ? { ...token, end: token.end + 1 } : token));
    expect(reason(map, { ...map, tokens: moved })).toContain("other tokens");
  });
  it("where one sees what comes after", () => {
    expect(reason(map, mapOf(fixtureTrace({ causal: false }), "attention.map"))).toContain("after the query");
  });
  it("where one holds scores, or only one could be weighted", () => {
    expect(reason(map, mapOf(plain, "attention.scores"))).toContain("raw scores");
    expect(reason({ ...map, derive: "rollout" }, map)).toContain("chosen way");
  });
});
