import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTokenizer } from "./tokenizer.ts";

const JSON_TEXT = readFileSync("models/tokenizer/tokenizer.json", "utf8");
const probes = JSON.parse(readFileSync("models/tokenizer/probes.json", "utf8")) as { text: string; ids: number[] }[];
const tokenizer = createTokenizer(JSON_TEXT, "tokenizer.json", { bos: 0 });
const tokens = (text: string) => tokenizer.encode(text).slice(1);

describe("tokenizer", () => {
  it.each(probes)("agrees with Python on $text", ({ text, ids }) => {
    expect(tokenizer.encode(text).map(({ id }) => id)).toEqual([0, ...ids]);
  });

  it("gives every Unicode text back", () => {
    const anything = fc.string({ unit: "binary", maxLength: 60 });
    fc.assert(
      fc.property(anything, (text) => tokenizer.decode(tokenizer.encode(text).map(({ id }) => id)) === text),
      { numRuns: 500 },
    );
  });

  it("covers the text without gaps, and never cuts a character", () => {
    const anything = fc.string({
      unit: fc.constantFrom("a", " ", "é", "你", "😀", "👩‍👩‍👧", "\n", "7", "'s", "\u0301", "<mask>"),
      maxLength: 30,
    });
    fc.assert(
      fc.property(anything, (text) => {
        let end = 0;
        for (const token of tokens(text)) {
          expect(token.start).toBeLessThanOrEqual(end);
          expect(token.end).toBeGreaterThanOrEqual(end);
          expect(token.end).toBeGreaterThan(token.start);
          expect(token.text).toBe(text.slice(token.start, token.end));
          expect(token.text.isWellFormed()).toBe(true);
          end = token.end;
        }
        expect(end).toBe(text.length);
      }),
    );
  });

  it("reads lone surrogates as U+FFFD and keeps their places", () => {
    const text = "a\ud800b";
    const found = tokens(text);
    expect(tokenizer.decode(found.map(({ id }) => id))).toBe("a\ufffdb");
    expect(found[0]).toMatchObject({ start: 0, end: 1 });
    expect(found.at(-1)).toMatchObject({ start: 2, end: 3, text: "b" });
  });

  it("gives the tokens of one character its whole range", () => {
    const found = tokens("😀");
    expect(found.length).toBeGreaterThan(1);
    for (const token of found) expect(token).toMatchObject({ start: 0, end: 2, text: "😀" });
    expect(found.map(({ label }) => label).join("")).toBe("⟨f0⟩⟨9f⟩⟨98⟩⟨80⟩");
  });

  it("labels what cannot be seen", () => {
    expect(tokenizer.encode("The cat\n\t").map(({ label }) => label)).toEqual(["<bos>", "The", "␣cat", "⏎", "⇥"]);
    expect(tokens("\u0000").map(({ label }) => label)).toEqual(["⟨U+0000⟩"]);
  });

  it("starts with the start token, which is not in the text", () => {
    expect(tokenizer.encode("")).toEqual([{ id: 0, text: "", label: "<bos>", start: 0, end: 0, word: -1 }]);
    expect(createTokenizer(JSON_TEXT, "tokenizer.json").encode("")).toEqual([]);
  });

  it("takes the names of special tokens as such", () => {
    expect(tokens("a<mask>")).toMatchObject([{ id: 67 }, { id: 2, text: "<mask>", label: "<mask>", start: 1, end: 7, word: -1 }]);
  });

  it("counts words", () => {
    const words = (text: string) => {
      const parts: string[] = [];
      for (const { word, text: part } of tokens(text)) parts[word] = (parts[word] ?? "") + part;
      return parts;
    };
    expect(words("It's 4821, or 3.14?")).toEqual(["It's", " 4821", ",", " or", " 3.14", "?"]);
    expect(words("unbelievable  things ")).toEqual(["unbelievable", "  things", " "]);
    expect(new Set(tokens("你好").map(({ word }) => word))).toEqual(new Set([0, 1]));
  });

  describe("of a broken file", () => {
    const file = JSON.parse(JSON_TEXT) as Record<string, unknown> & { model: { vocab: Record<string, number> } };
    const without = Object.fromEntries(Object.entries(file.model.vocab).filter(([symbol]) => symbol !== "a"));
    const cases: [string, string][] = [
      ["not JSON", "{"],
      ["null", "null"],
      ["no model", "{}"],
      ["a normalizer", JSON.stringify({ ...file, normalizer: { type: "Lowercase" } })],
      ["another kind", JSON.stringify({ ...file, decoder: { type: "WordPiece" } })],
      ["a byte without entry", JSON.stringify({ ...file, model: { ...file.model, vocab: without } })],
      ["an entry that is no bytes", JSON.stringify({ ...file, model: { ...file.model, vocab: { ...file.model.vocab, 你: 2048 } } })],
      ["two entries with one number", JSON.stringify({ ...file, model: { ...file.model, vocab: { ...file.model.vocab, zzzz: 2047 } } })],
    ];
    it.each(cases)("says so: %s", (_, json) => {
      expect(() => createTokenizer(json, "tokenizer.json")).toThrow(
        expect.objectContaining({ code: "bad-tokenizer", message: expect.stringContaining("tokenizer.json") }),
      );
    });

    it("says so: a start token or entries beyond the vocabulary", () => {
      expect(() => createTokenizer(JSON_TEXT, "t", { bos: 5000 })).toThrow(expect.objectContaining({ code: "bad-tokenizer" }));
      expect(() => createTokenizer(JSON_TEXT, "t", { vocabulary: 100 })).toThrow(expect.objectContaining({ code: "bad-tokenizer" }));
    });
  });
});
