// The runtimes of a browser: ONNX Runtime Web on the GPU or on the processor. Both come from one module, /jspi, whose
// GPU part is native code; its WASM waits for the GPU through JavaScript Promise Integration, so that must be there.

import * as ort from "onnxruntime-web/jspi";
import wasmUrl from "onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url";
import type { Runtime } from "../../shared/engine/contract.ts";
import { createOrtRuntime, type OrtModule } from "../../shared/engine/ort.ts";
import { localizedError } from "../../shared/error.ts";
import { type Gpu, requestGpu } from "./gpu.ts";
import { createOutputMemory } from "./memory.ts";
import { createSizes } from "./sizes.ts";

const MOST_THREADS = 4;
/** Room for the largest run of the largest shipped model, twice over in most cases: garbage comes back in heaps. */
const MOST_WAITING_BYTES = 1 << 28;

/** Threads that the processor's engine may use; shared memory needs an isolated page. */
function threadCount(most: number): number {
  return self.crossOriginIsolated ? Math.max(1, Math.min(most, navigator.hardwareConcurrency)) : 1;
}

/** @throws HeddleError `not-supported` when this browser cannot run the engine */
function checkSupport(): void {
  if ("Suspending" in WebAssembly) return;
  throw localizedError("not-supported", {
    en: [
      "This browser lacks JavaScript Promise Integration for WebAssembly, which the engine needs.",
      "Open Heddle as a desktop app, or in Chrome, Edge or Chromium 137 or newer.",
    ],
    zh: [
      "此浏览器缺少引擎所需的 WebAssembly JavaScript Promise Integration。",
      "请以桌面应用打开 Heddle，或使用 137 或更新版本的 Chrome、Edge 或 Chromium。",
    ],
  });
}

/** Where the library copies its outputs to. */
export const outputMemory = createOutputMemory(self, MOST_WAITING_BYTES);

// The library's types carry the DOM's; the structural ones of shared/ do not.
const { Tensor, InferenceSession } = ort as unknown as OrtModule;

const module: OrtModule = {
  Tensor,
  InferenceSession: {
    async create(graph, options) {
      const session = await InferenceSession.create(graph, options);
      const sizes = createSizes();
      return {
        inputNames: session.inputNames,
        outputNames: session.outputNames,
        async run(feeds, fetches) {
          try {
            const results = await outputMemory.lending(() => session.run(feeds, fetches));
            outputMemory.expect(session, sizes.after(feeds, results));
            return results;
          } catch (error) {
            // A session that failed may never run again, as one on a lost GPU.
            outputMemory.forget(session);
            throw error;
          }
        },
        async release() {
          outputMemory.forget(session);
          await session.release();
        },
      };
    },
  },
};

function prepare(most = MOST_THREADS): number {
  checkSupport();
  const threads = threadCount(most);
  ort.env.wasm.wasmPaths = { wasm: new URL(wasmUrl, self.location.href).href };
  ort.env.wasm.numThreads = threads;
  return threads;
}

/**
 * @param most threads at most; a worker that is one of several takes one
 * @throws HeddleError `not-supported`
 */
export function createWasmRuntime(most?: number): Runtime {
  const threads = prepare(most);
  return createOrtRuntime(module, { provider: "wasm", threads, device: "" }, { executionProviders: ["wasm"] });
}

/**
 * A runtime on the GPU, or null where there is none.
 * @throws HeddleError `not-supported`
 */
export async function createGpuRuntime(): Promise<{ runtime: Runtime; gpu: Gpu } | null> {
  const threads = prepare();
  const gpu = await requestGpu();
  if (!gpu) return null;
  const options = { executionProviders: [{ name: "webgpu", device: gpu.device }] };
  return { gpu, runtime: createOrtRuntime(module, { provider: "webgpu", threads, device: gpu.name }, options) };
}
