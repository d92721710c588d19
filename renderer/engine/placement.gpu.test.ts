// The card of every shipped model lists the nodes that run on the processor although the GPU was asked for. Here the
// library itself is asked: it tells the place of every node in its log, and it must be the same list. No tensor may be
// carried back from the GPU in the middle of a run.

import * as ort from "onnxruntime-web/jspi";
import wasmUrl from "onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

const PATIENCE = 120_000;
const ids = Object.keys(import.meta.glob("../../models/*/manifest.json")).flatMap((path) => path.split("/").at(-2) ?? []);
const METHODS = ["debug", "log", "info", "warn", "error"] as const;

const log: string[] = [];
beforeAll(() => {
  // Before the library starts, which keeps the methods it finds.
  for (const method of METHODS) vi.spyOn(console, method).mockImplementation((...words) => void log.push(words.join(" ")));
  ort.env.wasm.wasmPaths = { wasm: new URL(wasmUrl, location.href).href };
  ort.env.logLevel = "verbose";
});
afterAll(() => {
  ort.env.logLevel = "warning";
  vi.restoreAllMocks();
});

/** Nodes by where they were placed, each as "name (operator)", out of the lines that a new session wrote. */
function placements(lines: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  let place = "";
  for (const line of lines.flatMap((text) => text.split("\n"))) {
    if (!line.includes("VerifyEachNodeIsAssignedToAnEp")) continue;
    place = /placed on \[(\w+)ExecutionProvider\]/.exec(line)?.[1] ?? place;
    const node = /\]\s+(\w+) \((.*)\)\s*$/.exec(line);
    if (node) found.set(place, [...(found.get(place) ?? []), `${node[2]} (${node[1]})`]);
  }
  return found;
}

/** The nodes that a card lists under "Where it runs". */
function listed(card: string): string[] {
  const section = /## Where it runs\n([\s\S]*?)(\n## |$)/.exec(card)?.[1] ?? "";
  return [...section.matchAll(/^\| ([^|]+) \| ([^|]+) \|$/gm)]
    .map(([, name, operator]) => `${name} (${operator})`)
    .filter((row) => row !== "Node (Operator)" && !row.startsWith("---"));
}

describe.skipIf(ids.length === 0).each(ids)("models/%s", (id) => {
  it(
    "runs on the GPU but for the nodes that its card lists",
    async () => {
      const [graph, card] = await Promise.all(["model.onnx", "card.md"].map((file) => fetch(`/models/${id}/${file}`)));
      if (!graph?.ok || !card?.ok) throw new Error(`models/${id} could not be read`);
      log.length = 0;
      const session = await ort.InferenceSession.create(new Uint8Array(await graph.arrayBuffer()), {
        executionProviders: ["webgpu"],
        graphOptimizationLevel: "all",
        logSeverityLevel: 0,
      });
      await session.release();
      const found = placements(log);
      const onGpu = found.get("WebGpu") ?? [];
      expect(onGpu.length).toBeGreaterThan(100);
      expect(found.get("CPU")?.sort()).toEqual(listed(await card.text()).sort());
      expect(onGpu.filter((node) => node.includes("MemcpyToHost"))).toEqual([]);
    },
    PATIENCE,
  );
});
