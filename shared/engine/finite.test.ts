// What is looked at before a run is shown. Broken models are real ones with one weight replaced by NaN.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { folderFiles } from "../../electron/cli/files.ts";
import { createNodeRuntime } from "../../electron/cli/runtime.ts";
import type { Manifest } from "../manifest/schema.ts";
import type { Capture } from "../trace/trace.ts";
import { ROLES, type Role } from "../trace/vocabulary.ts";
import { checkFinite } from "./finite.ts";
import { poisoned, weightNames } from "./fixtures/poison.ts";
import { loadModel } from "./load.ts";
import { createQueue } from "./queue.ts";

const runtime = createNodeRuntime("wasm");
const queue = createQueue();

describe("a real model with one weight that is no number", () => {
  /** What a run of the broken model says of outputs; null when it says nothing. */
  async function verdict(folder: string, graph: Uint8Array, text: string, outputs: (all: string[]) => string[]): Promise<string | null> {
    const files = folderFiles(folder);
    const manifest = JSON.parse(readFileSync(`${folder}/manifest.json`, "utf8")) as Manifest;
    const sha256 = createHash("sha256").update(graph).digest("hex");
    const fitting = new TextEncoder().encode(JSON.stringify({ ...manifest, graph: { ...manifest.graph, sha256 } }));
    const replaced: Readonly<Record<string, Uint8Array>> = { "manifest.json": fitting, [manifest.graph.file]: graph };
    const model = await loadModel(
      { ...files, read: async (file, onBytes, signal) => replaced[file] ?? files.read(file, onBytes, signal) },
      await runtime,
      queue,
    );
    try {
      await model.run({ text, outputs: outputs(manifest.captures.map(({ output }) => output)), knobs: {} });
      return null;
    } catch (error) {
      return (error as Error).message.replace(/ at \[.*/, "");
    } finally {
      await model.dispose();
    }
  }
  const withLogits = (all: string[]): string[] => [...all].reverse();
  const withoutLogits = (all: string[]): string[] => all.filter((name) => name !== "logits");

  const TINY = "shared/engine/fixtures/tiny";
  const tiny = new Uint8Array(readFileSync(`${TINY}/model.onnx`));
  it.each([
    ["embedding", "L0.residual"],
    ["w_value", "L0.attention.value"],
    ["w_query", "L0.attention.scores"],
    ["w_key", "L0.attention.scores"],
    ["unembedding", "logits"],
  ])("is found and its first effect named: %s", async (weight, output) => {
    expect(await verdict(TINY, poisoned(tiny, weight, 0), "Hi", withLogits)).toMatch(`Output "${output}" of Tiny holds NaN`);
  });

  it("is no matter where the text does not touch it", async () => {
    expect(weightNames(tiny)).toContain("embedding");
    // Row 1 of the embedding is that of <pad>.
    expect(await verdict(TINY, poisoned(tiny, "embedding", 4), "Hi", withLogits)).toBeNull();
  });

  // Where the check that trusts the logits could miss what a look at everything finds: matrices all through a trained model.
  const DIFF = "models/diff";
  const graph = new Uint8Array(readFileSync(`${DIFF}/model.onnx`));
  // Of an embedding or a rotary table the text touches a few rows only.
  const some = weightNames(graph).filter((name, i) => i % 12 === 5 && !/embedding|cos|sin/.test(name));
  it.each(some)(
    "is found from the logits as from a look at every capture: %s of a shipped model",
    async (weight) => {
      const broken = poisoned(graph, weight, 0);
      const full = await verdict(DIFF, broken, "Paris 4821", withoutLogits);
      const quick = await verdict(DIFF, broken, "Paris 4821", withLogits);
      expect(quick).not.toBeNull();
      // A weight after the last capture is seen in the logits alone.
      expect(quick).toBe(full ?? quick?.replace(/".*?"/, '"logits"'));
    },
    60_000,
  );
});

describe("checkFinite", () => {
  const capture = (role: Role, layer: number | undefined, values: number[], name = `${layer}.${role}`): Capture => ({
    name,
    role,
    kind: ROLES[role].kinds[0],
    axes: ["token"],
    shape: [values.length],
    data: Float32Array.from(values),
    ...(layer === undefined ? {} : { layer }),
  });
  const manifestOf = (captures: readonly Capture[]): Manifest =>
    ({ title: "M", task: "causal", captures: captures.map(({ name, role }) => ({ output: name, role })) }) as unknown as Manifest;
  const check =
    (captures: Capture[], provider: "wasm" | "webgpu" | "native" = "wasm") =>
    () =>
      checkFinite(captures, manifestOf(captures), provider);
  const good = capture("logits", undefined, [1, 2]);

  it("lets numbers pass", () => {
    for (const provider of ["wasm", "webgpu", "native"] as const)
      expect(check([capture("residual", 0, [1, -3e38]), good], provider)).not.toThrow();
  });

  it("names the first place in the order of the computation, whatever the order of asking", () => {
    const broken = [
      capture("logits", undefined, [Number.NaN]),
      capture("attention.map", 1, [Number.NaN]),
      capture("attention.scores", 0, [0, 1]),
      capture("attention.query", 1, [2, Number.NaN]),
      capture("residual", 2, [Number.NaN]),
    ];
    expect(check(broken)).toThrow('Output "1.attention.query" of M holds NaN at [1] (token)');
  });

  it("looks at everything where no logits vouch for it", () => {
    expect(check([capture("attention.map", 0, [Number.NaN])])).toThrow("0.attention.map");
  });

  it("looks at what is beside the path to the logits", () => {
    for (const role of ["shortcut.norm", "attention.transformed", "kernel.key"] as const)
      expect(check([capture(role, 3, [Number.POSITIVE_INFINITY]), good])).toThrow(`3.${role}`);
  });

  it("looks at what an exponential turns into 0, however good the logits are", () => {
    // exp(-∞) = 0: a score of -∞, or the key and the query that make it, is a probability like any other.
    for (const role of ["attention.scores", "compose.scores", "attention.query", "attention.key"] as const)
      expect(check([capture(role, 1, [0, Number.NEGATIVE_INFINITY]), good])).toThrow(`Output "1.${role}" of M holds -Infinity`);
  });

  it("spares scores that queries and keys of their layer are too small to make infinite", () => {
    const score = capture("attention.scores", 1, [0, Number.NEGATIVE_INFINITY]);
    const made = (query: number, key: number, layer = 1): Capture[] => [
      capture("attention.query", layer, [1, -query]),
      capture("attention.key", layer, [key, 2]),
    ];
    expect(check([score, ...made(1e3, 1e3), good])).not.toThrow();
    expect(check([score, ...made(1e20, 1e10), good])).toThrow("1.attention.scores");
    expect(check([score, ...made(1e3, 1e3, 2), good])).toThrow("1.attention.scores");
    expect(check([score, ...made(1e3, 1e3)])).toThrow("1.attention.scores");
  });

  it("looks at everything where arithmetic may not keep NaN, and where a module's work may be dropped", () => {
    const broken = capture("attention.map", 0, [Number.NaN]);
    expect(check([broken, good], "webgpu")).toThrow("0.attention.map");
    expect(check([broken, good], "native")).toThrow("0.attention.map");
    expect(check([broken, capture("route.choice", 0, [1]), good])).toThrow("0.attention.map");
  });
});
