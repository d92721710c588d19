import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { type Haystack, SCENE_WORDS, SCENES, splitSentences, textHaystack } from "./haystack.ts";
import { randomOf } from "./random.ts";

const take = (haystack: Haystack, count: number, key: number[] = [1]): string[] => {
  const sentences = haystack.sentences(randomOf(key));
  return Array.from({ length: count }, () => sentences.next().value);
};

test("the scenes have the foundry's grammar", () => {
  const source = readFileSync("models/foundry/tasks/filler.py", "utf8");
  for (const [name, list] of Object.entries(SCENE_WORDS)) {
    const written = [...source.matchAll(new RegExp(`^_${name} \\+?= \\((.*)\\)$`, "gm"))].map(([, row]) => row).join(", ");
    expect(
      [...written.matchAll(/"([^"]*)"/g)].map(([, word]) => word),
      name,
    ).toEqual(list);
  }
  expect(source).toContain("if rng.random() < 0.35:");
});

test("scenes are whole sentences, some a third of them short, and depend on the key alone", () => {
  const lines = take(SCENES, 2000);
  expect(lines).toEqual(take(SCENES, 2000));
  expect(lines).not.toEqual(take(SCENES, 2000, [2]));
  for (const line of lines) expect(line).toMatch(/^ [A-Z][a-z' ]+\.$/i);
  const short = lines.filter((line) => (SCENE_WORDS.ALSO as readonly string[]).includes(line.slice(1))).length;
  expect(Math.abs(short / 2000 - 0.35)).toBeLessThan(0.05);
});

describe("a text as haystack", () => {
  it.each([
    [
      "signs, quotes, empty lines",
      'One. "Two?" Three!\n\nFour\nfive… (Six.) 3.14 is pi',
      ["One.", '"Two?"', "Three!", "Four five…", "(Six.)", "3.14 is pi"],
    ],
    ["Han text", "天冷。“谁？”没人说话！完", ["天冷。", "“谁？”", "没人说话！", "完"]],
    ["nothing but space", " \n\t \n ", []],
  ])("is split: %s", (_, text, sentences) => expect(splitSentences(text)).toEqual(sentences));

  it("is read on from a random place and begins again at its end", () => {
    const lines = take(textHaystack("A a. B b. C c.", "t.txt"), 7);
    const order = " A a. B b. C c.".repeat(5);
    expect(order).toContain(lines.join(""));
  });

  it("loses no character but white space, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 900 }), (text) => {
        const clean = text.toWellFormed();
        const found = splitSentences(clean);
        expect(found.join("").replace(/\s/g, "")).toBe(clean.replace(/\s/g, ""));
        expect(found.filter((sentence) => sentence === "" || sentence.length > 400 || !sentence.isWellFormed())).toEqual([]);
      }),
    );
  });

  it.each([
    ["dots", "."],
    ["quotes", '."'],
    ["line breaks", "\n"],
    ["one word", "a"],
    ["pairs of surrogates", "😀"],
    ["spaces", " "],
    ["sentences", "The miller shut the gate. "],
  ])("takes 10 MB of %s in some seconds of one processor", (_, unit) => {
    const text = unit.repeat(Math.ceil(10_000_000 / unit.length));
    const { user } = process.cpuUsage();
    const found = splitSentences(text);
    expect((process.cpuUsage().user - user) / 1e6).toBeLessThan(10);
    expect(Math.max(0, ...found.slice(0, 1000).map(({ length }) => length))).toBeLessThanOrEqual(400);
  });

  it.each([
    ["no text", "\n \u0000", /holds no text/],
    ["too much text", "a ".repeat(8_000_001), /million characters/],
  ])("refuses %s in a sentence", (_, text, sentence) => expect(() => textHaystack(text, "t.txt")).toThrow(sentence));

  it("drops what no text holds: NUL and halves of characters", () => {
    expect(take(textHaystack("a\u0000b \ud800c.", "t"), 1)).toEqual([" a b \ufffdc."]);
  });
});
