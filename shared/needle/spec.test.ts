import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { parseNeedleSpec } from "./spec.ts";
import { around, fillTemplate, parseTemplate } from "./template.ts";

const least = { models: ["small"], lengths: [128] };
const parse = (more: object) => parseNeedleSpec({ ...least, ...more }, "spec.json");

describe("parseNeedleSpec", () => {
  it("fills what is left out", () => {
    expect(parse({})).toMatchObject({
      depths: [0, 25, 50, 75, 100],
      samples: 20,
      seed: 1,
      tasks: [{ needles: 1, queries: 1 }],
      answer: "The magic number of {key} is {value}.",
    });
    expect(parse({ needle: "{key}: {value}" }).answer).toBe("{key}: {value}");
    expect(parse({ answer: "It is {value}." }).answer).toBe("It is {value}.");
  });

  it("is a fixed point of itself", () => expect(parse(JSON.parse(JSON.stringify(parse({}))))).toEqual(parse({})));

  it.each<[string, object, RegExp]>([
    ["no models", { models: [] }, /models/],
    ["a model twice", { models: ["a", "a"] }, /differ/],
    ["a path as model", { models: ["../etc"] }, /id of a model/],
    ["a length that is no number", { lengths: ["many"] }, /lengths/],
    ["a length twice", { lengths: [128, 128] }, /lengths must differ/],
    ["a depth out of range", { depths: [101] }, /depths/],
    ["more questions than needles", { tasks: [{ needles: 1, queries: 2 }] }, /hidden/],
    ["no samples", { samples: 0 }, /samples/],
    ["a seed that is no integer", { seed: 0.5 }, /seed/],
    ["an unknown field", { temperature: 1 }, /temperature/],
    ["sampling", { decoding: "sampled" }, /decoding/],
    ["a needle without value", { needle: "about {key}" }, /\{value\} must stand in it once/],
    ["an unknown slot", { needle: "{key} {value} {city}" }, /no slot "\{city\}"/],
    ["a slot that is not closed", { needle: "{key} {value} {" }, /not closed/],
    ["a closing brace alone", { needle: "{key} {value} }" }, /no \{ before/],
    ["slots in slots", { needle: "{{key}} {value}" }, /no slot/],
    ["a question that gives the answer", { question: "Is {key} {value}?" }, /no slot "\{value\}"/],
    ["a question without keys", { questions: "Well?", tasks: [{ needles: 2, queries: 2 }] }, /\{keys\}/],
    ["answers that cannot be told apart", { answer: "{value} of {key}", tasks: [{ needles: 2, queries: 2 }] }, /stands before/],
    ["a template without end", { needle: "{key} {value}".padEnd(2001, "x") }, /needle/],
    ["too few words", { keys: ["Rome"], tasks: [{ needles: 2, queries: 1 }] }, /1 words cannot make 2/],
    ["a word twice", { values: ["a", "a"] }, /differ/],
    ["a word with a space at its end", { values: ["a "] }, /space/],
    ["an ablation without attention", { ablation: { heads: [1] } }, /attention is 0/],
    ["no object", [] as object, /spec\.json/],
  ])("refuses %s in a sentence", (_, more, sentence) =>
    expect(() => (Array.isArray(more) ? parseNeedleSpec(more, "spec.json") : parse(more))).toThrow(sentence),
  );

  it("does not look at templates that no task uses", () => expect(() => parse({ questions: "unused" })).not.toThrow());
});

test("templates take any words as they are", () => {
  const template = parseTemplate("t", "$& {key} \\1 .* {value}$", ["key", "value"]);
  expect(fillTemplate(template, { key: "$1{value}", value: "{key}" })).toBe("$& $1{value} \\1 .* {key}$");
  expect(around(template, "value", { key: "K" })).toEqual({ before: "$& K \\1 .* ", after: "$" });
});

test("the experiment that comes with Heddle can be read", () => {
  const spec = parseNeedleSpec(JSON.parse(readFileSync("assets/needle/paper.spec.json", "utf8")), "paper.spec.json");
  expect(spec.tasks.map(({ needles }) => needles)).toEqual([1, 2, 4, 6]);
  expect(spec).toMatchObject({ samples: 50, depths: [0, 25, 50, 75, 100] });
});
