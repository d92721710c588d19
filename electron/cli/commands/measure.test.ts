import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseResult } from "../../../shared/dataset/result.ts";
import { measureTrace } from "../../../shared/measures/measure.ts";
import { readTrace } from "../../../shared/trace/npz.ts";
import { main } from "../main.ts";

const folder = mkdtempSync(join(tmpdir(), "heddle-measure-"));
const at = (name: string): string => join(folder, name);

async function heddle(...words: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await main(words, { print: (line) => void out.push(line), complain: (line) => void err.push(line) });
  return { code, out: out.join("\n"), err: err.join("\n") };
}
const TINY = ["--models", "shared/engine/fixtures", "--model", "tiny", "--engine", "wasm"];
const measure = (...words: string[]) => heddle("measure", ...TINY, "--out", at("r.json"), ...words);

describe("heddle measure", () => {
  it("saves means over prompts: of one prompt they are the numbers of its trace", async () => {
    writeFileSync(at("one.jsonl"), JSON.stringify({ text: "aba ab", answer: "b", query: "ab" }));
    expect(await measure("--prompts", at("one.jsonl"), "--ablate", "each")).toMatchObject({
      code: 0,
      err: "",
      out: expect.stringContaining("2 heads, 1 prompt -> "),
    });
    const result = parseResult("r.json", readFileSync(at("r.json"), "utf8"));
    await heddle("trace", ...TINY, "--text", "aba ab", "--out", at("t.npz"));
    // <bos> a b a ␣ a b: the first b answers, the last ab asks.
    const wanted = measureTrace(readTrace(new Uint8Array(readFileSync(at("t.npz")))), result.map, [
      { kind: "answer", start: 2, end: 3 },
      { kind: "query", start: 5, end: 7 },
    ]);
    for (const [id, values] of Object.entries(wanted.values))
      for (const [head, value] of values.entries()) {
        if (Number.isNaN(value)) expect(result.measures[id]?.mean[head]).toBeNull();
        else expect(result.measures[id]?.mean[head]).toBeCloseTo(value, 9);
      }
    expect(result.ablation?.heads?.n).toEqual([1, 1]);
    expect(result.each[0]?.tokens).toBe(7);
  });

  it.each<[string, string[], RegExp]>([
    ["no prompts", [], /--prompts is missing/],
    ["a file that is not there", ["--prompts", "/nowhere/p.txt"], /\/nowhere\/p\.txt could not be read/],
    ["a broken line", ["--prompts", at("broken.jsonl")], /broken\.jsonl, line 2: it is not JSON/],
    ["too long a line", ["--prompts", at("long.txt")], /long\.txt, line 1: it has 41 tokens/],
    ["an unknown map", ["--prompts", at("a.txt"), "--map", "attention.map/9"], /no map "attention\.map\/9".*attention/s],
    ["an unknown head", ["--prompts", at("a.txt"), "--ablate", "L1H1,x"], /"x" is no head/],
    ["a head that the model lacks", ["--prompts", at("a.txt"), "--ablate", "L1H1,L1H8"], /^heddle: Tiny has no head L1H8/],
    ["a place that cannot be written", ["--prompts", at("a.txt"), "--out", "/dev/null/r.json"], /could not be written/],
  ])("refuses in a sentence: %s", async (_, words, sentence) => {
    writeFileSync(at("broken.jsonl"), '{"text": "a"}\n{');
    writeFileSync(at("long.txt"), "a".repeat(40));
    writeFileSync(at("a.txt"), "a");
    const { code, out, err } = await measure(...words);
    expect(err).toMatch(sentence);
    expect({ code, out }).toEqual({ code: 1, out: "" });
  });
});
