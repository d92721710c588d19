import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fixtureTrace } from "../figures/fixtures/traces.ts";
import { measureTrace } from "../measures/measure.ts";
import { findRanges } from "../spans/pattern.ts";
import { changeDifference, overallOf, pairedDifference, samePrompts, verdict } from "./compare.ts";
import { studentQuantile, summarise } from "./interval.ts";
import { parsePrompts, readPrompts } from "./prompts.ts";
import { parseResult, writeResult } from "./result.ts";
import { type DatasetPlan, type DatasetTools, runDataset } from "./run.ts";

describe("intervals", () => {
  it("have Student's t of the tables", () => {
    // Percentage points of the t distribution, as printed to three decimals.
    for (const [freedom, printed] of [
      [1, 12.706],
      [2, 4.303],
      [3, 3.182],
      [5, 2.571],
      [9, 2.262],
      [10, 2.228],
      [29, 2.045],
      [49, 2.01],
      [120, 1.98],
      [100000, 1.96],
    ] as const)
      expect(studentQuantile(freedom)).toBeCloseTo(printed, 3);
    // For 2 degrees of freedom P(T > t) = 1/2 - t / (2 √(2 + t²)) is exact.
    const t = studentQuantile(2);
    expect(0.5 - t / (2 * Math.sqrt(2 + t * t))).toBeCloseTo(0.025, 10);
  });

  it("of numbers worked out by hand, and of too few", () => {
    // 1, 2, 3: s = 1, so half = 4.30265 / √3.
    const { mean, low, high, n } = summarise([1, 2, 3, Number.NaN, Number.POSITIVE_INFINITY]);
    expect([mean, n]).toEqual([2, 3]);
    expect(low).toBeCloseTo(2 - 4.302652729 / Math.sqrt(3), 8);
    expect(high).toBeCloseTo(2 + 4.302652729 / Math.sqrt(3), 8);
    expect(summarise([7])).toEqual({ mean: 7, low: null, high: null, n: 1 });
    expect(summarise([])).toEqual({ mean: null, low: null, high: null, n: 0 });
  });

  it("are those of the plain two-pass definition, also far from zero", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 40 }), (numbers) => {
        const values = numbers.map((one) => one + 1e6);
        const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
        const s = Math.sqrt(values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (values.length - 1));
        const found = summarise(values);
        expect(found.mean).toBeCloseTo(mean, 6);
        expect((found.high ?? 0) - (found.mean ?? 0)).toBeCloseTo((studentQuantile(values.length - 1) * s) / Math.sqrt(values.length), 6);
      }),
    );
  });
});

describe("files of prompts", () => {
  const json = (...lines: unknown[]): string => lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n");

  it("are one prompt a line, blank lines left out, whatever ends the lines", () => {
    expect(parsePrompts("a.txt", "one\r\n\r\n two \nthree\r")).toEqual([
      { line: 1, text: "one", marks: [] },
      { line: 3, text: " two ", marks: [] },
      { line: 4, text: "three", marks: [] },
    ]);
    expect(parsePrompts("a.txt", '{"no json').map(({ text }) => text)).toEqual(['{"no json']);
    expect(readPrompts("a.txt", new TextEncoder().encode("\uFEFFé\n"))).toEqual([{ line: 1, text: "é", marks: [] }]);
  });

  it("or JSON with marks: the first place answers, the last asks, all are noise; other fields are let be", () => {
    const text = "Oslo is 7. Rome is 7. Oslo is";
    expect(parsePrompts("a.txt", json({ text, answer: "7", query: "Oslo is", noise: [" is "], id: 3 }))[0]?.marks).toEqual([
      { kind: "answer", start: 8, end: 9 },
      { kind: "query", start: 22, end: 29 },
      { kind: "noise", start: 4, end: 8 },
      { kind: "noise", start: 15, end: 19 },
    ]);
    expect(parsePrompts("a.jsonl", json("", { text, spans: [{ kind: "answer", start: 0, end: 4 }] }))).toEqual([
      { line: 2, text, marks: [{ kind: "answer", start: 0, end: 4 }] },
    ]);
  });

  it.each<[string, string, RegExp]>([
    ["no JSON", json({ text: "a" }, "{oops"), /^p\.jsonl, line 2: it is not JSON/],
    ["no text", json({ txt: "a" }), /line 1: "text" is missing/],
    ["empty text", json({ text: "" }), /line 1: "text" is empty/],
    ["a number for text", json({ text: 3 }), /line 1: "text" is no text/],
    ["a list", json([1]), /line 1: /],
    ["null", "null", /line 1: /],
    ["an answer that is not there", json({ text: "a" }, { text: "b", answer: "x" }), /line 2: its answer "x" does not stand/],
    ["an empty answer", json({ text: "a", answer: "" }), /line 1: /],
    ["a span outside", json({ text: "abc", spans: [{ kind: "answer", start: 1, end: 4 }] }), /line 1: the span from 1 to 4/],
    ["a span turned round", json({ text: "abc", spans: [{ kind: "answer", start: 2, end: 1 }] }), /line 1: the span from 2 to 1/],
    ["a half span", json({ text: "abc", spans: [{ kind: "answer", start: 0.5, end: 1 }] }), /line 1: spans\.0\.start/],
    ["an unknown kind", json({ text: "abc", spans: [{ kind: "needle", start: 0, end: 1 }] }), /line 1: spans\.0\.kind/],
    ["bytes that are no text", "a\u0000b", /line 1: /],
    ["nothing", "\n\n", /^p\.jsonl holds no prompts/],
    ["a prototype", '{"__proto__": {"text": "a"}}', /line 1: "text" is missing/],
    ["a prompt without end", json({ text: "x".repeat(100_001) }), /line 1: it is longer/],
  ])("are refused in one sentence: %s", (_, content, sentence) => {
    expect(() => parsePrompts("p.jsonl", content)).toThrow(sentence);
    try {
      parsePrompts("p.jsonl", content);
    } catch (error) {
      expect((error as Error).message).toMatch(/^[^\n]{1,300}\.$/);
    }
  });

  it("are refused where they are no text, or too many", () => {
    expect(() => readPrompts("a.bin", Uint8Array.of(0xff, 0xfe, 0x00))).toThrow(/not text in UTF-8/);
    expect(() => parsePrompts("a.txt", "a\n".repeat(20_001))).toThrow(/line 20001: a file may hold 20000 prompts/);
    expect(() => parsePrompts("a.txt", "x".repeat(100_001))).toThrow(/line 1: it is longer/);
  });

  it("never fail in any other way", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.constantFrom("a.txt", "a.jsonl"), (content, name) => {
        try {
          for (const { line, text } of parsePrompts(name, content)) expect(line > 0 && text !== "").toBe(true);
        } catch (error) {
          expect(error).toMatchObject({ code: "bad-spec" });
        }
      }),
    );
  });
});

/** A model that makes of every text the fixture with that many tokens, one a character; a head that is off adds to a logit. */
const tools: DatasetTools = {
  run: async ({ text, outputs, knobs }) => {
    const trace = fixtureTrace({ tokens: ["<bos>", ...text], layers: 2, heads: 2 });
    const tokens = trace.tokens.map((token, place) => ({
      ...token,
      id: place === 0 ? 0 : text.charCodeAt(place - 1) % 12,
      start: Math.max(0, place - 1),
      end: place,
    }));
    const captures = trace.captures
      .filter(({ name }) => outputs.includes(name))
      .map((capture) => {
        if (capture.role !== "logits") return capture;
        const off = knobs["head_mask"]?.indexOf(0) ?? -1;
        return { ...capture, data: capture.data.map((value, at) => value + (at % 12 === 3 ? off + 1 : 0)) };
      });
    return { ...trace, text, knobs, tokens, captures };
  },
  tokenize: async (text) => fixtureTrace({ tokens: ["<bos>", ...text] }).tokens,
  measure: async (trace, map, spans) => measureTrace(trace, map, spans),
  match: async (text, pattern) => findRanges(text, pattern),
};
const { manifest } = fixtureTrace({ layers: 2, heads: 2 });
const PROMPTS = ["abc abc", "xaya b ya", "aab ab a"];
const plan: DatasetPlan = {
  manifest,
  knobs: {},
  map: { role: "attention.map" },
  name: "p.txt",
  prompts: PROMPTS.map((text, at) => ({ line: at + 1, text, marks: [] })),
  patterns: { answer: "b", query: "/[a-z]+$/", noise: "" },
  ablation: null,
};

describe("measuring many prompts", () => {
  it("gives each head the mean, interval and count of what each prompt gives it", async () => {
    const heard: number[] = [];
    const result = await runDataset(tools, plan, ({ done }) => heard.push(done));
    expect(heard).toEqual([0, 1, 1, 2, 2, 3]);
    // Tokens are characters behind the start token: the first b answers, the last word asks.
    const spans = [
      [
        { kind: "answer", start: 2, end: 3 },
        { kind: "query", start: 5, end: 8 },
      ],
      [
        { kind: "answer", start: 6, end: 7 },
        { kind: "query", start: 8, end: 10 },
      ],
      [
        { kind: "answer", start: 3, end: 4 },
        { kind: "query", start: 8, end: 9 },
      ],
    ] as const;
    const each = await Promise.all(
      PROMPTS.map(async (text, at) =>
        measureTrace(await tools.run({ text, outputs: manifest.captures.map(({ output }) => output), knobs: {} }), plan.map, [
          ...(spans[at] ?? []),
        ]),
      ),
    );
    expect(result.complete).toBe(true);
    expect(result.heads).toHaveLength(4);
    for (const [id, column] of Object.entries(result.measures))
      for (let head = 0; head < 4; head++) {
        const wanted = summarise(each.map(({ values }) => values[id]?.[head] ?? Number.NaN));
        expect(column.n[head]).toBe(wanted.n);
        for (const field of ["mean", "low", "high"] as const) {
          if (wanted[field] === null) expect(column[field][head]).toBeNull();
          else expect(column[field][head]).toBeCloseTo(wanted[field], 9);
        }
      }
    const noise = each.map(({ values }) => (values["noise-attention"]?.reduce((sum, one) => sum + one, 0) ?? 0) / 4);
    expect(result.overall["noise-attention"]?.mean).toBeCloseTo(summarise(noise).mean ?? 0, 9);
    expect(result.overall["noise-attention"]?.high).toBeCloseTo(summarise(noise).high ?? 0, 9);
  });

  it("switches heads off where asked, each and together", async () => {
    const set = [{ layer: 1, head: 1 }];
    const { ablation, each } = await runDataset(tools, { ...plan, ablation: { target: "after", each: true, set } });
    expect(ablation?.heads?.n).toEqual([3, 3, 3, 3]);
    // Off together is off by itself where the set is one head.
    expect(ablation?.change?.mean).toBeCloseTo(ablation?.heads?.mean[3] ?? Number.NaN, 12);
    expect(new Set(ablation?.heads?.mean).size).toBe(4);
    expect(each.every(({ baseline, change }) => baseline !== null && baseline < 0 && change !== null)).toBe(true);
  });

  it("stops when cancelled and keeps what was finished", async () => {
    const abort = new AbortController();
    const result = await runDataset(tools, plan, ({ done }) => done === 2 && abort.abort(), abort.signal);
    expect([result.complete, result.each.length]).toEqual([false, 2]);
    const early = new AbortController();
    early.abort();
    await expect(runDataset(tools, plan, undefined, early.signal)).rejects.toMatchObject({ code: "cancelled" });
  });

  it("runs nothing where a line is too long, and names the line of what fails", async () => {
    const long = { line: 9, text: "a".repeat(600), marks: [] };
    await expect(runDataset(tools, { ...plan, prompts: [...plan.prompts, long] })).rejects.toThrow(/p\.txt, line 9: it has 601 tokens/);
    await expect(runDataset(tools, { ...plan, patterns: { ...plan.patterns, answer: "/(/" } })).rejects.toThrow(
      /p\.txt, line 1: The pattern/,
    );
  });

  it("is saved and read again as it was; anything else is refused in a sentence", async () => {
    const result = await runDataset(tools, { ...plan, ablation: { target: null, each: true, set: [] } });
    expect(parseResult("r.json", writeResult(result))).toEqual(result);
    for (const [text, sentence] of [
      ["{", /r\.json is no file of measures: it is not JSON/],
      ["[]", /r\.json is no file of measures/],
      [JSON.stringify({ ...result, format: "x" }), /format/],
      [JSON.stringify({ ...result, heads: result.heads.slice(1) }), /one number for each head/],
      [JSON.stringify({ ...result, measures: { entropy: { mean: ["x"] } } }), /measures\.entropy/],
    ] as const)
      expect(() => parseResult("r.json", text)).toThrow(sentence);
  });

  it("holds two results against each other in pairs", async () => {
    const a = await runDataset(tools, plan);
    const b = {
      ...a,
      each: a.each.map((one, at) => ({ ...one, means: { ...one.means, entropy: (one.means["entropy"] ?? 0) - 0.1 * (at + 1) } })),
    };
    expect(samePrompts(a, b)).toBe(true);
    const difference = pairedDifference(a, b, "entropy");
    expect(difference.mean).toBeCloseTo(-0.2, 9);
    expect(difference.n).toBe(3);
    expect(verdict(pairedDifference(a, a, "entropy"))).toBe("open");
    expect(verdict({ mean: -1, low: -2, high: -0.5, n: 3 })).toBe("less");
    // A file's name tells nothing of what was in it that day.
    const edited = await runDataset(tools, { ...plan, prompts: plan.prompts.map((prompt) => ({ ...prompt, text: `${prompt.text} a` })) });
    expect(samePrompts(a, edited)).toBe(false);
    expect(samePrompts(a, { ...b, prompts: "copy.txt" })).toBe(true);
    const { promptsSha256: _, ...older } = b;
    expect([samePrompts(a, older), samePrompts(a, { ...older, prompts: "other.txt" })]).toEqual([true, false]);
  });

  it("holds a signed map's absolute noise against the noise of probabilities, and two sets of heads against each other", async () => {
    const a = await runDataset(tools, plan);
    const numbers = [0.25, 0.5, 1];
    const signed = {
      ...a,
      kind: "signed" as const,
      each: a.each.map((one, at) => ({
        ...one,
        means: { ...one.means, "absolute-noise": (one.means["noise-attention"] ?? 0) + (numbers[at] ?? 0) },
        change: -(numbers[at] ?? 0),
      })),
    };
    expect(pairedDifference(a, signed, "absolute-noise")).toMatchObject({ n: 3 });
    expect(pairedDifference(a, signed, "absolute-noise").mean).toBeCloseTo(1.75 / 3, 12);
    expect(overallOf(a, "absolute-noise")).toEqual(a.overall["noise-attention"]);
    expect(overallOf(signed, "absolute-noise")).toBeNull();
    const half = { ...signed, each: signed.each.map((one) => ({ ...one, change: (one.change ?? 0) / 2 })) };
    // -0.125, -0.25, -0.5: mean -0.875 / 3, half width t(2) s / √3.
    const taken = changeDifference(half, signed);
    expect(taken.mean).toBeCloseTo(-0.875 / 3, 12);
    expect(taken.n).toBe(3);
    expect(changeDifference(a, signed).n).toBe(0);
  });
});
