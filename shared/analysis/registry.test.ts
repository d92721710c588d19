// Every analysis, held to the same bar.

import { readdirSync } from "node:fs";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { isRole, KINDS } from "../trace/vocabulary.ts";
import { exampleMap } from "./example.ts";
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
    if (analysis.over === "map") {
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
});
