import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { faults } from "../fixtures/check.ts";
import { fixtureTrace } from "../fixtures/traces.ts";
import { drawFigure } from "../spec.ts";
import figure from "./figure.ts";
import { byKind, sharesOf } from "./shares.ts";

const SPANS = [{ kind: "answer", start: 3, end: 5 } as const, { kind: "query", start: 6, end: 8 } as const];
const MAP = { role: "attention.map" };

describe("shares of the parts of a text", () => {
  const trace = fixtureTrace({ layers: 2, heads: 3 });
  const count = trace.tokens.length;

  it("are plain sums of the maps, mean over heads and asked queries, in the order of the text", () => {
    const { parts, heads, asked } = sharesOf(trace, MAP, SPANS, null, false);
    expect(parts.map(({ segment, start, end }) => [segment, start, end])).toEqual([
      ["first", 0, 1],
      ["noise", 1, 3],
      ["answer", 3, 5],
      ["noise", 5, 6],
      ["query", 6, 8],
    ]);
    expect(heads).toHaveLength(6);
    expect(asked).toEqual([6, 7]);
    for (const { start, end, share } of parts) {
      let sum = 0;
      for (const { role, data } of trace.captures)
        if (role === "attention.map")
          for (let head = 0; head < 3; head++)
            for (const q of [6, 7]) for (let k = start; k < end; k++) sum += data[(head * count + q) * count + k] ?? 0;
      expect(share).toBeCloseTo(sum / 12, 6);
    }
    expect(parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6);
  });

  it("of some heads are those heads' alone; of one kind they are added up", () => {
    const one = sharesOf(trace, MAP, SPANS, [{ layer: 1, head: 2 }], false);
    expect(one.heads).toEqual([{ layer: 1, head: 2 }]);
    expect(byKind(one.parts).map(({ segment }) => segment)).toEqual(["first", "noise", "answer", "query"]);
    expect(byKind(one.parts)[1]?.share).toBeCloseTo((one.parts[1]?.share ?? 0) + (one.parts[3]?.share ?? 0), 12);
  });

  it("of heads that the trace lacks are refused by name", () => {
    const asked = [
      { layer: 1, head: 2 },
      { layer: 6, head: 0 },
    ];
    expect(() => sharesOf(trace, MAP, SPANS, asked, false)).toThrow(/no attention\.map for L7H1/);
  });

  it("of the row sum add up to 1 where rows do not", () => {
    const two = fixtureTrace({ two: true });
    const total = (ofRow: boolean): number =>
      sharesOf(two, { role: "attention.effective" }, SPANS, null, ofRow).parts.reduce((sum, { share }) => sum + share, 0);
    expect(total(true)).toBeCloseTo(1, 6);
    expect(total(false)).not.toBeCloseTo(1, 2);
  });
});

it("is told in both languages what wide and thin bars are", () => {
  const paper = { width: 400, theme: "light", fontSize: 7, furniture: "full" } as const;
  const caption = (language: "en" | "zh"): string =>
    drawFigure(fixtureTrace(), { figure: "segment-bars", settings: { spans: SPANS } }, { ...paper, language }).caption;
  expect(caption("en")).toContain("Wide bars are sums, thin bars single tokens.");
  expect(caption("zh")).toContain("宽条为总和，细条为单个词元。");
});

it("keeps the number of a negative bar off the name below it, however low the paper", () => {
  const trace = fixtureTrace({ two: true, layers: 1, heads: 3, tokens: ["one", "two"] });
  const paper = { theme: "light", language: "en", furniture: "full", fontSize: 4 } as const;
  for (let height = 60; height <= 100; height += 10)
    for (const width of [60, 70]) expect(faults(figure.draw(trace, v.parse(figure.settings, {}), { ...paper, width, height }))).toEqual([]);
});

it("leaves out rows that nearly cancel, and says how many", () => {
  const trace = fixtureTrace({ two: true, layers: 1, heads: 1, tokens: ["a", "b", "c", "d"] });
  const captures = trace.captures.map((capture) =>
    capture.role === "attention.effective"
      ? { ...capture, data: Float32Array.of(1, 0, 0, 0, 0.5, 0.5, 0, 0, 0.25, 0.25, 0.5, 0, 0.4, -0.4, 0.3, -0.299) }
      : capture,
  );
  const settings = v.parse(figure.settings, {
    map: { role: "attention.effective" },
    shares: "row",
    spans: [{ kind: "query", start: 2, end: 4 }],
  });
  const shares = sharesOf({ ...trace, captures }, { role: "attention.effective" }, settings.spans, null, true);
  expect(shares.without).toBe(1);
  expect([...shares.tokens].map((share) => Number(share.toFixed(4)))).toEqual([0.125, 0.125, 0.25, 0]);
  const paper = { width: 400, theme: "light", language: "en", fontSize: 7, furniture: "full" } as const;
  expect(figure.draw({ ...trace, captures }, settings, paper).caption).toContain(
    "Rows of 2 that nearly cancel have no shares and count as 0: 1.",
  );
});
