import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alignCuts, alignRun, sameCut } from "./align.ts";
import { changedBySecond, followHeads, nearestHead, seenBySecond } from "./second.ts";
import { FIRST_SELECTION, type Selection } from "./selection.ts";

/** A start token and pieces of these lengths. */
function cut(...lengths: number[]) {
  const upTo = (place: number): number => lengths.slice(0, place).reduce((sum, one) => sum + one, 0);
  return [{ start: 0, end: 0 }, ...lengths.map((_, place) => ({ start: upTo(place), end: upTo(place + 1) }))];
}
const few = cut(4, 4, 4);
const many = cut(4, 2, 2, 1, 3);
const select = (change: Partial<Selection>): Selection => ({ ...FIRST_SELECTION, ...change });

describe("two cuts of a text", () => {
  it("that are the same need no alignment", () => {
    expect(sameCut(few, cut(4, 4, 4))).toBe(true);
    expect(alignCuts(few, cut(4, 4, 4))).toBeNull();
    expect(sameCut(few, few.slice(1))).toBe(false);
  });

  it("are laid on one another by the characters they share", () => {
    const alignment = alignCuts(few, many);
    expect(few.map((_, index) => alignment?.toSecond(index))).toEqual([0, 1, 3, 5]);
    expect(many.map((_, index) => alignment?.toFirst(index))).toEqual([0, 1, 2, 2, 3, 3]);
    expect(alignment?.toSecond(99)).toBeNull();
    expect(alignRun({ start: 1, end: 3 }, (index) => alignment?.toSecond(index) ?? null)).toEqual({ start: 1, end: 4 });
  });

  it("have no partner for a start token that only one of them has", () => {
    const alignment = alignCuts(few, many.slice(1));
    expect(alignment?.toSecond(0)).toBeNull();
    expect(alignment?.toSecond(1)).toBe(0);
  });

  it("always lead from a token to one that shares characters with it", () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(lengths, lengths, (a, b) => {
        const total = a.reduce((sum, one) => sum + one, 0);
        const rest = total - b.reduce((sum, one) => sum + one, 0);
        const [first, second] = [cut(...a), cut(...b, ...(rest > 0 ? [rest] : []))];
        const alignment = alignCuts(first, second);
        if (!alignment) return;
        first.forEach((token, index) => {
          const other = alignment.toSecond(index);
          if (index === 0) expect(other).toBe(0);
          else {
            const partner = second[other ?? -1];
            expect(partner && partner.start < token.end && partner.end > token.start).toBe(true);
          }
        });
      }),
    );
  });
});

describe("the selection as the second model sees it", () => {
  const small = { layers: 2, heads: 2 };

  it("is the very same where it follows and has the heads", () => {
    const selection = select({ heads: [{ layer: 1, head: 1 }], query: 3 });
    expect(seenBySecond(selection, small, null)).toBe(selection);
    expect(seenBySecond(selection, null, null)).toBe(selection);
  });

  it("takes a head that the model has not for the nearest, once", () => {
    expect(nearestHead({ layer: 5, head: 7 }, small)).toEqual({ layer: 1, head: 1 });
    expect(nearestHead({ layer: 5, head: 7 }, { layers: 3, heads: 0 })).toEqual({ layer: 2, head: 0 });
    const heads = [
      { layer: 0, head: 6 },
      { layer: 0, head: 7 },
      { layer: 0, head: 0 },
    ];
    expect(followHeads(heads, small)).toEqual([
      { layer: 0, head: 1 },
      { layer: 0, head: 0 },
    ]);
    expect(seenBySecond(select({ heads }), small, null).heads).toHaveLength(2);
  });

  it("has its own heads and map where it goes its own way, and the pair in common", () => {
    const second = { heads: [{ layer: 0, head: 1 }], map: { role: "attention.effective" } };
    const seen = seenBySecond(select({ query: 2, second }), small, null);
    expect(seen).toMatchObject({ heads: second.heads, map: second.map, query: 2 });
  });

  it("has pair, region and spans on its own tokens", () => {
    const alignment = alignCuts(few, many);
    const selection = select({
      query: 3,
      key: 2,
      region: { row0: 1, row1: 3, column0: 0, column1: 2 },
      spans: [{ kind: "answer", start: 2, end: 4 }],
    });
    expect(seenBySecond(selection, small, alignment)).toMatchObject({
      query: 5,
      key: 3,
      region: { row0: 1, row1: 4, column0: 0, column1: 2 },
      spans: [{ kind: "answer", start: 3, end: 6 }],
    });
  });
});

describe("a change on the second model's side", () => {
  const extent = { layers: 6, heads: 4 };
  const seen = { heads: [{ layer: 0, head: 0 }], map: null };

  it("is one of both while it follows", () => {
    const heads = [{ layer: 1, head: 2 }];
    expect(changedBySecond(FIRST_SELECTION, { heads }, extent, seen, null)).toEqual({ heads });
    expect(changedBySecond(FIRST_SELECTION, { map: { role: "attention.map" } }, extent, seen, null)).toEqual({
      map: { role: "attention.map" },
    });
  });

  it("makes it go its own way where the first has no such head", () => {
    const heads = [{ layer: 1, head: 7 }];
    expect(changedBySecond(FIRST_SELECTION, { heads }, extent, seen, null)).toEqual({ second: { heads, map: null } });
  });

  it("is its own where it goes its own way", () => {
    const selection = select({ second: { heads: [{ layer: 2, head: 2 }], map: null } });
    const own = { heads: [{ layer: 2, head: 2 }], map: null };
    expect(changedBySecond(selection, { map: { role: "attention.map" } }, extent, own, null)).toEqual({
      second: { heads: own.heads, map: { role: "attention.map" } },
    });
    expect(changedBySecond(selection, { query: 4 }, extent, own, null)).toEqual({ query: 4 });
  });

  it("is laid on the first's tokens", () => {
    const alignment = alignCuts(few, many);
    expect(changedBySecond(FIRST_SELECTION, { query: 5, key: null, region: null }, extent, seen, alignment)).toEqual({
      query: 3,
      key: null,
      region: null,
    });
    expect(changedBySecond(FIRST_SELECTION, { spans: [{ kind: "query", start: 4, end: 6 }] }, extent, seen, alignment)).toEqual({
      spans: [{ kind: "query", start: 3, end: 4 }],
    });
  });
});
