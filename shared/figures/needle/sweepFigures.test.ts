// Every figure of experiments is held to the same bar, and its examples are drawn (vitest -u writes them again).

import { readdirSync, readFileSync } from "node:fs";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { sentencesOf } from "../../error.ts";
import { fixtureResult } from "../../needle/fixtures/result.ts";
import { importScores } from "../../needle/importScores.ts";
import type { NeedleResult } from "../../needle/result.ts";
import { LANGUAGES } from "../../text.ts";
import type { Paper } from "../contract.ts";
import { faults } from "../fixtures/check.ts";
import { writeSvg } from "../format/svg.ts";
import { paperOf, parsePaper } from "../spec.ts";
import { SWEEP_FIGURES, sweepFigure } from "./registry.ts";
import { drawSweepFigure, importedData, resultData, type SweepData, sweepMeets } from "./sweepFigure.ts";

const result = fixtureResult();
const HOSTILE = ["\"&<>'", "\u202eabc", "a title so long that no panel and no column of any table can ever hold all of it"];

function renamed(): NeedleResult {
  return { ...result, models: result.models.map((model, i) => ({ ...model, title: HOSTILE[i] ?? "" })) };
}
const keep = (fits: (cell: NeedleResult["cells"][number]) => boolean): NeedleResult => ({ ...result, cells: result.cells.filter(fits) });

const DATA: Readonly<Record<string, SweepData>> = {
  "two models": resultData(result),
  "one model": resultData({
    ...keep(({ model }) => model === "a"),
    models: result.models.slice(0, 1),
    ablations: result.ablations.filter(({ model }) => model === "a"),
  }),
  "stopped early": resultData(keep(({ length, depth }) => length === 64 && depth === 0)),
  "nothing finished": resultData({ ...result, cells: [], ablations: [] }),
  "three models, hostile titles": resultData({
    ...renamed(),
    models: [...renamed().models, { ...(result.models[0] as NeedleResult["models"][number]), id: "c", title: HOSTILE[2] ?? "" }],
  }),
  imported: importedData(
    importScores(
      {
        source: "another harness",
        results: Array.from({ length: 20 * 20 }, (_, i) => ({
          model: `large ${(i + Math.floor(i / 20)) % 2}`,
          length: 1000 * (1 + (i % 20)),
          depth: (100 * Math.floor(i / 20)) / 19,
          score: 1 + ((i * 7) % 10),
        })),
      },
      "scores.json",
    ),
  ),
};

/** What an error says in English, both sentences. */
function said(work: () => unknown): string {
  try {
    work();
  } catch (thrown) {
    return sentencesOf(thrown).en;
  }
  return "";
}

const PAPERS: readonly Paper[] = [
  { width: 252, theme: "light", language: "en", fontSize: 7, furniture: "full" },
  { width: 520, theme: "dark", language: "zh", fontSize: 8, furniture: "full" },
  { width: 160, theme: "light", language: "zh", fontSize: 7, furniture: "full" },
  { width: 700, height: 420, theme: "dark", language: "en", fontSize: 12, furniture: "bare" },
];

describe.each(SWEEP_FIGURES.map((figure) => [figure.id, figure] as const))("%s", (id, figure) => {
  it("is named in every language, has defaults, and refuses unknown settings", () => {
    for (const language of LANGUAGES) for (const text of [figure.title, figure.summary]) expect(text[language].trim()).not.toBe("");
    expect(v.safeParse(figure.settings, {}).success).toBe(true);
    expect(v.safeParse(figure.settings, { colour: "mauve" }).success).toBe(false);
    expect(() => drawSweepFigure(figure, DATA["two models"] as SweepData, { models: 3 }, PAPERS[0] as Paper)).toThrow(/settings/);
  });

  it.each(Object.entries(DATA))("draws: %s", (name, data) => {
    if (!sweepMeets(data, figure.needs)) {
      expect(() => drawSweepFigure(figure, data, {}, PAPERS[0] as Paper)).toThrow(/has not what the figure/);
      return;
    }
    for (const paper of PAPERS) {
      const scene = drawSweepFigure(figure, data, {}, paper);
      expect(faults(scene), `${name}, ${paper.width} pt`).toEqual([]);
      expect(scene.title.trim()).not.toBe("");
      expect(scene.caption).toMatch(/n = |number of prompts|每格/);
      const svg = writeSvg(scene);
      expect(writeSvg(drawSweepFigure(figure, data, {}, paper))).toBe(svg);
      expect(() =>
        JSON.parse(
          /<metadata>(.*?)<\/metadata>/
            .exec(svg)?.[1]
            ?.replaceAll("&quot;", '"')
            .replaceAll("&lt;", "<")
            .replaceAll("&gt;", ">")
            .replaceAll("&amp;", "&") ?? "",
        ),
      ).not.toThrow();
    }
  });

  const folder = new URL(`../${id}/examples/`, import.meta.url);
  const examples = readdirSync(folder).filter((file) => file.endsWith(".json"));
  it("has one to three examples", () => expect(examples.length >= 1 && examples.length <= 3).toBe(true));
  it.each(examples)("%s", async (file) => {
    const spec = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as { data: string; settings: object; paper: object };
    const scene = drawSweepFigure(figure, DATA[spec.data] as SweepData, spec.settings, paperOf({ paper: parsePaper(spec.paper, file) }));
    await expect(writeSvg(scene)).toMatchFileSnapshot(`../${id}/examples/${file.replace(".json", ".svg")}`);
  });
});

describe("what is drawn", () => {
  const texts = (figure: string, settings: object): string[] => {
    const svg = writeSvg(drawSweepFigure(sweepFigure(figure), DATA["two models"] as SweepData, settings, PAPERS[3] as Paper));
    return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text ?? "");
  };

  it("is what was counted: each cell, the averages, the difference and its test", () => {
    const shown = texts("needle-heatmap", {});
    // Model a: 3 of 4 everywhere. Model b: 2 of 4 at 64 tokens, at 128 one of 4 and none at depth 50.
    expect(shown.filter((text) => text === "75%")).toHaveLength(12);
    // Four cells, and the names of three rows.
    expect(shown).toContain("average 75% (55% … 88%)");
    expect(shown.filter((text) => text === "50%")).toHaveLength(7);
    expect(shown).toContain("−75%");
    expect(shown.some((text) => /^−42% \(−\d+% … −\d+%\), p = 0\.002$/.test(text))).toBe(true);
  });

  it("tells partial credit apart", () => {
    const condition = { needles: 4, queries: 2 };
    expect(texts("needle-heatmap", { condition, measure: "each" })).toContain("average 75%");
    expect(texts("needle-table", {})).toContain("25% / (50%)");
  });

  it("follows attention by depth", () => {
    const shown = texts("needle-attention", {});
    for (const text of ["0.10", "0.40", "0.50", "0.60", "0.30"]) expect(shown).toContain(text);
    expect(texts("needle-attention", { shares: "signed" })).toContain("−0.05");
  });

  const caption = (scale: object, score: number): string => {
    const rows = { ...scale, results: [{ length: 4096, depth: 50, score, model: "big" }] };
    return drawSweepFigure(sweepFigure("needle-heatmap"), importedData(importScores(rows, "f.json")), {}, PAPERS[0] as Paper).caption;
  };
  it("says what the best score was taken to be", () => {
    expect(caption({}, 0.5)).toContain("The file does not state the best score: 1 was taken.");
    expect(caption({}, 7)).toContain("Scores were divided by 10. The file does not state the best score: 10 was taken.");
    expect(caption({ scale: 10 }, 7)).toContain("Scores were divided by 10.");
    for (const scale of [1, 10]) expect(caption({ scale }, 0.5)).not.toContain("best score");
  });

  it.each<[string, string, object, RegExp]>([
    ["a model", "needle-heatmap", { models: ["a", "dif"] }, /no model "dif".*It has a, b\./],
    ["a model", "needle-ablation", { models: ["dif"] }, /no model "dif"/],
    ["a task", "needle-heatmap", { condition: { needles: 8, queries: 4 } }, /no task N = 8, R = 4.*It has N = 1, R = 1; N = 4, R = 2\./],
    ["a task", "needle-heads", { condition: { needles: 8, queries: 4 } }, /no task N = 8/],
    ["a task", "needle-attention", { condition: { needles: null, queries: null } }, /no task without N and R/],
    ["a depth", "needle-segments", { depth: 30 }, /no depth 30.*It has 0, 50, 100\./],
    ["a length", "needle-table", { lengths: [64, 96] }, /no length 96.*It has 64, 128\./],
  ])("is not drawn without %s that was asked for: %s", (_, id, settings, sentence) => {
    const draw = () => drawSweepFigure(sweepFigure(id), DATA["two models"] as SweepData, settings, PAPERS[0] as Paper);
    expect(draw).toThrow(expect.objectContaining({ code: "capture-missing" }));
    expect(said(draw)).toMatch(sentence);
  });

  it("says which figure there is not", () => expect(() => sweepFigure("pie")).toThrow(/no figure of experiments "pie"/));
});
