import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createTokenizer } from "../engine/tokenizer.ts";
import { decidedStep } from "./decided.ts";
import { SCENES } from "./haystack.ts";
import { promptMaker } from "./prompt.ts";
import { keepSample } from "./result.ts";
import { score } from "./score.ts";
import { parseNeedleSpec } from "./spec.ts";

const tokenizer = createTokenizer(readFileSync("models/tokenizer/tokenizer.json", "utf8"), "tokenizer.json", { bos: 0 });
const spec = parseNeedleSpec({ models: ["any"], lengths: [192], tasks: [{ needles: 3, queries: 2 }] }, "spec");
const prompt = promptMaker(spec, tokenizer, SCENES).make({ needles: 3, queries: 2, length: 192, depth: 50 }, 4);
if (!prompt) throw new Error("too long");
const reference = prompt.text.slice(prompt.answerAt);
const [first, second] = prompt.answers as [{ key: string; value: string }, { key: string; value: string }];

function decided(written: string) {
  const sample = keepSample({ said: score(spec, prompt as never, written), written, passes: 1, attention: null });
  const step = decidedStep(spec, prompt as never, sample, tokenizer);
  const words = ({ start, end }: { start: number; end: number }): string =>
    step.tokens
      .slice(start, end)
      .map(({ text }) => text)
      .join("");
  return { step, next: step.tokens[step.query + 1]?.text, copied: step.tokens[step.key]?.text, words };
}

describe("the deciding step", () => {
  it("of a right answer is the value's first character", () => {
    const { step, next, copied, words } = decided(reference);
    expect(step).toMatchObject({ answer: 0, text: prompt.text });
    expect([next, copied]).toEqual([first.value[0], first.value[0]]);
    expect(words(step.spans.answer)).toBe(first.value);
    expect(words(step.spans.question).trim()).toBe(`What are the magic numbers of ${first.key} and ${second.key}?`);
    expect(step.spans.others).toHaveLength(2);
  });

  it("of a slip is the digit that slipped", () => {
    const slip = first.value.slice(0, 2) + ((Number(first.value[2]) + 1) % 10) + first.value.slice(3);
    const { next, copied } = decided(reference.replace(first.value, slip));
    expect([next, copied]).toEqual([slip[2], first.value[2]]);
  });

  it("is that of the first wrong answer", () => {
    const other = second.value[0] === "9" ? `8${second.value.slice(1)}` : `9${second.value.slice(1)}`;
    const { step, next, copied } = decided(reference.replace(second.value, other));
    expect(step.answer).toBe(1);
    expect([next, copied]).toEqual([other[0], second.value[0]]);
  });

  it("where nothing was answered, is where the text leaves the reference, or its end", () => {
    const { step, next } = decided(` ${first.value}. Nobody spoke.`);
    expect(step.answer).toBe(1);
    expect(next).toBe(" No");
    expect(decided("").step.query).toBe(decided("").step.tokens.length - 1);
  });
});
