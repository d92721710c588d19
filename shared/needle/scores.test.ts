import { describe, expect, it } from "vitest";
import { attentionShares, compareModels, countAnswers, noiseOf, retrievalHeads } from "./findings.ts";
import { fixtureResult } from "./fixtures/result.ts";
import { importScores } from "./importScores.ts";
import { keepSample, parseNeedleResult } from "./result.ts";
import { conditionName, findScore, intervalOf, pooled, scoresOf } from "./scores.ts";
import { wilson } from "./statistics.ts";

const result = fixtureResult();
const [one, two] = [
  { needles: 1, queries: 1 },
  { needles: 4, queries: 2 },
];

describe("scores of an experiment", () => {
  it("count prompts with all answers right, and answers apart", () => {
    const all = scoresOf(result, "all");
    const each = scoresOf(result, "each");
    const place = { model: "b", condition: two, length: 128, depth: 0 };
    // Of 4 prompts with two answers each: both right, first right, second right, none.
    expect(findScore(all, place)).toEqual({ share: 0.25, right: 1, total: 4 });
    expect(findScore(each, place)).toEqual({ share: 0.5, right: null, total: null });
    expect(findScore(each, { ...place, condition: one })?.total).toBe(4);
  });

  it("tell what was not run from what does not fit", () => {
    const table = scoresOf(result);
    expect(findScore(table, { model: "a", condition: two, length: 64, depth: 0 })).toBeNull();
    expect(findScore(table, { model: "a", condition: one, length: 99 })).toBeUndefined();
  });

  it("are put together by counting", () => {
    const table = scoresOf(result);
    const row = findScore(table, { model: "a", condition: one, length: 128 });
    const cells = table.cells.filter((cell) => cell.model === "a" && cell.needles === 1 && cell.length === 128);
    expect(row).toEqual(pooled(cells.map(({ score }) => score)));
    expect(row?.total).toBe(4 * table.depths.length);
    expect(row && intervalOf(row)).toEqual(wilson(row?.right ?? 0, row?.total ?? 0));
    expect(pooled([null, undefined])).toBeNull();
    expect(
      pooled([
        { share: 0.5, right: null, total: null },
        { share: 1, right: 2, total: 2 },
      ]),
    ).toEqual({ share: 0.75, right: null, total: null });
  });

  it("survive the file", () => expect(parseNeedleResult(JSON.parse(JSON.stringify(result)), "r.json")).toEqual(result));

  it.each<[string, (json: Record<string, unknown>) => void, RegExp]>([
    ["another format", (json) => (json["format"] = "x"), /format/],
    ["a broken spec", (json) => (json["spec"] = {}), /spec/],
    ["a mistake nobody knows", (json) => (json["cells"] = [{ ...result.cells[0], samples: [{ said: [["typo", "1"]] }] }]), /cells/],
    ["shares that are no numbers", (json) => (json["cells"] = [{ ...result.cells[0], attention: { answers: 1 } }]), /cells/],
  ])("are refused with %s", (_, change, sentence) => {
    const json = JSON.parse(JSON.stringify(result)) as Record<string, unknown>;
    change(json);
    expect(() => parseNeedleResult(json, "r.json")).toThrow(sentence);
  });

  it("keep what was written only where it is wrong", () => {
    const said = [{ mistake: null, said: "1" }];
    expect(keepSample({ said, written: " 1.", passes: 1, attention: null })).toEqual({ said: ["right"] });
    expect(keepSample({ said: [{ mistake: "slip", said: "2" }], written: " 2.", passes: 1, attention: null })).toEqual({
      said: [["slip", "2"]],
      wrote: " 2.",
    });
  });
});

describe("findings", () => {
  it("hold two models against each other prompt by prompt", () => {
    const found = compareModels(result, "a", "b", { condition: two, length: 128, depth: 0 });
    // a is right on prompts 0 to 2, b on prompt 0 alone.
    expect(found).toMatchObject({ both: 1, first: 2, second: 0, none: 1, difference: -0.5, p: 0.5 });
    const all = compareModels(result, "a", "b", {});
    expect((all?.both ?? 0) + (all?.first ?? 0) + (all?.second ?? 0) + (all?.none ?? 0)).toBe(
      4 * result.cells.filter(({ model, samples }) => model === "a" && samples).length,
    );
    const other = { ...result, models: result.models.map((model) => (model.id === "b" ? { ...model, tokenizer: "f".repeat(64) } : model)) };
    expect(compareModels(other, "a", "b", {})).toBeNull();
  });

  it("count what was said instead", () => {
    expect(countAnswers(result, { model: "b", condition: two, length: 128, depth: 0 })).toEqual({
      right: 4,
      needle: 1,
      slip: 1,
      invented: 1,
      nothing: 1,
    });
  });

  it("average attention over answers", () => {
    const shares = attentionShares(result, { model: "a", condition: one });
    expect(Object.values(shares?.absolute ?? {}).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(shares && noiseOf(shares.absolute)).toBeCloseTo((shares?.absolute.before ?? 0) + (shares?.absolute.after ?? 0), 12);
    expect(attentionShares(result, { model: "a", condition: two })).toBeNull();
    expect(retrievalHeads(result, "a").map(({ layer, head }) => `${layer}.${head}`)[0]).toBe("1.0");
    expect(retrievalHeads(result, "nobody")).toEqual([]);
  });

  it("have names", () => {
    expect(conditionName(two)).toBe("N = 4, R = 2");
    expect(conditionName({ needles: null, queries: null })).toBe("");
  });
});

describe("importScores", () => {
  const rows = [
    { length: 4096, depth: 0, score: 0.5, model: "big", samples: 10 },
    { length: 4096, depth: 50, score: 1, model: "big", samples: 10 },
    { length: 8192, depth: 0, score: 0, model: "small" },
    { length: 8192, depth: 0, score: 1, model: "small" },
  ];

  it("reads rows, in a file of ours or alone", () => {
    const { table, scale } = importScores({ source: "my harness", results: rows }, "f.json");
    expect(scale).toBe(1);
    expect(table).toMatchObject({ lengths: [4096, 8192], depths: [0, 50], source: "my harness" });
    expect(findScore(table, { model: "big", length: 4096, depth: 0 })).toEqual({ share: 0.5, right: 5, total: 10 });
    expect(findScore(table, { model: "small", length: 8192, depth: 0 })).toEqual({ share: 0.5, right: 1, total: 2 });
    expect(importScores(rows, "f.json").table.cells).toEqual(table.cells);
  });

  it("reads what LLMTest_NeedleInAHaystack writes, marks to ten", () => {
    const written = {
      model: "gpt",
      context_length: 1000,
      depth_percent: 11,
      version: 1,
      needle: "…",
      model_response: "…",
      score: 10,
      test_duration_seconds: 1,
    };
    const { table, scale, scaleGiven } = importScores([written, { ...written, depth_percent: 22, score: 3 }], "f.json");
    expect({ scale, scaleGiven }).toEqual({ scale: 10, scaleGiven: false });
    expect(findScore(table, { depth: 22 })).toEqual({ share: 0.3, right: null, total: null });
    expect(importScores(written, "f.json").table.cells).toHaveLength(1);
    // A model that always fails gets its lowest mark, not full ones.
    const failed = importScores([{ ...written, score: 1 }], "f.json");
    expect(failed).toMatchObject({ scale: 10, scaleGiven: false });
    expect(findScore(failed.table, {})?.share).toBe(0.1);
    expect(importScores({ scale: 1, results: [{ ...written, score: 1 }] }, "f.json").scale).toBe(1);
    expect(importScores([{ ...written, score: 75 }], "f.json").scale).toBe(100);
  });

  it("takes percent, and a scale that is given", () => {
    expect(findScore(importScores([{ ...rows[0], score: 75 }], "f").table, {})?.share).toBe(0.75);
    expect(findScore(importScores({ scale: 5, results: [{ ...rows[0], score: 4 }] }, "f").table, {})?.share).toBe(0.8);
  });

  it.each<[string, unknown, RegExp]>([
    ["nothing", [], /results/],
    ["no object", 7, /f\.json/],
    ["a row without length", [{ depth: 1, score: 1 }], /length/],
    ["a depth out of range", [{ ...rows[0], depth: 101 }], /depth/],
    ["no score", [{ ...rows[0], score: null }], /score/],
    ["a negative score", [{ ...rows[0], score: -1 }], /score/],
    ["a score that is a word", [{ ...rows[0], score: "high" }], /score/],
    ["a score of no scale", [{ ...rows[0], score: 101 }], /more than the best/],
    ["a score over its scale", { scale: 1, results: [{ ...rows[0], score: 2 }] }, /more than the best/],
  ])("refuses %s in a sentence", (_, json, sentence) => expect(() => importScores(json, "f.json")).toThrow(sentence));
});
