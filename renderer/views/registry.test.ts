// Every view is held to the same bar; a new folder needs no new test to be held to it.

import { readdirSync, readFileSync } from "node:fs";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { routed } from "../../shared/figures/fixtures/routed.ts";
import { fixtureTrace } from "../../shared/figures/fixtures/traces.ts";
import { figureType } from "../../shared/figures/registry.ts";
import { parseManifest } from "../../shared/manifest/parse.ts";
import { FIRST_SELECTION, type Selection } from "../../shared/selection/selection.ts";
import { LANGUAGES } from "../../shared/text.ts";
import { isRole } from "../../shared/trace/vocabulary.ts";
import { meets, VIEWS, viewsFor } from "./registry.ts";

const MODELS = readdirSync("models", { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && readdirSync(`models/${entry.name}`).includes("manifest.json"))
  .map(({ name }) => parseManifest(JSON.parse(readFileSync(`models/${name}/manifest.json`, "utf8")), name));

const TRACES = {
  plain: fixtureTrace(),
  two: fixtureTrace({ two: true, layers: 3 }),
  "one token": fixtureTrace({ tokens: ["<bos>"], two: true }),
  zero: fixtureTrace({ two: true, zero: true }),
  composed: fixtureTrace({ composed: true, layers: 3 }),
  "composed, one token": fixtureTrace({ tokens: ["<bos>"], composed: true, zero: true }),
  routed: routed(fixtureTrace({ layers: 3 }), { bottom: 1 }),
};

const SELECTIONS: readonly Selection[] = [
  FIRST_SELECTION,
  {
    ...FIRST_SELECTION,
    heads: [
      { layer: 1, head: 1 },
      { layer: 0, head: 0 },
    ],
    query: 0,
    key: 0,
  },
  { ...FIRST_SELECTION, region: { row0: 2, row1: 6, column0: 1, column1: 5 } },
  // Of another model and a longer text.
  { ...FIRST_SELECTION, heads: [{ layer: 40, head: 40 }], query: 500, key: 400, map: { role: "nothing" } },
];

const PAPER = { width: 400, theme: "light", language: "en", fontSize: 8, furniture: "full" } as const;

test("views are there, each in its own place among the tabs", () => {
  expect(VIEWS.map(({ id }) => id)).toEqual(expect.arrayContaining(["attention", "differential"]));
  expect(new Set(VIEWS.map(({ order }) => order)).size).toBe(VIEWS.length);
});

test("a model gets the views whose roles it has", () => {
  for (const manifest of MODELS) {
    const two = manifest.captures.some(({ role, branch }) => role === "attention.map" && branch === "2");
    expect(viewsFor(manifest).some(({ id }) => id === "differential")).toBe(two);
  }
});

describe.each(VIEWS)("$id", (view) => {
  test("has its texts in every language", () => {
    for (const language of LANGUAGES) {
      expect(view.title[language].length).toBeGreaterThan(0);
      expect(view.summary[language]).toMatch(/[.。]$/);
    }
  });

  test("needs words of the vocabulary", () => {
    const needs = [...(view.needs.all ?? []), ...(view.needs.any ?? [])];
    expect(needs.length).toBeGreaterThan(0);
    for (const { role } of needs) expect(isRole(role)).toBe(true);
  });

  test("asks only for outputs that the model has, each once", () => {
    for (const manifest of MODELS.filter((one) => meets(one, view.needs)))
      for (const selection of SELECTIONS) {
        const outputs = view.outputs(manifest, selection);
        expect(outputs.length).toBeGreaterThan(0);
        expect(new Set(outputs).size).toBe(outputs.length);
        const known = new Set(manifest.captures.map(({ output }) => output));
        for (const output of outputs) expect(known.has(output)).toBe(true);
      }
  });

  test.each(Object.entries(TRACES))("makes a figure of what is on the stage: %s", (_, trace) => {
    if (!meets(trace.manifest, view.needs)) return;
    for (const selection of SELECTIONS)
      for (const remembered of [
        undefined,
        { scale: "log", range: "unit" },
        { scale: 7, range: [] },
        { show: "use" },
        { show: "attention" },
      ]) {
        const made = view.figure(trace, selection, remembered);
        const type = figureType(made.figure);
        const scene = type.draw(trace, v.parse(type.settings, JSON.parse(JSON.stringify(made.settings))), PAPER);
        expect(scene.title.length).toBeGreaterThan(0);
        expect(scene.frames.length + (scene.spots?.length ?? 0)).toBeGreaterThan(0);
      }
  });
});
