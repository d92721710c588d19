// From an ONNX Runtime module (Web on WASM or WebGPU, or the native one: all have one shape) to the engine's Runtime.
// Tensors live no longer than a call; the library's errors become sentences.

import { HeddleError, localizedError } from "../error.ts";
import type { EngineInfo } from "../trace/trace.ts";
import type { Runtime, Session, SessionTensor } from "./contract.ts";

/** What is used of ONNX Runtime. Its own types need the DOM, which this folder does not have. */
export interface OrtModule {
  readonly Tensor: new (type: SessionTensor["type"], data: Float32Array | BigInt64Array, dims: readonly number[]) => OrtTensor;
  readonly InferenceSession: { create(graph: Uint8Array, options: object): Promise<OrtSession> };
}
interface OrtTensor {
  readonly type: string;
  readonly dims: readonly number[];
  getData(release?: boolean): Promise<unknown>;
  dispose(): void;
}
interface OrtSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: Record<string, OrtTensor>, fetches: readonly string[]): Promise<Readonly<Record<string, OrtTensor>>>;
  release(): Promise<void>;
}

const reason = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown)).trim().replace(/\.$/, "");

/**
 * @param ort the library's module
 * @param info what this runtime calls itself
 * @param options session options, as `executionProviders`
 */
export function createOrtRuntime(ort: OrtModule, info: EngineInfo, options: object): Runtime {
  return {
    async create(graph, where) {
      let session: OrtSession;
      try {
        // Levels below "all" are slower; captures keep their exact values at every level. Warnings, such as which node of a
        // graph runs on the CPU, would stand in a console as errors of the app's.
        session = await ort.InferenceSession.create(graph, { graphOptimizationLevel: "all", logSeverityLevel: 3, ...options });
      } catch (cause) {
        throw localizedError(
          "bad-model-file",
          {
            en: [`${where} cannot be run: ${reason(cause)}.`, "Copy the model's folder again, or export the model again."],
            zh: [`${where} 无法运行：${reason(cause)}。`, "请重新复制该模型的文件夹，或重新导出模型。"],
          },
          cause,
        );
      }
      return wrap(ort, session, info);
    },
  };
}

function wrap(ort: OrtModule, session: OrtSession, info: EngineInfo): Session {
  return {
    info,
    inputs: session.inputNames,
    outputs: session.outputNames,
    async run(feeds, outputs) {
      const inputs: Record<string, OrtTensor> = {};
      let results: Readonly<Record<string, OrtTensor>> = {};
      try {
        for (const [name, tensor] of Object.entries(feeds)) inputs[name] = new ort.Tensor(tensor.type, tensor.data, tensor.shape);
        results = await session.run(inputs, outputs);
        const taken: Record<string, SessionTensor> = {};
        for (const name of outputs) {
          const tensor = results[name];
          if (tensor) taken[name] = await take(name, tensor);
        }
        return taken;
      } catch (cause) {
        if (cause instanceof HeddleError) throw cause;
        throw localizedError(
          "engine-failed",
          {
            en: [`The model could not be run: ${reason(cause)}.`, "Load the model again, or choose another engine."],
            zh: [`模型无法运行：${reason(cause)}。`, "请重新加载模型，或选择其他引擎。"],
          },
          cause,
        );
      } finally {
        for (const tensor of [...Object.values(inputs), ...Object.values(results)]) tensor.dispose();
      }
    },
    async dispose() {
      await session.release();
    },
  };
}

/** Copies a result to the CPU, where it is not there already. */
async function take(name: string, tensor: OrtTensor): Promise<SessionTensor> {
  const data = await tensor.getData();
  const shape = [...tensor.dims];
  if (data instanceof Float32Array && tensor.type === "float32") return { type: "float32", shape, data };
  if (data instanceof BigInt64Array) return { type: "int64", shape, data };
  throw localizedError("bad-model-file", {
    en: [`Output "${name}" holds ${tensor.type}; Heddle reads float32 and int64.`, "Export the model again."],
    zh: [`输出“${name}”的类型为 ${tensor.type}；Heddle 只读取 float32 和 int64。`, "请重新导出模型。"],
  });
}
