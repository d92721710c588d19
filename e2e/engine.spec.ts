// The built engine under the app's headers: where it runs, what it says of models that are broken, that it goes on
// afterwards, and how it survives the loss of the GPU.

import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../electron/dev/project.mjs";
import { expect, test } from "./app.ts";
import { hasGpu, openEngine } from "./enginePage.ts";

const MODELS = join(ROOT, "out", "test", "engine-models");
const TINY = join(ROOT, "shared", "engine", "fixtures", "tiny");

/** The tiny model once whole and once for each way of being broken. */
function writeModels(): void {
  rmSync(MODELS, { recursive: true, force: true });
  const graph = readFileSync(join(TINY, "model.onnx"));
  const manifest = JSON.parse(readFileSync(join(TINY, "manifest.json"), "utf8")) as { graph: object; captures: object[] };
  const half = graph.subarray(0, graph.length >> 1);
  const other = Uint8Array.from(graph, (byte, i) => (i === 5000 ? byte ^ 1 : byte));
  const describing = (bytes: Uint8Array): object => ({
    ...manifest,
    graph: { ...manifest.graph, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") },
  });
  const vague = { ...manifest, captures: manifest.captures.map((capture) => ({ ...capture, role: "attention.vibes" })) };
  const write = (id: string, changes: Record<string, Uint8Array | string>): void => {
    mkdirSync(join(MODELS, id), { recursive: true });
    for (const file of ["model.onnx", "manifest.json", "tokenizer.json"]) cpSync(join(TINY, file), join(MODELS, id, file));
    for (const [file, content] of Object.entries(changes)) writeFileSync(join(MODELS, id, file), content);
  };
  write("tiny", {});
  write("half", { "model.onnx": half });
  write("half-described", { "model.onnx": half, "manifest.json": JSON.stringify(describing(half)) });
  write("changed", { "model.onnx": other });
  write("unknown-role", { "manifest.json": JSON.stringify(vague) });
  write("no-json", { "manifest.json": "{" });
}
writeModels();

test.use({ models: MODELS });
test.beforeEach(async ({ page, home }) => openEngine(page, home));

test("it runs where it says, with threads", async ({ page }) => {
  const gpu = await hasGpu(page);
  const found = await page.evaluate(async () => {
    const loaded = await window.engine.load("tiny", "auto");
    const ran = await window.engine.run("tiny", { text: "Hi é", outputs: ["L0.attention.map"], knobs: {} });
    if (!loaded.ok || !ran.ok) throw new Error("it did not run");
    const { data, shape } = ran.value.captures[0] ?? { data: new Float32Array(), shape: [] };
    return {
      info: loaded.value.info,
      ran: ran.value.engine,
      shape,
      sum: data.reduce((sum, value) => sum + value, 0),
      cores: navigator.hardwareConcurrency,
    };
  });
  expect(found.info).toEqual(found.ran);
  expect(found.info).toMatchObject({ provider: gpu ? "webgpu" : "wasm", threads: Math.min(4, found.cores) });
  expect(found.shape).toEqual([2, 6, 6]);
  expect(found.sum).toBeCloseTo(12, 4);
});

test("asking for a GPU that is not there is answered on the processor, and told", async ({ page }) => {
  test.skip(await hasGpu(page), "this browser has a GPU adapter");
  const { provider, notices } = await page.evaluate(async () => {
    const loaded = await window.engine.load("tiny", "webgpu");
    return { provider: loaded.ok ? loaded.value.info.provider : loaded.error.code, notices: window.engine.notices.map(({ code }) => code) };
  });
  expect(provider).toBe("wasm");
  expect(notices).toEqual(["gpu-absent"]);
});

const BROKEN = [
  ["half", "bad-model-file", /model\.onnx is incomplete/],
  ["half-described", "bad-model-file", /model\.onnx cannot be run/],
  ["changed", "bad-model-file", /sha256/],
  ["unknown-role", "bad-manifest", /attention\.vibes/],
  ["no-json", "bad-manifest", /not JSON/],
  ["absent", "file-missing", /manifest\.json/],
] as const;

test("a broken model is refused in a sentence, and the next one loads", async ({ page }) => {
  for (const [id, code, sentence] of BROKEN) {
    const answer = await page.evaluate((broken) => window.engine.load(broken, "auto"), id);
    expect(answer, id).toMatchObject({
      ok: false,
      error: { code, message: expect.stringMatching(sentence), remedy: expect.stringMatching(/\w/) },
    });
    expect(await page.evaluate(async () => (await window.engine.load("tiny", "auto")).ok)).toBe(true);
  }
});

test("texts and knobs that cannot be run are refused in a sentence, and the next one runs", async ({ page }) => {
  const answers = await page.evaluate(async () => {
    await window.engine.load("tiny", "auto");
    const ask = async (text: string, knobs = {}) => {
      const reply = await window.engine.run("tiny", { text, outputs: ["L0.attention.scores"], knobs });
      return reply.ok ? `${reply.value.tokens.length} tokens` : `${reply.error.code}: ${reply.error.message}`;
    };
    return [await ask(""), await ask("x".repeat(16)), await ask("Hi", { temperature: [0] }), await ask("x"), await ask("😀你好")];
  });
  expect(answers[0]).toContain("empty-text");
  expect(answers[1]).toMatch(/text-too-long.*17 tokens.*at most 16/);
  expect(answers[2]).toMatch(/not-finite.*L0\.attention\.scores/);
  expect(answers.slice(3)).toEqual(["2 tokens", "11 tokens"]);
});

test("a browser that cannot run the engine is told what can", async ({ page, home }) => {
  await page.route(/worker-.*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `delete WebAssembly.Suspending;${await response.text()}` });
  });
  await openEngine(page, home);
  const answer = await page.evaluate(() => window.engine.load("tiny", "wasm"));
  expect(answer).toMatchObject({
    ok: false,
    error: { code: "not-supported", message: expect.stringContaining("JavaScript Promise Integration") },
  });
});

test("a run that was cancelled says so, and the next one runs", async ({ page }) => {
  const codes = await page.evaluate(async () => {
    const { engine } = window;
    await engine.load("tiny", "auto");
    const request = { text: "Hi", outputs: ["logits"], knobs: {} };
    const cancelled = engine.remote.run(1001, "tiny", request);
    void engine.remote.cancel(1001);
    const next = await engine.run("tiny", request);
    const reply = await cancelled;
    // A run may have ended before the word reached it.
    return [reply.ok ? "done" : reply.error.code, next.ok];
  });
  expect(["done", "cancelled"]).toContain(codes[0]);
  expect(codes[1]).toBe(true);
});

test("a lost GPU is told, and the same numbers come from the processor", async ({ page }) => {
  test.skip(!(await hasGpu(page)), "this browser has no GPU adapter");
  const found = await page.evaluate(async () => {
    const { engine } = window;
    await engine.load("tiny", "auto");
    const request = { text: "Hello", outputs: ["logits"], knobs: {} };
    const before = await engine.run("tiny", request);
    await engine.remote.loseDevice();
    const after = await engine.run("tiny", request);
    if (!before.ok || !after.ok) throw new Error("it did not go on");
    const values = after.value.captures[0]?.data;
    const worst = (before.value.captures[0]?.data ?? new Float32Array()).reduce(
      (most, value, i) => Math.max(most, Math.abs(value - (values?.[i] ?? Number.NaN))),
      0,
    );
    return {
      providers: [before.value.engine.provider, after.value.engine.provider],
      notices: engine.notices.map(({ code, info }) => [code, info.provider]),
      worst,
    };
  });
  expect(found.providers).toEqual(["webgpu", "wasm"]);
  expect(found.notices).toEqual([["gpu-lost", "wasm"]]);
  expect(found.worst).toBeLessThan(1e-5);
});
