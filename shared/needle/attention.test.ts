import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import type { SessionTensor } from "../engine/contract.ts";
import { createTokenizer } from "../engine/tokenizer.ts";
import { fixtureTrace } from "../figures/fixtures/traces.ts";
import { addAttention, answerTokens, decidingRow, measureAttention, PROMPT_SEGMENTS, promptSegments, weightCaptures } from "./attention.ts";
import { SCENES } from "./haystack.ts";
import { type Prompt, promptMaker } from "./prompt.ts";
import { parseNeedleSpec } from "./spec.ts";

const tokenizer = createTokenizer(readFileSync("models/tokenizer/tokenizer.json", "utf8"), "tokenizer.json", { bos: 0 });
const spec = parseNeedleSpec({ models: ["any"], lengths: [128], tasks: [{ needles: 2, queries: 1 }] }, "spec");
const prompt = promptMaker(spec, tokenizer, SCENES).make({ needles: 2, queries: 1, length: 128, depth: 50 }, 0) as Prompt;
const count = prompt.tokens.length;

/** One head whose weights are a function of query and key. */
function map(weight: (query: number, key: number) => number): SessionTensor {
  const data = Float32Array.from({ length: count * count }, (_, i) => weight(Math.floor(i / count), i % count));
  return { type: "float32", shape: [1, 1, count, count], data };
}
const reference = (row: number): number => prompt.tokens[row + 1]?.id ?? -1;
const row = decidingRow(prompt, 0);
const answer = answerTokens(prompt, 0);

test("the deciding row stands right before the value, and the answer is the value in its needle", () => {
  expect(
    prompt.tokens
      .slice(row + 1, row + 5)
      .map(({ text }) => text)
      .join(""),
  ).toBe(prompt.answers[0]?.value);
  expect(
    prompt.tokens
      .slice(answer.start, answer.end)
      .map(({ text }) => text)
      .join(""),
  ).toBe(prompt.answers[0]?.value);
  const segments = promptSegments(prompt, 0);
  const words = (segment: (typeof PROMPT_SEGMENTS)[number]): string =>
    prompt.tokens
      .filter((_, i) => segments[i] === PROMPT_SEGMENTS.indexOf(segment))
      .map(({ text }) => text)
      .join("");
  expect(words("bos")).toBe("");
  expect(words("query")).toBe(prompt.text.slice(prompt.question.start - 1, prompt.answers[0]?.valueSpan.start));
  expect(words("before") + words("answer") + words("after")).toBe(prompt.text.slice(0, prompt.question.start - 1));
});

describe("measureAttention", () => {
  const even = measureAttention(prompt, [map(() => 0.5)], reference);
  it("gives even weights by the number of tokens", () => {
    const segments = promptSegments(prompt, 0);
    const shares = PROMPT_SEGMENTS.map((_, segment) => segments.filter((one) => one === segment).length / (row + 1));
    for (const [i, share] of shares.entries()) {
      expect(even.absolute[i]).toBeCloseTo(share, 12);
      expect(even.signed[i]).toBeCloseTo(share, 12);
    }
    expect(even.retrieval).toEqual([[0]]);
  });

  it("divides signed weights by their sum, and absolute ones by their size", () => {
    // +1.5 on the answer's first token, -0.5 on the start token: the row sums to 1.
    const signed = measureAttention(prompt, [map((_, key) => (key === answer.start ? 1.5 : key === 0 ? -0.5 : 0))], reference);
    expect(signed.signed).toEqual([-0.5, 0, 1.5, 0, 0]);
    expect(signed.absolute).toEqual([0.25, 0, 0.75, 0, 0]);
    expect(signed.answer).toEqual([[0.75]]);
  });

  it("scores a head that copies 1, one that looks at the needle but writes something else 0", () => {
    const copying = map((query, key) => (key === answer.start + (query - row) ? 1 : 0));
    expect(measureAttention(prompt, [copying], reference).retrieval).toEqual([[1]]);
    expect(measureAttention(prompt, [copying], () => -1).retrieval).toEqual([[0]]);
    const late = map((query, key) => (key === answer.start + (query - row) + 1 ? 1 : 0));
    expect(measureAttention(prompt, [late], reference).retrieval[0]?.[0]).toBeLessThan(1);
  });

  it("is added up, head by head", () => {
    expect(addAttention(even, null)).toBe(even);
    expect(addAttention(even, even)).toMatchObject({ answers: 2, absolute: even.absolute.map((share) => 2 * share) });
  });

  it("says so when a weight is no number", () => {
    expect(() => measureAttention(prompt, [map((_, key) => (key === 3 ? Number.NaN : 0.1))], reference)).toThrow(/no numbers/);
  });
});

test("weights are the map that multiplies the values, one a layer", () => {
  expect(weightCaptures(fixtureTrace({ two: true }).manifest).map(({ role }) => role)).toEqual([
    "attention.effective",
    "attention.effective",
  ]);
  expect(weightCaptures(fixtureTrace().manifest).map(({ output }) => output)).toEqual(["L0.attention.map", "L1.attention.map"]);
});
