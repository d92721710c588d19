import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findRanges, isRegex } from "./pattern.ts";
import { tokensOf, withMarks } from "./tokens.ts";

const TEXT = "Oslo is 7350, Rome is 1964. Oslo is";
const pieces = (pattern: string, text = TEXT) => findRanges(text, pattern).map(({ start, end }) => [start, text.slice(start, end)]);

describe("patterns", () => {
  it("find text as it stands, everywhere, without overlaps", () => {
    expect(pieces("Oslo is")).toEqual([
      [0, "Oslo is"],
      [28, "Oslo is"],
    ]);
    expect(pieces("aa", "aaaaa")).toEqual([
      [0, "aa"],
      [2, "aa"],
    ]);
    expect(pieces("is (")).toEqual([]);
    expect(pieces("")).toEqual([]);
  });

  it("find what a regular expression says; a group is what counts", () => {
    expect(pieces("/\\d+/")).toEqual([
      [8, "7350"],
      [22, "1964"],
    ]);
    expect(pieces("/oslo is (\\d+)/i")).toEqual([[8, "7350"]]);
    expect(pieces("/(Paris)|(Rome)/")).toEqual([[14, "Rome"]]);
    expect(pieces("/x*/")).toEqual([]);
    expect([isRegex("/a/i"), isRegex("/a"), isRegex("a/b/")]).toEqual([true, false, false]);
  });

  it("say what is wrong with them", () => {
    expect(() => pieces("/(/")).toThrow(/not a regular expression/);
    expect(() => pieces("/a/y")).toThrow(/flags "y"/);
    expect(() => pieces("a", "a".repeat(501))).toThrow(/more than 500 places/);
  });

  it("always lie in order inside the text", () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ maxLength: 3 }), (text, pattern) => {
        if (isRegex(pattern)) return;
        let before = 0;
        for (const { start, end } of findRanges(text, pattern)) {
          expect(start).toBeGreaterThanOrEqual(before);
          expect(text.slice(start, end)).toBe(pattern);
          before = end;
        }
      }),
    );
  });
});

describe("tokens of a range", () => {
  /** <bos> "Osl" "o" " is" */
  const tokens = [
    { start: 0, end: 0 },
    { start: 0, end: 3 },
    { start: 3, end: 4 },
    { start: 4, end: 7 },
  ];
  it("are all that hold some of it", () => {
    expect(tokensOf(tokens, { start: 2, end: 4 })).toEqual({ start: 1, end: 3 });
    expect(tokensOf(tokens, { start: 5, end: 7 })).toEqual({ start: 3, end: 4 });
    expect(tokensOf(tokens, { start: 7, end: 9 })).toBeNull();
  });
});

describe("marks", () => {
  it("of a kind are replaced, and newer ones win where they overlap", () => {
    const spans = [
      { kind: "answer", start: 1, end: 2 },
      { kind: "query", start: 4, end: 6 },
      { kind: "noise", start: 8, end: 9 },
    ] as const;
    expect(withMarks([...spans], "answer", [{ start: 5, end: 7 }])).toEqual([
      { kind: "answer", start: 5, end: 7 },
      { kind: "noise", start: 8, end: 9 },
    ]);
    expect(withMarks([...spans], "query", [])).toEqual([spans[0], spans[2]]);
    // Two pieces of text in one token are one mark.
    expect(
      withMarks([], "answer", [
        { start: 1, end: 2 },
        { start: 1, end: 2 },
      ]),
    ).toHaveLength(1);
  });
});
