import { describe, expect, it } from "vitest";
import { SEGMENTS } from "../analysis/contract.ts";
import { fixtureTrace } from "../figures/fixtures/traces.ts";
import { LANGUAGES } from "../text.ts";
import { mapCaptures } from "../trace/maps.ts";
import { headContext, predictedTokens, type Spans, segmentsOf } from "./context.ts";
import { keepMeasures, knownMeasures, measuresOf } from "./kept.ts";
import { joinMeasures, MEASURES, measureCaptures, measuredMap, measuredMaps, measureTrace, refusalOf } from "./measure.ts";

const words = (spans: Spans, count: number): string[] => Array.from(segmentsOf(spans, count), (segment) => SEGMENTS[segment] ?? "");
const tokens = (count: number) => Array.from({ length: count }, (_, id) => ({ id }));

describe("what each token is", () => {
  it("the first is the sink and the rest noise where nothing is marked", () => {
    expect(words([], 3)).toEqual(["first", "noise", "noise"]);
  });

  it("marks win over the sink; with noise marked the rest counts nowhere; marks may reach past the text", () => {
    const spans: Spans = [
      { kind: "answer", start: 2, end: 3 },
      { kind: "query", start: 4, end: 9 },
    ];
    expect(words(spans, 6)).toEqual(["first", "noise", "answer", "noise", "query", "query"]);
    expect(words([...spans, { kind: "noise", start: 1, end: 2 }], 5)).toEqual(["first", "noise", "answer", "other", "query"]);
    expect(words([{ kind: "answer", start: 0, end: 1 }], 2)).toEqual(["answer", "noise"]);
  });
});

describe("which queries are asked", () => {
  const of = (spans: Spans, count: number) => {
    const { asked, steps } = headContext(tokens(count), spans, null);
    return [asked, steps];
  };
  it("the marked query; the model writes from its last token on", () => {
    expect(of([{ kind: "query", start: 2, end: 4 }], 6)).toEqual([
      [2, 3],
      [3, 4, 5],
    ]);
  });
  it("else all after the first answer, or the last token where the answer ends the text; all where nothing is marked", () => {
    const answer = { kind: "answer", start: 1, end: 2 } as const;
    expect(of([answer, { kind: "answer", start: 4, end: 5 }], 5)[0]).toEqual([2, 3, 4]);
    expect(of([{ kind: "answer", start: 3, end: 5 }], 5)[0]).toEqual([4]);
    expect(of([], 2)).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });
});

it("the predicted token is the one with the largest logit", () => {
  const trace = fixtureTrace();
  const logits = trace.captures.find(({ role }) => role === "logits");
  const rows = Array.from({ length: trace.tokens.length }, (_, q) => [...(logits?.data ?? [])].slice(q * 12, q * 12 + 12));
  expect([...(predictedTokens(trace) ?? [])]).toEqual(rows.map((row) => row.indexOf(Math.max(...row))));
  expect(predictedTokens({ ...trace, captures: [] })).toBeNull();
});

describe("the measures of a trace", () => {
  const spans: Spans = [
    { kind: "answer", start: 2, end: 4 },
    { kind: "query", start: 6, end: 8 },
  ];

  it("are one number a head, in the order of columns; the shares of a softmax add up to 1", () => {
    const trace = fixtureTrace({ layers: 3, heads: 4 });
    const [map] = measuredMaps(trace.captures);
    if (!map) throw new Error("no map");
    const { heads, values, missing } = measureTrace(trace, map, spans);
    expect(heads).toHaveLength(12);
    expect(heads[5]).toEqual({ layer: 1, head: 1 });
    expect(Object.keys(values)).toEqual(MEASURES.filter(({ kinds }) => kinds.includes("probability")).map(({ id }) => id));
    expect(Object.keys(missing)).toEqual(["induction", "duplicate-token"]);
    const count = trace.tokens.length;
    heads.forEach(({ layer, head }, at) => {
      const data = trace.captures.find((capture) => capture.role === "attention.map" && capture.layer === layer)?.data ?? [];
      const toQuery = [6, 7].map((q) => [6, 7].reduce((sum, k) => sum + (data[(head * count + q) * count + k] ?? 0), 0));
      const [answer, noise, sink] = ["answer-attention", "noise-attention", "sink-attention"].map((id) => values[id]?.[at] ?? Number.NaN);
      expect((answer ?? 0) + (noise ?? 0) + (sink ?? 0) + ((toQuery[0] ?? 0) + (toQuery[1] ?? 0)) / 2).toBeCloseTo(1, 6);
    });
  });

  it("are refused on signed maps in one sentence where they are undefined, and say what is not marked", () => {
    const trace = fixtureTrace({ two: true });
    expect(measuredMaps(trace.captures)).toEqual([
      { role: "attention.effective" },
      { role: "attention.map", branch: "1" },
      { role: "attention.map", branch: "2" },
    ]);
    const { kind, values, missing } = measureTrace(trace, { role: "attention.effective" }, []);
    expect(kind).toBe("signed");
    expect(values["entropy"]).toBeUndefined();
    expect(values["js-redundancy"]).toBeUndefined();
    expect(missing["answer-attention"]?.en).toContain("No answer is marked");
    expect(values["answer-attention"]?.every(Number.isNaN)).toBe(true);
    const refused = MEASURES.filter((measure) => refusalOf(measure, "signed") !== null).map(({ id }) => id);
    expect(refused).toEqual(["entropy", "js-redundancy"]);
    for (const measure of MEASURES)
      for (const sentence of [refusalOf(measure, "logit"), refusalOf(measure, "signed") ?? refusalOf(measure, "logit")])
        for (const language of LANGUAGES) expect(sentence?.[language]).toMatch(/[.。]$/);
  });

  it("are refused of a map that the trace does not hold", () => {
    expect(() => measureTrace(fixtureTrace(), { role: "attention.effective" }, [])).toThrow(/attention\.effective/);
    expect(measuredMap([], null)).toBeNull();
    expect(measuredMap(fixtureTrace().captures, { role: "attention.scores" })).toEqual({ role: "attention.map" });
  });

  it("taken apart, layer by layer, are put together again as they were", () => {
    const trace = fixtureTrace({ layers: 5, heads: 3 });
    const map = { role: "attention.map" };
    const context = headContext(trace.tokens, spans, predictedTokens(trace));
    const layers = mapCaptures(trace, map);
    const parts = [0, 1].map((part) =>
      measureCaptures(
        layers.filter((_, at) => at % 2 === part),
        map,
        true,
        context,
      ),
    );
    expect(joinMeasures(parts)).toEqual(measureTrace(trace, map, spans));
  });

  it("are kept with their trace", () => {
    const trace = fixtureTrace();
    const map = { role: "attention.map" };
    expect(knownMeasures(trace, map, spans)).toBeUndefined();
    const taken = measuresOf(trace, map, spans);
    expect(measuresOf(trace, map, [...spans])).toBe(taken);
    for (let start = 0; start < 8; start++) keepMeasures(trace, map, [{ kind: "noise", start, end: 9 }], taken);
    expect(knownMeasures(trace, map, spans)).toBeUndefined();
  });
});
