// The engine from end to end on a tiny model and a real ONNX Runtime: what it computes, and what it says when a file or
// a request is wrong.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { folderFiles } from "../../electron/cli/files.ts";
import { createNodeRuntime } from "../../electron/cli/runtime.ts";
import { readArrays } from "../trace/npz.ts";
import type { LoadedModel, LoadProgress, ModelFiles, Runtime } from "./contract.ts";
import { loadModel } from "./load.ts";
import { createQueue } from "./queue.ts";

const FOLDER = "shared/engine/fixtures/tiny";
const queue = createQueue();
let runtime: Runtime;
beforeAll(async () => {
  runtime = await createNodeRuntime("wasm");
});

const error = (code: string, ...parts: string[]) =>
  expect.objectContaining({
    code,
    message: expect.stringMatching(new RegExp(parts.join(".*"), "s")),
    zh: [expect.stringMatching(/\p{Script=Han}/u), expect.toSatisfy((remedy: string) => remedy === "" || /\p{Script=Han}/u.test(remedy))],
  });
const bytesOf = (file: string): Uint8Array => new Uint8Array(readFileSync(`${FOLDER}/${file}`));
const jsonOf = (file: string) => JSON.parse(readFileSync(`${FOLDER}/${file}`, "utf8")) as Record<string, never>;

/** The tiny model with some files replaced; `fit`: the manifest is made to describe the replaced graph. */
function changed(files: Record<string, Uint8Array | object>, fit = false): ModelFiles {
  const original = folderFiles(FOLDER);
  const replaced = Object.fromEntries(
    Object.entries(files).map(([file, content]) => [
      file,
      content instanceof Uint8Array ? content : new TextEncoder().encode(JSON.stringify(content)),
    ]),
  );
  if (fit && replaced["model.onnx"]) {
    const manifest = jsonOf("manifest.json") as { graph: object };
    const sha256 = createHash("sha256").update(replaced["model.onnx"]).digest("hex");
    const graph = { ...manifest.graph, bytes: replaced["model.onnx"].length, sha256 };
    replaced["manifest.json"] = new TextEncoder().encode(JSON.stringify({ ...manifest, graph }));
  }
  return { ...original, read: async (file, onBytes, signal) => replaced[file] ?? original.read(file, onBytes, signal) };
}

const load = (files: ModelFiles = folderFiles(FOLDER)): Promise<LoadedModel> => loadModel(files, runtime, queue);

describe("a run", () => {
  let model: LoadedModel;
  beforeAll(async () => {
    model = await load();
  });
  const run = (text: string, outputs: string[] = ["logits"], knobs = {}) => model.run({ text, outputs, knobs });

  it("gives what Python computed, within 1e-5", async () => {
    const probe = readArrays(bytesOf("probe.npz"));
    const names = model.manifest.captures.map(({ output }) => output);
    const trace = await run("Hi é", names);
    expect(trace.tokens.map(({ id }) => BigInt(id))).toEqual(Array.from((probe.get("tokens")?.data ?? []) as Iterable<bigint>));
    expect(trace.captures.map(({ name }) => name)).toEqual(names);
    for (const capture of trace.captures) {
      const wanted = probe.get(capture.name);
      expect(capture.shape).toEqual(wanted?.shape);
      capture.data.forEach((value, i) => void expect(Math.abs(value - Number(wanted?.data[i]))).toBeLessThan(1e-5));
    }
    expect(trace).toMatchObject({ text: "Hi é", knobs: {}, engine: { provider: "wasm", threads: 1, device: "" } });
    expect(trace.milliseconds).toBeGreaterThan(0);
  });

  it("fetches what was asked for and nothing else", async () => {
    const asked: (readonly string[])[] = [];
    const spying: Runtime = {
      create: async (graph, where) => {
        const session = await runtime.create(graph, where);
        const run: typeof session.run = (feeds, outputs) => {
          asked.push(outputs);
          return session.run(feeds, outputs);
        };
        return { ...session, run };
      },
    };
    const spied = await loadModel(folderFiles(FOLDER), spying, queue);
    const trace = await spied.run({ text: "Hi", outputs: ["L0.attention.map", "L0.attention.map"], knobs: {} });
    expect(asked).toEqual([["L0.attention.map"]]);
    expect(trace.captures).toMatchObject([
      { role: "attention.map", layer: 0, kind: "probability", axes: ["head", "query", "key"], shape: [2, 3, 3] },
    ]);
  });

  it("feeds knobs, and names only those that were changed", async () => {
    const plain = await run("Hi", ["L1.residual", "L0.residual"]);
    const off = await run("Hi", ["L1.residual", "L0.residual"], { head_mask: [0, 0], temperature: [1] });
    expect(off.knobs).toEqual({ head_mask: [0, 0] });
    expect(off.captures[0]?.data).toEqual(off.captures[1]?.data);
    expect(plain.captures[0]?.data).not.toEqual(plain.captures[1]?.data);
  });

  it.each([
    ["unknown", { gain: [1] }, "gain"],
    ["short", { head_mask: [1] }, "1 values and needs 2"],
    ["too large", { head_mask: [1, 3] }, "3 at place 2 of 2"],
    ["no number", { head_mask: [Number.NaN, 1] }, "NaN"],
  ])("refuses a knob: %s", async (_, knobs, sentence) => {
    await expect(run("Hi", ["logits"], knobs)).rejects.toEqual(error("knob-invalid", sentence));
  });

  it("runs one character and the longest text, and says how much is too much", async () => {
    expect((await run("H")).captures[0]?.shape).toEqual([2, 259]);
    expect((await run("x".repeat(15))).captures[0]?.shape).toEqual([16, 259]);
    await expect(run("x".repeat(16))).rejects.toEqual(error("text-too-long", "17 tokens", "at most 16", "Nothing was cut off"));
    await expect(run("")).rejects.toEqual(error("empty-text"));
    await expect(run("😀你")).resolves.toMatchObject({ tokens: { length: 8 } });
  });

  it("refuses an output that the model lacks", async () => {
    await expect(run("Hi", ["L7.attention.map"])).rejects.toEqual(error("capture-missing", "L7.attention.map"));
  });

  it("names the output that holds NaN, and goes on afterwards", async () => {
    await expect(run("Hi", ["L0.residual", "L0.attention.scores"], { temperature: [0] })).rejects.toEqual(
      error("not-finite", "L0.attention.scores", "head, query, key"),
    );
    await expect(run("Hi")).resolves.toBeDefined();
  });

  it("can be cancelled, waiting or running", async () => {
    const controller = new AbortController();
    const runs = [1, 2].map(() => model.run({ text: "Hi", outputs: ["logits"], knobs: {} }, controller.signal));
    controller.abort();
    for (const one of runs) await expect(one).rejects.toEqual(error("cancelled"));
    await expect(run("Hi")).resolves.toBeDefined();
  });
});

describe("loading", () => {
  it("tells how far it has come", async () => {
    const steps: LoadProgress[] = [];
    const model = await loadModel(folderFiles(FOLDER), runtime, queue, { onProgress: (progress) => steps.push(progress) });
    const { total } = steps[0] ?? { total: 0 };
    expect(total).toBe(model.manifest.graph.bytes + model.manifest.tokenizer.bytes);
    expect(steps.map(({ loaded }) => loaded)).toEqual(steps.map(({ loaded }) => loaded).sort((a, b) => a - b));
    expect(steps.at(-1)).toEqual({ stage: "preparing", loaded: total, total });
    await model.dispose();
  });

  it.each(["reading", "checking", "preparing"] as const)("can be cancelled while %s", async (stage) => {
    const controller = new AbortController();
    const loading = loadModel(folderFiles(FOLDER), runtime, queue, {
      signal: controller.signal,
      onProgress: (progress) => progress.stage === stage && controller.abort(),
    });
    await expect(loading).rejects.toEqual(error("cancelled"));
    await expect(load()).resolves.toBeDefined();
  });

  const graph = bytesOf("model.onnx");
  const half = graph.slice(0, graph.length >> 1);
  const flipped = graph.map((byte, i) => (i === 5000 ? byte ^ 1 : byte));
  const manifest = jsonOf("manifest.json") as { captures: object[]; knobs: object[] };
  const unknownRole = {
    ...manifest,
    captures: [{ output: "logits", role: "attention.vibes", axes: ["token", "vocabulary"], kind: "logit" }],
  };
  const text = (value: string): Uint8Array => new TextEncoder().encode(value);

  it.each<[string, ModelFiles, string, string[]]>([
    ["a folder that is not there", folderFiles(`${FOLDER}/nowhere`), "file-missing", ["manifest.json"]],
    ["a manifest that is no JSON", changed({ "manifest.json": text("{") }), "bad-manifest", ["manifest.json"]],
    ["a manifest with an unknown role", changed({ "manifest.json": unknownRole }), "bad-manifest", ["attention.vibes"]],
    ["half a graph", changed({ "model.onnx": half }), "bad-model-file", ["model.onnx is incomplete", "5,204", "10,408"]],
    ["a graph with one bit turned", changed({ "model.onnx": flipped }), "bad-model-file", ["model.onnx", "sha256"]],
    ["half a graph that the manifest agrees with", changed({ "model.onnx": half }, true), "bad-model-file", ["model.onnx cannot be run"]],
    ["a tokenizer that is not the one", changed({ "tokenizer.json": text("x") }), "bad-model-file", ["tokenizer.json is incomplete"]],
    [
      "a manifest that promises a capture",
      changed({
        "manifest.json": {
          ...manifest,
          captures: [
            ...manifest.captures,
            { output: "L9.residual", role: "residual", layer: 9, axes: ["token", "feature"], kind: "value" },
          ],
        },
      }),
      "bad-model-file",
      ['no output "L9.residual"'],
    ],
    ["a manifest that forgets a knob", changed({ "manifest.json": { ...manifest, knobs: [] } }), "bad-model-file", ["head_mask"]],
    [
      "a manifest with other axes",
      changed({
        "manifest.json": {
          ...manifest,
          captures: manifest.captures
            .map((one) => ("output" in one && one.output === "L0.residual" ? { ...one, output: "L0.attention.map" } : one))
            .filter((_, i) => i !== 2),
        },
      }),
      "bad-model-file",
      ["L0.attention.map", "the manifest says"],
    ],
  ])("says what is wrong: %s", async (_, files, code, parts) => {
    const attempt = load(files).then((model) =>
      model.run({ text: "Hi", outputs: model.manifest.captures.map(({ output }) => output), knobs: {} }),
    );
    await expect(attempt).rejects.toEqual(error(code, ...parts));
  });
});
