// The engine's answers with shipped models: the same as decoding token by token, and as often right as the foundry found.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { folderFiles } from "../../electron/cli/files.ts";
import { createNodeRuntime } from "../../electron/cli/runtime.ts";
import type { LoadedModel, SessionTensor } from "../engine/contract.ts";
import { loadModel } from "../engine/load.ts";
import { createQueue } from "../engine/queue.ts";
import { createTokenizer } from "../engine/tokenizer.ts";
import { parseManifest } from "../manifest/parse.ts";
import { PROMPT_SEGMENTS } from "./attention.ts";
import { SCENES } from "./haystack.ts";
import { type Prompt, promptMaker } from "./prompt.ts";
import { runSample } from "./sample.ts";
import { parseNeedleSpec } from "./spec.ts";
import { wilson } from "./statistics.ts";

const manifests = readdirSync("models")
  .filter((id) => existsSync(`models/${id}/manifest.json`))
  .map((id) => parseManifest(JSON.parse(readFileSync(`models/${id}/manifest.json`, "utf8")), id));
/** Models that write and whose retrieval was measured: the first two are enough here, the foundry tests them all. */
const measured = manifests.filter(({ task, evaluation }) => task === "causal" && (evaluation?.retrieval.length ?? 0) > 0).slice(0, 2);

const two = [
  { needles: 1, queries: 1 },
  { needles: 3, queries: 2 },
];
const spec = parseNeedleSpec({ models: ["any"], lengths: [128, 192], tasks: two, seed: 11 }, "spec");

async function stepByStep(model: LoadedModel, prompt: Prompt): Promise<string> {
  const ids = prompt.tokens.slice(0, prompt.answerToken).map(({ id }) => id);
  for (let i = prompt.answerToken; i < prompt.tokens.length; i++) {
    const { logits } = await model.forward({ ids, outputs: ["logits"], knobs: {} });
    const { data, shape } = logits as SessionTensor;
    const row = (data as Float32Array).slice(-(shape[2] ?? 0));
    ids.push(row.indexOf(Math.max(...row)));
  }
  return model.tokenizer.decode(ids.slice(prompt.answerToken));
}

describe.skipIf(measured.length === 0).each(measured.map((manifest) => [manifest.id, manifest] as const))(
  "models/%s",
  (id, { evaluation }) => {
    const loading = createNodeRuntime("wasm").then((runtime) => loadModel(folderFiles(`models/${id}`), runtime, createQueue()));
    afterAll(async () => (await loading).dispose());

    it("writes what decoding token by token writes, right and wrong", async () => {
      const model = await loading;
      const maker = promptMaker(spec, model.tokenizer, SCENES);
      for (let sample = 0; sample < 6; sample++) {
        const prompt = maker.make({ needles: 3, queries: 2, length: 192, depth: 20 * sample }, sample);
        if (!prompt) throw new Error("too long");
        const result = await runSample(model, spec, prompt);
        expect(result.written).toBe(await stepByStep(model, prompt));
        expect(result.passes).toBeLessThan(prompt.tokens.length - prompt.answerToken);
      }
    }, 120_000);

    it("finds one needle about as often as the foundry measured", async () => {
      const model = await loading;
      const maker = promptMaker(spec, model.tokenizer, SCENES);
      let right = 0;
      const count = 20;
      for (let sample = 0; sample < count; sample++) {
        const prompt = maker.make({ needles: 1, queries: 1, length: 128, depth: (sample % 5) * 25 }, sample);
        if (!prompt) throw new Error("too long");
        if ((await runSample(model, spec, prompt)).said.every(({ mistake }) => mistake === null)) right++;
      }
      const known = evaluation?.retrieval.filter(({ needles, queries, length }) => needles === 1 && queries === 1 && length === 128) ?? [];
      const sum = (of: "correct" | "total"): number => known.reduce((all, cell) => all + cell[of], 0);
      const here = wilson(right, count);
      const there = wilson(sum("correct"), sum("total"));
      expect(here.low).toBeLessThanOrEqual(there.high);
      expect(here.high).toBeGreaterThanOrEqual(there.low);
    }, 120_000);

    it("measures attention in shares that add up, on every head", async () => {
      const model = await loading;
      const prompt = promptMaker(spec, model.tokenizer, SCENES).make({ needles: 3, queries: 2, length: 192, depth: 50 }, 1);
      if (!prompt) throw new Error("too long");
      const { attention } = await runSample(model, spec, prompt, { attention: true });
      const { heads, layers } = model.manifest.size;
      expect(attention?.answers).toBe(2);
      for (const shares of [attention?.absolute, attention?.signed]) {
        expect(shares).toHaveLength(PROMPT_SEGMENTS.length);
        expect(shares?.reduce((sum, share) => sum + share, 0)).toBeCloseTo(2, 5);
      }
      expect(attention?.retrieval.map((row) => row.length)).toEqual(new Array(layers).fill(heads));
      for (const score of attention?.retrieval.flat() ?? []) expect(score >= 0 && score <= 2).toBe(true);
      const mean = attention?.answer.flat().reduce((sum, share) => sum + share, 0) ?? 0;
      expect(mean / (layers * heads)).toBeCloseTo(attention?.absolute[PROMPT_SEGMENTS.indexOf("answer")] ?? Number.NaN, 6);
    }, 120_000);
  },
);

it("refuses a model that fills gaps", async () => {
  const tokenizer = createTokenizer(readFileSync("models/tokenizer/tokenizer.json", "utf8"), "tokenizer.json", { bos: 0 });
  const prompt = promptMaker(spec, tokenizer, SCENES).make({ needles: 1, queries: 1, length: 128, depth: 50 }, 1);
  const masked = { manifest: { ...manifests[0], task: "masked", title: "Gaps" }, tokenizer } as unknown as LoadedModel;
  await expect(runSample(masked, spec, prompt as Prompt)).rejects.toThrow(/Gaps fills gaps/);
});
