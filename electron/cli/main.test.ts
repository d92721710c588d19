import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readTrace } from "../../shared/trace/npz.ts";
import { COMMANDS, main } from "./main.ts";

const FIXTURES = "shared/engine/fixtures";
const folder = mkdtempSync(join(tmpdir(), "heddle-cli-"));
const OUT = join(folder, "t.npz");

/** What a command line prints, complains about and ends with. */
async function heddle(...words: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await main(words, { print: (line) => void out.push(line), complain: (line) => void err.push(line) });
  return { code, out: out.join("\n"), err: err.join("\n") };
}
const trace = (...words: string[]) => heddle("trace", "--models", FIXTURES, "--model", "tiny", "--engine", "wasm", "--out", OUT, ...words);
const saved = () => readTrace(new Uint8Array(readFileSync(OUT)));

describe("the command line", () => {
  it("lists its commands, and each explains itself", async () => {
    expect(await heddle("--help")).toMatchObject({ code: 0, err: "" });
    expect((await heddle()).code).toBe(1);
    for (const { name, summary, help } of COMMANDS) {
      expect((await heddle("--help")).out).toContain(summary);
      expect(await heddle(name, "--help")).toEqual({ code: 0, out: help, err: "" });
      expect(help).toContain(`heddle ${name}`);
    }
  });

  it("lists models, and says which are broken", async () => {
    expect(await heddle("models", "--models", FIXTURES)).toMatchObject({
      code: 0,
      out: expect.stringContaining("tiny  Tiny: 1 x 2 heads, 16 tokens"),
    });
    const manifest = JSON.parse(readFileSync(join(FIXTURES, "tiny", "manifest.json"), "utf8")) as { size: object };
    mkdirSync(join(folder, "models", "grouped"), { recursive: true });
    const grouped = { ...manifest, size: { ...manifest.size, heads: 0, headWidth: 0, groups: 4 } };
    writeFileSync(join(folder, "models", "grouped", "manifest.json"), JSON.stringify(grouped));
    expect((await heddle("models", "--models", join(folder, "models"))).out).toContain(
      "grouped  Tiny: 1 x 4 groups of channels, 16 tokens",
    );
    const json = JSON.parse((await heddle("models", "--models", FIXTURES, "--json")).out) as { id: string }[];
    expect(json.map(({ id }) => id)).toEqual(["tiny"]);
    expect(await heddle("models", "--models", join(folder, "nowhere"))).toMatchObject({ code: 1, err: expect.stringContaining("nowhere") });
  });

  it("saves what a model computed", async () => {
    expect(await trace("--text", "Hi é")).toMatchObject({
      code: 0,
      err: "",
      out: expect.stringMatching(/^6 captures of 6 tokens \(WASM, 1 thread, \d+ ms\) -> /),
    });
    expect(saved()).toMatchObject({ text: "Hi é", engine: { provider: "wasm" }, captures: { length: 6 } });
  });

  it("saves only the outputs or roles that are asked for", async () => {
    await trace("--text", "Hi", "--outputs", "logits, L0.residual");
    expect(saved().captures.map(({ name }) => name)).toEqual(["L0.residual", "logits"]);
    await trace("--text", "Hi", "--roles", "attention.map");
    expect(saved().captures.map(({ name }) => name)).toEqual(["L0.attention.map"]);
  });

  it("changes knobs: one number, lists, a file; the command line wins over the file", async () => {
    const knobs = join(folder, "knobs.json");
    writeFileSync(knobs, JSON.stringify({ head_mask: [[1, 0]], temperature: 2 }));
    await trace("--text", "Hi", "--knobs", knobs, "--knob", "temperature=0.5");
    expect(saved().knobs).toEqual({ head_mask: [1, 0], temperature: [0.5] });
    await trace("--text", "Hi", "--knob", "head_mask=[1,0]");
    expect(saved().knobs).toEqual({ head_mask: [1, 0] });
    await trace("--text", "Hi", "--knob", "head_mask=0");
    expect(saved().knobs).toEqual({ head_mask: [0, 0] });
  });

  it.each<[string, string[], RegExp]>([
    ["an unknown option", ["--txt", "a"], /--txt.*heddle trace --help/s],
    ["no text", [], /--text/],
    ["empty text", ["--text", ""], /no text/],
    ["too long a text", ["--text", "x".repeat(99)], /100 tokens.*16.*Shorten/s],
    ["a text file that is not there", ["--text-file", "/nowhere/a.txt"], /\/nowhere\/a\.txt/],
    ["an unknown role", ["--text", "a", "--roles", "vibes"], /vibes.*attention\.map/s],
    ["a role that the model lacks", ["--text", "a", "--roles", "diff.lambda"], /diff\.lambda/],
    ["an unknown output", ["--text", "a", "--outputs", "L9.x"], /L9\.x/],
    ["outputs and roles", ["--text", "a", "--outputs", "logits", "--roles", "logits"], /not both/],
    ["a knob without value", ["--text", "a", "--knob", "head_mask"], /NAME=VALUE/],
    ["a knob that is no number", ["--text", "a", "--knob", "head_mask=true"], /head_mask/],
    ["a knob turned on its side", ["--text", "a", "--knob", "head_mask=[[1],[0]]"], /"head_mask" has the shape \[1, 2\] \(layer, head\)/],
    ["a knob with rows of two lengths", ["--text", "a", "--knob", "head_mask=[[1],0]"], /"head_mask" has the shape \[1, 2\]/],
    ["a knob out of range", ["--text", "a", "--knob", "head_mask=3"], /from 0 to 2/],
    ["an unknown knob", ["--text", "a", "--knob", "gain=3"], /gain.*head_mask/s],
    ["an unknown engine", ["--text", "a", "--engine", "abacus"], /abacus/],
    ["an unknown model", ["--text", "a", "--model", "huge"], /huge.*tiny/s],
    ["a place that cannot be written", ["--text", "a", "--out", "/dev/null/x.npz"], /could not be written/],
  ])("refuses in a sentence: %s", async (_, words, sentence) => {
    const { code, out, err } = await trace(...words);
    expect(err).toMatch(sentence);
    expect({ code, out }).toEqual({ code: 1, out: "" });
  });

  it("refuses an unknown command", async () => {
    expect(await heddle("frob")).toMatchObject({ code: 1, err: expect.stringMatching(/frob.*trace/s) });
  });
});
