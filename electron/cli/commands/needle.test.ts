import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { identityOf } from "../../../shared/needle/identity.ts";
import { parseNeedleResult } from "../../../shared/needle/result.ts";
import { main } from "../main.ts";
import { duration, engineText } from "../needle/report.ts";

const folder = mkdtempSync(join(tmpdir(), "heddle-needle-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

/** Sixteen tokens are all that the fixture model reads. */
const SPEC = {
  models: ["tiny"],
  lengths: [16],
  depths: [0, 100],
  needle: "{key}={value}",
  question: "{key}?",
  keys: ["a", "b", "c"],
  values: ["x", "y", "z"],
  haystack: { kind: "file", file: "hay.txt" },
  samples: 7,
};

async function needle(spec: unknown, ...words: string[]) {
  writeFileSync(at("spec.json"), typeof spec === "string" ? spec : JSON.stringify(spec));
  const said: string[] = [];
  const hear = (line: string): void => void said.push(line);
  const more = words.includes("--out") ? words : [...words, "--out", at("r.json")];
  const code = await main(["needle", at("spec.json"), "--models", "shared/engine/fixtures", "--engine", "wasm", ...more], {
    print: hear,
    complain: hear,
  });
  return { code, said: said.join("\n") };
}
const result = (name: string) => parseNeedleResult(JSON.parse(readFileSync(at(name), "utf8")), name);

writeFileSync(at("hay.txt"), "1. 2. 3. 4. 5. 6. 7. 8.");

describe("heddle needle", () => {
  it("runs an experiment cell by cell, tells the pace, and prints what was found", async () => {
    const { code, said } = await needle(SPEC);
    expect(said).toMatch(/tiny, N = 1, R = 1, 16 tokens, depth 0 %: \d of 7 right {2}\[1\/2, [\d.]+ samples\/s, .* left\]/);
    expect(said).toMatch(/14 samples, [\d.]+ a second, \d+ s -> .*r\.json/);
    expect(said).toMatch(/Tiny: \d+(\.\d)?% \(.* to .*\); by length 16: /);
    expect(code).toBe(0);
    expect(existsSync(at("r.json.partial"))).toBe(false);
    const { cells, haystack } = result("r.json");
    expect(cells.map(({ depth, samples }) => [depth, samples?.length])).toEqual([
      [0, 7],
      [100, 7],
    ]);
    expect(haystack?.name).toBe("hay.txt");
  });

  it("gives the same numbers again, runs nothing that is complete, and reads its own results", async () => {
    await needle(SPEC, "--out", at("again.json"));
    expect(result("again.json").cells).toEqual(result("r.json").cells);
    expect((await needle(SPEC)).said).toContain("complete already");
    const out: string[] = [];
    expect(await main(["needle", at("r.json")], { print: (line) => void out.push(line), complain: () => {} })).toBe(0);
    expect(out.join("\n")).toMatch(/N = 1, R = 1: right prompts/);
  });

  it("draws results, and scores of other harnesses", async () => {
    const run = async (...words: string[]) => {
      const out: string[] = [];
      const code = await main(["needle", ...words], { print: (line) => void out.push(line), complain: (line) => void out.push(line) });
      return { code, out: out.join("\n") };
    };
    expect(await run(at("r.json"), "--figure", at("f.svg"))).toMatchObject({
      code: 0,
      out: expect.stringContaining("Needles found, by length and depth"),
    });
    expect(readFileSync(at("f.svg"), "utf8")).toMatch(/^<\?xml.*Tiny/s);
    writeFileSync(at("other.json"), JSON.stringify([{ length: 4096, depth: 50, score: 0.5, model: "big" }]));
    expect((await run(at("other.json"))).out).toMatch(/1 cells were read.*best score: 1 was taken/s);
    expect(await run(at("other.json"), "--figure", at("o.svg"), "--paper", '{"width":"89mm","theme":"dark"}')).toMatchObject({ code: 0 });
    expect(readFileSync(at("o.svg"), "utf8")).toContain("4K");
    for (const [words, sentence] of [
      [["--figure", "f.pdf"], /\.svg/],
      [["--figure", at("x.svg"), "--type", "pie"], /no figure of experiments "pie"/],
      [["--figure", at("x.svg"), "--settings", "{"], /--settings is not JSON/],
      [["--figure", at("x.svg"), "--paper", '{"width":"1mm"}'], /paper/],
      [["--figure", at("x.svg"), "--type", "needle-heads"], /attention/],
      [["--figure", at("x.svg"), "--settings", '{"models":["tini"]}'], /no model "tini".*It has tiny/s],
    ] as const) {
      const { code, out } = await run(at("r.json"), ...words);
      expect(out).toMatch(sentence);
      expect(code).toBe(1);
    }
  });

  it("goes on from a journal without running its cells again", async () => {
    const { cells } = result("r.json");
    const [first] = cells;
    // As if the first cell had been finished with other answers: they are kept as they are.
    const kept = { ...first, samples: first?.samples?.map(() => ({ said: ["right"] })) };
    const header = { format: "heddle-needle-journal/1", identity: identityOf(result("r.json")) };
    writeFileSync(at("part.json.partial"), `${JSON.stringify(header)}\n${JSON.stringify({ kind: "cell", cell: kept })}\n{"kind":"ce`);
    const resumed = await needle(SPEC, "--out", at("part.json"));
    expect(resumed.said).toContain("Going on: 1 cells were finished before.");
    expect(result("part.json").cells).toEqual([kept, cells[1]]);
  });

  it("goes on from a result that was saved before its end, with what the journal holds besides", async () => {
    const whole = result("r.json");
    const [first, second] = whole.cells;
    const kept = { ...first, samples: first?.samples?.map(() => ({ said: ["right"] })) };
    writeFileSync(at("stopped.json"), JSON.stringify({ ...whole, cells: [kept] }));
    const { code, said } = await needle(SPEC, "--out", at("stopped.json"));
    expect(said).not.toContain("complete already");
    expect(said).toContain("Going on: 1 cells were finished before.");
    expect(code).toBe(0);
    expect(result("stopped.json").cells).toEqual([kept, second]);
    expect((await needle(SPEC, "--out", at("stopped.json"))).said).toContain("complete already");

    const header = { format: "heddle-needle-journal/1", identity: identityOf(whole) };
    const line = (cell: unknown): string => JSON.stringify({ kind: "cell", cell });
    writeFileSync(at("both.json"), JSON.stringify({ ...whole, cells: [kept] }));
    writeFileSync(at("both.json.partial"), `${[JSON.stringify(header), line(first), line(second)].join("\n")}\n`);
    expect((await needle(SPEC, "--out", at("both.json"))).said).toContain("Going on: 2 cells were finished before.");
    expect(result("both.json").cells).toEqual([kept, second]);
    expect(existsSync(at("both.json.partial"))).toBe(false);
  });

  it("says which engine computed", () => {
    expect(result("r.json").run.engine).toBe("WASM, 1 at a time");
    expect(engineText({ provider: "native", threads: 4, device: "" }, 2)).toBe("native, 4 threads each, 2 at a time");
  });

  it("takes a folder of another name as a model of its own", async () => {
    for (const name of ["copy", "tiny"]) cpSync("shared/engine/fixtures/tiny", at(`models/${name}`), { recursive: true });
    const spec = { ...SPEC, models: ["copy", "tiny"], samples: 2, attention: 1, ablation: { heads: [1], draws: 1, samples: 2 } };
    const { code, said } = await needle(spec, "--models", at("models"), "--out", at("copy.json"));
    expect(said).toMatch(/Tiny \(copy\): /);
    expect(code).toBe(0);
    const { models, ablations } = result("copy.json");
    expect(models.map(({ id, title }) => [id, title])).toEqual([
      ["copy", "Tiny (copy)"],
      ["tiny", "Tiny (tiny)"],
    ]);
    expect(ablations.map(({ model, draw }) => [model, draw])).toEqual([
      ["copy", null],
      ["copy", 0],
      ["tiny", null],
      ["tiny", 0],
    ]);
  });

  it.each<[string, unknown, string[], RegExp]>([
    ["no JSON", "{", [], /is not JSON/],
    ["a broken spec", { ...SPEC, samples: 0 }, [], /samples/],
    ["a model that is not there", { ...SPEC, models: ["huge"] }, [], /no model "huge"/],
    ["prompts that are too long", { ...SPEC, lengths: [32] }, [], /32 tokens is more/],
    ["a haystack that is not there", { ...SPEC, haystack: { kind: "file", file: "none.txt" } }, [], /none\.txt could not be read/],
    ["an empty haystack", { ...SPEC, haystack: { kind: "file", file: "empty.txt" } }, [], /holds no text/],
    ["a result of another experiment", { ...SPEC, seed: 2 }, [], /not the result of this experiment/],
    ["more heads than there are", { ...SPEC, attention: 1, ablation: { heads: [1, 3] } }, [], /3 heads cannot be switched off/],
    ["a number of workers", SPEC, ["--workers", "many"], /--workers many/],
    ["a place that cannot be written", { ...SPEC, seed: 3 }, ["--out", "/dev/null/r.json"], /could not be written/],
  ])("refuses in a sentence: %s", async (_, spec, words, sentence) => {
    writeFileSync(at("empty.txt"), " \n");
    const { code, said } = await needle(spec, ...words);
    expect(said).toMatch(sentence);
    expect(code).toBe(1);
  });

  it("says how long in words", () => expect([7.4, 65, 3700].map(duration)).toEqual(["7 s", "1 min 5 s", "1 h 1 min"]));
});
