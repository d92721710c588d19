import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTokenizer, type Tokenizer } from "../engine/tokenizer.ts";
import { UNSEEN_CITIES } from "./cities.ts";
import { SCENES, textHaystack } from "./haystack.ts";
import { unseenNumbers } from "./numbers.ts";
import { type Place, type Prompt, promptMaker, tokensOf } from "./prompt.ts";
import { parseNeedleSpec } from "./spec.ts";

const tokenizer = createTokenizer(readFileSync("models/tokenizer/tokenizer.json", "utf8"), "tokenizer.json", { bos: 0 });
const several = [
  { needles: 1, queries: 1 },
  { needles: 6, queries: 3 },
];
const spec = (more: object = {}) => parseNeedleSpec({ models: ["any"], lengths: [256], tasks: several, ...more }, "spec.json");
const make = (place: Partial<Place>, sample = 0, more: object = {}, haystack = SCENES, tokens: Tokenizer = tokenizer): Prompt | null =>
  promptMaker(spec(more), tokens, haystack).make({ needles: 1, queries: 1, length: 256, depth: 50, ...place }, sample);
const sure = (prompt: Prompt | null): Prompt => {
  if (!prompt) throw new Error("the needles do not fit");
  return prompt;
};
const cut = (prompt: Prompt, { start, end }: { start: number; end: number }): string => prompt.text.slice(start, end);

/** The first eight bytes of sha256 of three prompts. */
const GOLDEN = ["c58fb0028194d445", "6fcf73d8c583dea8", "54f3f0c52dc3a6a6"];

const places = fc.record({
  needles: fc.constantFrom(1, 2, 4, 6),
  queries: fc.constantFrom(1, 2),
  length: fc.constantFrom(192, 256, 512),
  depth: fc.constantFrom(0, 25, 33.3, 50, 75, 100),
  sample: fc.nat(1000),
  seed: fc.nat(1000),
});

describe("promptMaker", () => {
  it("has the form that the shipped models know", () => {
    const prompt = sure(make({ needles: 2, queries: 2, depth: 0 }));
    const [first, second] = prompt.answers;
    expect(prompt.text).toMatch(/^ The magic number of \w+ is \d{4}\. [A-Z]/);
    expect(cut(prompt, prompt.question)).toBe(`What are the magic numbers of ${first?.key} and ${second?.key}?`);
    expect(prompt.text.slice(prompt.question.end)).toBe(
      ` The magic number of ${first?.key} is ${first?.value}. The magic number of ${second?.key} is ${second?.value}.`,
    );
    expect(prompt.text.slice(prompt.answerAt)).toBe(` ${first?.value}. The magic number of ${second?.key} is ${second?.value}.`);
    expect(
      prompt.tokens
        .slice(prompt.answerToken, prompt.answerToken + 5)
        .map(({ text }) => text)
        .join(""),
    ).toBe(` ${first?.value}`);
  });

  it("is the same everywhere: what was once drawn is drawn again", () => {
    const drawn = [
      make({ length: 128 }),
      make({ needles: 6, queries: 2, length: 512, depth: 100 }, 7),
      make({ length: 300, depth: 0 }, 3, { seed: 2 ** 32 - 1 }),
    ].map((prompt) => createHash("sha256").update(sure(prompt).text).digest("hex").slice(0, 16));
    expect(drawn).toEqual(GOLDEN);
  });

  it("never is longer than asked for, and hardly shorter; needles do not touch; nothing gives the answer away", () => {
    fc.assert(
      fc.property(places, ({ sample, seed, ...wanted }) => {
        const place = { ...wanted, queries: Math.min(wanted.needles, wanted.queries) };
        const prompt = sure(make(place, sample, { seed }));
        expect(prompt.tokens.length).toBeLessThanOrEqual(place.length);
        expect(prompt.tokens.length).toBeGreaterThan(place.length - 6);
        expect(prompt.needles).toHaveLength(place.needles);
        const spans = [...prompt.needles].sort((a, b) => a.start - b.start);
        for (const [i, needle] of spans.entries()) {
          expect(cut(prompt, needle)).toBe(`The magic number of ${needle.key} is ${needle.value}.`);
          expect(cut(prompt, needle.valueSpan)).toBe(needle.value);
          expect(UNSEEN_CITIES).toContain(needle.key);
          expect(unseenNumbers()).toContain(needle.value);
          expect(needle.end).toBeLessThan(spans[i + 1]?.start ?? prompt.question.start);
          const held = tokensOf(prompt.tokens, needle.valueSpan);
          expect(
            prompt.tokens
              .slice(held.start, held.end)
              .map(({ text }) => text)
              .join(""),
          ).toBe(needle.value);
        }
        for (const answer of prompt.answers) {
          expect(cut(prompt, answer.valueSpan)).toBe(answer.value);
          expect(prompt.text.slice(0, prompt.answerAt).split(answer.value)).toHaveLength(2);
        }
        expect(prompt.needles[0]?.asked).not.toBeNull();
        expect(prompt.needles.filter(({ asked }) => asked !== null)).toHaveLength(place.queries);
        for (const { asked, value } of prompt.needles) if (asked !== null) expect(prompt.answers[asked]?.value).toBe(value);
      }),
      { numRuns: 60 },
    );
  });

  it("puts the answer at the end of a sentence nearest to its depth", () => {
    fc.assert(
      fc.property(places, ({ sample, seed, ...place }) => {
        const prompt = sure(make({ ...place, queries: 1 }, sample, { seed }));
        const [first] = prompt.needles;
        // The haystack without needles, cut at its full stops, and how many tokens of it stand before the first needle.
        const sentences: { tokens: number; before: boolean }[] = [];
        let at = 0;
        for (const needle of [...prompt.needles, { ...prompt.question, key: "" }].sort((a, b) => a.start - b.start)) {
          for (const sentence of prompt.text.slice(at, needle.start - 1).match(/ [^.]+\.?/g) ?? [])
            sentences.push({ tokens: tokenizer.encode(sentence).length - 1, before: at < (first?.start ?? 0) });
          at = needle.end;
        }
        const total = sentences.reduce((sum, { tokens }) => sum + tokens, 0);
        const before = sentences.reduce((sum, { tokens, before }) => sum + (before ? tokens : 0), 0);
        const wanted = (place.depth / 100) * total;
        expect(prompt.depth).toBeCloseTo(before / total, 10);
        let end = 0;
        for (const { tokens } of [{ tokens: 0 }, ...sentences]) {
          end += tokens;
          expect(Math.abs(before - wanted)).toBeLessThanOrEqual(Math.abs(end - wanted) + 1e-9);
        }
        if (place.depth === 0) expect(Math.min(...prompt.needles.map(({ start }) => start))).toBe(first?.start);
        if (place.depth === 100) expect(first?.end).toBe(prompt.question.start - 1);
      }),
      { numRuns: 60 },
    );
  });

  it("moves other needles about: over 40 prompts they stand in each quarter", () => {
    const quarters = new Set<number>();
    for (let sample = 0; sample < 40; sample++) {
      const prompt = sure(make({ needles: 2, depth: 0 }, sample));
      quarters.add(Math.floor((4 * (prompt.needles[1]?.start ?? 0)) / prompt.question.start));
    }
    expect([...quarters].sort()).toEqual([0, 1, 2, 3]);
  });

  it("says null when the needles do not fit, for every length down to nothing", () => {
    for (let length = 16; length < 40; length++) {
      const prompt = make({ length });
      if (prompt) expect(prompt.tokens.length).toBeLessThanOrEqual(length);
    }
    expect(make({ length: 16 })).toBeNull();
    expect(make({ length: 128, needles: 6, queries: 3 })).toBeNull();
  });

  it("takes the sentences of a text, and redraws what stands in it already", () => {
    const [city = ""] = UNSEEN_CITIES;
    const text = `A man of ${city} had 12 dogs. He left. ${UNSEEN_CITIES.slice(1, 30).join(" ")} are far away. Nobody came.`;
    for (let sample = 0; sample < 30; sample++) {
      const prompt = sure(make({}, sample, {}, textHaystack(text, "t.txt")));
      expect(UNSEEN_CITIES.indexOf(prompt.answers[0]?.key ?? "")).toBeGreaterThanOrEqual(30);
    }
    const named = { keys: ["Oslo", "Bern"], tasks: [{ needles: 1, queries: 1 }] };
    expect(() => make({}, 0, named, textHaystack("They saw Oslo and Bern.", "t.txt"))).toThrow(/words of the needles/);
  });

  it("asks and answers in any words: own templates, keys and values, in any script", () => {
    const own = {
      needle: "{key}的魔法数字是{value}。",
      question: "{key}的魔法数字是多少？",
      questions: "{keys}的魔法数字是多少？",
      and: "和",
      keys: ["北京", "上海", "广州"],
      values: ["$&", "(.*)", "a{b}c"],
      tasks: [{ needles: 3, queries: 2 }],
    };
    const prompt = sure(make({ needles: 3, queries: 2 }, 0, own, textHaystack("天冷。没人说话！", "t")));
    for (const needle of prompt.needles) expect(cut(prompt, needle)).toBe(`${needle.key}的魔法数字是${needle.value}。`);
    const [first, second] = prompt.answers;
    expect(cut(prompt, prompt.question)).toBe(`${first?.key}和${second?.key}的魔法数字是多少？`);
    expect(prompt.text.slice(prompt.answerAt)).toBe(`${first?.value}。 ${second?.key}的魔法数字是${second?.value}。`);
  });

  it("never tears what the model is given from what it writes, where a token joins both", () => {
    const prompt = sure(make({}, 0, { answer: 'It is "{value}"', values: ["oak", "elm"], tasks: [{ needles: 1, queries: 1 }] }));
    const given = prompt.tokens.slice(0, prompt.answerToken);
    expect(given.at(-1)?.end).toBeLessThanOrEqual(prompt.answerAt);
    expect(prompt.tokens[prompt.answerToken]?.end).toBeGreaterThan(prompt.answerAt);
  });
});
