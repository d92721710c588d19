// What the engine needs from its host and what it gives. The same core runs in the renderer's worker and in Node.

import type { Manifest } from "../manifest/schema.ts";
import type { EngineInfo, KnobValues, Trace } from "../trace/trace.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** A tensor on its way into or out of a session, on the CPU. */
export interface SessionTensor {
  readonly type: "float32" | "int64";
  readonly shape: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

/** One loaded graph. `run` is never called while another run or create of the same runtime is under way. */
export interface Session {
  readonly info: EngineInfo;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  run(feeds: Readonly<Record<string, SessionTensor>>, outputs: readonly string[]): Promise<Record<string, SessionTensor>>;
  dispose(): Promise<void>;
}

/** What makes sessions: ONNX Runtime Web on WebGPU or WASM, or the native runtime in Node. */
export interface Runtime {
  /**
   * @param where the graph file's name, for errors
   * @throws HeddleError `bad-model-file` when the graph cannot be read
   */
  create(graph: Uint8Array, where: string): Promise<Session>;
}

/** Where a model's files come from. */
export interface ModelFiles {
  /**
   * Reads a file named relative to the folder of the model's manifest.
   * @throws HeddleError `file-missing`
   */
  read(file: string, onBytes: (loaded: number) => void, signal?: AbortSignal): Promise<Uint8Array>;
  /** SHA-256 in hexadecimal. */
  digest(bytes: Uint8Array): Promise<string>;
}

/** How far loading has come. */
export interface LoadProgress {
  readonly stage: "reading" | "checking" | "preparing" | "comparing";
  readonly loaded: number;
  readonly total: number;
}

/** What to run. */
export interface RunRequest {
  readonly text: string;
  /** Names of the graph outputs to fetch: only these are copied out of the session. */
  readonly outputs: readonly string[];
  readonly knobs: KnobValues;
}

/** What to run on tokens instead of a text. */
export interface ForwardRequest {
  readonly ids: readonly number[];
  readonly outputs: readonly string[];
  readonly knobs: KnobValues;
}

/** A model that is loaded and can be run. */
export interface LoadedModel {
  readonly manifest: Manifest;
  readonly tokenizer: Tokenizer;
  /** Text of the tokenizer's file, for a host that tokenizes in another place than it runs. */
  readonly tokenizerJson: string;
  /** The engine it runs on now; it changes when a GPU is lost. */
  readonly info: EngineInfo;
  /**
   * Runs the model.
   * @throws HeddleError `empty-text`, `text-too-long`, `knob-invalid`, `capture-missing`, `not-finite`, `cancelled`,
   *   `device-lost` or `engine-failed`
   */
  run(request: RunRequest, signal?: AbortSignal): Promise<Trace>;
  /**
   * Runs the graph on token ids as they are and gives its outputs as they are, batch axis included: for work that makes no
   * trace, as decoding, where text would have to be cut into the same tokens again.
   * @throws HeddleError `text-too-long`, `knob-invalid`, `cancelled`, `device-lost` or `engine-failed`
   */
  forward(request: ForwardRequest, signal?: AbortSignal): Promise<Readonly<Record<string, SessionTensor>>>;
  /**
   * The stored prompt with its captures as PyTorch computed them, read when asked for; null where the model has none.
   * @throws HeddleError `file-missing`, `bad-model-file`, `bad-trace-file`, `cancelled`
   */
  stored(signal?: AbortSignal): Promise<Trace | null>;
  dispose(): Promise<void>;
}
