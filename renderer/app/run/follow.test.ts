import { describe, expect, it } from "vitest";
import type { Manifest } from "../../../shared/manifest/schema.ts";
import { FIRST_SELECTION, type Selection } from "../../../shared/selection/selection.ts";
import { fitModel, fitSecond, followTokens, tokenShift } from "./follow.ts";

const tokens = (ids: string) => [...ids].map((letter) => ({ text: letter }));
const selection = (change: Partial<Selection>): Selection => ({ ...FIRST_SELECTION, ...change });

describe("tokenShift", () => {
  it("keeps what is before an edit and moves what is after it", () => {
    const shift = tokenShift(tokens("abcdef"), tokens("abXYZef"));
    expect([0, 1, 2, 3, 4, 5].map(shift)).toEqual([0, 1, null, null, 5, 6]);
  });
  it("takes repeated tokens for the ones at the head first", () => {
    const shift = tokenShift(tokens("aaa"), tokens("aaaa"));
    expect([0, 1, 2].map(shift)).toEqual([0, 1, 2]);
  });
  it("loses everything when the text is emptied", () => {
    expect(tokenShift(tokens("abc"), [])(1)).toBeNull();
  });
});

describe("followTokens", () => {
  const shift = tokenShift(tokens("abcdef"), tokens("Xabcdef"));
  it("moves pins and spans with their tokens", () => {
    const moved = followTokens(selection({ query: 3, key: 1, spans: [{ kind: "answer", start: 2, end: 4 }] }), shift);
    expect(moved).toMatchObject({ query: 4, key: 2, spans: [{ kind: "answer", start: 3, end: 5 }] });
  });
  it("drops a span whose end was edited away", () => {
    const cut = tokenShift(tokens("abcdef"), tokens("abc"));
    expect(followTokens(selection({ query: 5, spans: [{ kind: "noise", start: 1, end: 5 }] }), cut)).toMatchObject({
      query: null,
      spans: [],
    });
  });
  it("gives the same object when nothing moves", () => {
    const still = selection({ query: 0 });
    expect(followTokens(still, tokenShift(tokens("ab"), tokens("abc")))).toBe(still);
  });
});

describe("fitModel", () => {
  const manifest = {
    size: { layers: 2, heads: 4 },
    captures: [{ output: "a", role: "attention.map", layer: 0, axes: ["head", "query", "key"], kind: "probability" }],
  } as unknown as Manifest;
  it("brings a head inside the model", () => {
    expect(fitModel(selection({ heads: [{ layer: 5, head: 7 }] }), manifest).heads).toEqual([{ layer: 1, head: 3 }]);
  });
  it("forgets a map that the model does not make", () => {
    expect(fitModel(selection({ map: { role: "attention.effective" } }), manifest).map).toBeNull();
  });
  it("keeps what fits", () => {
    const fitting = selection({ heads: [{ layer: 1, head: 3 }], map: { role: "attention.map" } });
    expect(fitModel(fitting, manifest)).toBe(fitting);
  });
  it("does the same with what the second model has of its own", () => {
    const second = { heads: [{ layer: 5, head: 7 }], map: { role: "attention.effective" } };
    expect(fitSecond(selection({ second }), manifest).second).toEqual({ heads: [{ layer: 1, head: 3 }], map: null });
    const following = selection({ heads: [{ layer: 5, head: 7 }] });
    expect(fitSecond(following, manifest)).toBe(following);
    const fitting = selection({ second: { heads: [{ layer: 0, head: 0 }], map: null } });
    expect(fitSecond(fitting, manifest)).toBe(fitting);
  });
});
