import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { createTokenizer } from "../engine/tokenizer.ts";
import { SCENES } from "./haystack.ts";
import { promptMaker } from "./prompt.ts";
import { isSlip, score } from "./score.ts";
import { parseNeedleSpec } from "./spec.ts";

const tokenizer = createTokenizer(readFileSync("models/tokenizer/tokenizer.json", "utf8"), "tokenizer.json", { bos: 0 });

function setUp(queries: number, more: object = {}) {
  const spec = parseNeedleSpec({ models: ["any"], lengths: [256], tasks: [{ needles: 4, queries }], ...more }, "spec");
  const prompt = promptMaker(spec, tokenizer, SCENES).make({ needles: 4, queries, length: 256, depth: 50 }, 0);
  if (!prompt) throw new Error("too long");
  const reference = prompt.text.slice(prompt.answerAt);
  return {
    prompt,
    reference,
    mistakes: (written: string) => score(spec, prompt, written).map(({ mistake }) => mistake),
    said: (written: string) => score(spec, prompt, written),
  };
}

describe("score", () => {
  const { prompt, reference, mistakes, said } = setUp(1);
  const [{ value: right }] = prompt.answers as [{ value: string }];
  const [, { value: other }] = prompt.needles as unknown as [unknown, { value: string }];
  const slip = right.slice(0, 3) + ((Number(right[3]) + 1) % 10);
  const unlike = String(((Number(right) - 1000 + 4321) % 9000) + 1000);

  it.each([
    ["the answer", reference, null],
    ["the answer, cut off behind the value", ` ${right}`, null],
    ["the answer, and more", `${reference} The wind was cold.`, null],
    ["the answer without its space", `${right}.`, null],
    ["one digit wrong", ` ${slip}.`, "slip"],
    ["one digit too many", ` ${right}7.`, "slip"],
    ["one digit too few", ` ${right.slice(0, 3)}.`, "slip"],
    ["another needle's number", ` ${other}.`, "needle"],
    ["a number of its own", ` ${unlike}.`, "invented"],
    ["words", " the river.", "nothing"],
    ["nothing", "", "nothing"],
    ["only a stop", ".", "nothing"],
  ])("tells %s", (_, written, mistake) => expect(mistakes(written)).toEqual([mistake]));

  it("quotes what was said", () => expect(said(` ${slip}. The`)).toEqual([{ mistake: "slip", said: slip }]));
});

describe("score of several answers", () => {
  const { prompt, reference, mistakes } = setUp(2);
  const [first, second] = prompt.answers as [{ key: string; value: string }, { key: string; value: string }];

  it("finds each by its key, whatever stands for the other", () => {
    expect(mistakes(reference)).toEqual([null, null]);
    expect(mistakes(reference.replace(first.value, "x"))).toEqual(["nothing", null]);
    expect(mistakes(reference.replace(second.value, first.value))).toEqual([null, "needle"]);
    expect(mistakes(` ${first.value}. The magic number of Rome is ${second.value}.`)).toEqual([null, "nothing"]);
    expect(mistakes(` ${first.value}.`)).toEqual([null, "nothing"]);
    expect(mistakes(` ${second.value}. The magic number of ${second.key} is ${first.value}.`)).toEqual(["needle", "needle"]);
  });
});

test("words as values: exact, with stops inside and with no sign behind", () => {
  const values = ["St. Ives", "an oak", "a tree", "elm", "3.14"];
  const stopped = setUp(1, { values });
  expect(stopped.mistakes(stopped.reference)).toEqual([null]);
  const bare = setUp(1, { values, answer: "Answer: {value}" });
  const [{ value }] = bare.prompt.answers as [{ value: string }];
  expect(bare.mistakes(` ${value}`)).toEqual([null]);
  expect(bare.mistakes(` ${value}s and more`)).not.toEqual([null]);
});

test("any text that a model may write is scored, and only the right one is right", () => {
  const { prompt, mistakes } = setUp(2);
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 80 }), (written) => {
      const found = mistakes(written);
      expect(found).toHaveLength(2);
      if (!written.includes(prompt.answers[0]?.value ?? "")) expect(found[0]).not.toBeNull();
    }),
  );
});

test("a slip is one edit", () => {
  for (const said of ["1235", "134", "12345", "2134", "1324", "0123"].slice(0, 5)) expect(isSlip("1234", said), said).toBe(true);
  for (const said of ["1234", "4321", "12", "123456", "3412", "0123"]) expect(isSlip("1234", said), said).toBe(false);
});
