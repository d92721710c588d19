// The runtimes of Node: the native one where `onnxruntime-node` is installed (it is several times faster), else ONNX
// Runtime Web on WASM. Both give the same captures.

import { availableParallelism } from "node:os";
import type { Runtime } from "../../shared/engine/contract.ts";
import { createOrtRuntime, type OrtModule } from "../../shared/engine/ort.ts";
import { HeddleError } from "../../shared/error.ts";

/** Which engine the command line uses. `auto`: the native one where it is installed. */
export const ENGINES = ["auto", "native", "wasm"] as const;
export type EngineName = (typeof ENGINES)[number];

/** Threads of each of so many sessions that compute at a time, so that together they do not want more cores than there are. */
export function threadsFor(workers: number, cores = availableParallelism()): number {
  return Math.max(1, Math.floor(cores / workers));
}

/**
 * @param threads of the native runtime; in WASM there is one
 * @throws HeddleError `not-supported` when the native runtime was asked for and is not installed
 */
export async function createNodeRuntime(engine: EngineName, threads = threadsFor(1)): Promise<Runtime> {
  const native = engine === "wasm" ? null : await createNativeRuntime(threads);
  if (native) return native;
  if (engine === "native")
    throw new HeddleError(
      "not-supported",
      "The native engine is not installed.",
      "Install it with `npm install --no-save onnxruntime-node@1.30.0`, or use --engine wasm.",
    );
  return createWasmRuntime();
}

async function createNativeRuntime(threads: number): Promise<Runtime | null> {
  // Not a dependency: held in a variable, so that neither the compiler nor the bundler looks for it.
  const name = "onnxruntime-node";
  try {
    const ort = (await import(/* @vite-ignore */ name)) as { default?: OrtModule } & OrtModule;
    return createOrtRuntime(
      ort.default ?? ort,
      { provider: "native", threads, device: "" },
      { executionProviders: ["cpu"], intraOpNumThreads: threads },
    );
  } catch {
    return null;
  }
}

async function createWasmRuntime(): Promise<Runtime> {
  const ort = await import("onnxruntime-web");
  // One thread: with more, the library's workers keep the process from ending.
  ort.env.wasm.numThreads = 1;
  return createOrtRuntime(ort as unknown as OrtModule, { provider: "wasm", threads: 1, device: "" }, { executionProviders: ["wasm"] });
}
