// Every analysis, held to the same bar.

import { readdirSync } from "node:fs";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { isRole, KINDS } from "../trace/vocabulary.ts";
import { ATTENTION_KINDS } from "./contract.ts";
import { exampleMap } from "./example.ts";
import { exampleContext, measureOf } from "./exampleHeads.ts";
import { ANALYSES } from "./registry.ts";

it("finds every folder", () => {
  const folders = readdirSync("shared/analysis", { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(ANALYSES.map(({ id }) => id)).toEqual(folders.map(({ name }) => name).sort());
});

describe.each(ANALYSES)("$id", (analysis) => {
  it("says what it is, in both languages, with its formula and source", () => {
    for (const text of [analysis.title.en, analysis.title.zh, analysis.summary.en, analysis.summary.zh, analysis.formula, analysis.source])
      expect(text).not.toBe("");
  });

  it("has defaults and asks for words of the vocabulary", () => {
    if (analysis.over !== "trace") {
      expect(analysis.kinds.length).toBeGreaterThan(0);
      for (const kind of analysis.kinds) expect(KINDS).toContain(kind);
    } else {
      expect(v.safeParse(analysis.settings, {}).success).toBe(true);
      for (const { role } of [...(analysis.needs.all ?? []), ...(analysis.needs.any ?? [])]) expect(isRole(role)).toBe(true);
    }
  });

  it("is defined and the same each time on small, empty and zero maps", () => {
    if (analysis.over !== "map") return;
    for (const kind of analysis.kinds)
      for (const rows of [
        [[1]],
        [
          [0, 0],
          [0, 0],
        ],
        [
          [1, 0],
          [0.5, 0.5],
        ],
      ]) {
        const source = exampleMap(rows, kind, true);
        const measure = analysis.run(source);
        expect(measure.rows).toHaveLength(rows.length);
        for (const value of [...measure.rows, measure.whole]) expect(Number.isFinite(value)).toBe(true);
        expect(analysis.run(source)).toEqual(measure);
      }
  });

  it("refuses, in a sentence, the kinds of attention that it is not defined on", () => {
    if (analysis.over !== "heads") return;
    const all = ATTENTION_KINDS.every((kind) => analysis.kinds.includes(kind));
    if (!all) for (const text of [analysis.refusal?.en, analysis.refusal?.zh]) expect(text).toMatch(/[.。]$/);
    for (const text of [analysis.short.en, analysis.short.zh]) expect(text.length).toBeLessThanOrEqual(12);
  });

  it("is a number or nothing, and the same each time, of small, marked and zero maps of heads", () => {
    if (analysis.over !== "heads") return;
    const maps = [
      [[1]],
      [
        [0, 0],
        [0, 0],
      ],
      [
        [1, 0, 0],
        [0.5, 0.5, 0],
        [0.25, 0.25, 0.5],
      ],
    ];
    for (const kind of analysis.kinds)
      for (const rows of maps)
        for (const ids of [rows.map((_, place) => place), rows.map(() => 7)])
          for (const segments of [
            rows.map(() => "noise" as const),
            rows.map((_, place) => (place === 0 ? ("answer" as const) : ("query" as const))),
          ]) {
            const context = exampleContext(ids, { segments, predicted: ids });
            const values = measureOf(analysis, [rows, rows], kind, context);
            expect(values).toHaveLength(2);
            expect(values).toEqual(measureOf(analysis, [rows, rows], kind, context));
            for (const value of values) expect(Math.abs(value)).not.toBe(Number.POSITIVE_INFINITY);
            expect(values[0]).toEqual(values[1]);
          }
  });
});
