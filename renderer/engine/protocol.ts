// What crosses between the window and the engine's worker. Errors travel as plain reports, since classes are lost on
// the way; captures are moved, not copied; the manifest of a trace stays at home.

import type { LoadProgress, RunRequest } from "../../shared/engine/contract.ts";
import type { Difference } from "../../shared/engine/stored.ts";
import type { ErrorReport } from "../../shared/error.ts";
import type { Manifest } from "../../shared/manifest/schema.ts";
import type { Localized } from "../../shared/text.ts";
import type { EngineInfo, Trace } from "../../shared/trace/trace.ts";

/** Which engine the person wants. `auto`: the GPU where there is one, else the processor. */
export type EnginePreference = "auto" | "webgpu" | "wasm";

/** Where a model is. */
export interface ModelRef {
  /** What `run`, `tokenize` and `unload` call it. */
  readonly id: string;
  /** Address of the folder with its manifest.json; relative to the page, or absolute on the same origin. */
  readonly base: string;
}

/** A model that can be run. */
export interface LoadedInfo {
  readonly manifest: Manifest;
  /** The engine it runs on now; a notice tells when that changes. */
  readonly info: EngineInfo;
}

/** Something the person should know though nothing failed for good. */
export interface EngineNotice {
  readonly code: "gpu-absent" | "gpu-differs" | "gpu-failed" | "gpu-lost";
  /** One sentence. */
  readonly text: Localized;
  /** What went wrong in the machine's own words; may be empty. */
  readonly detail: string;
  /** The engine that is used from now on. */
  readonly info: EngineInfo;
}

/** What a comparison with a model's stored prompt found. */
export interface Compared {
  /** null: the model has no stored prompt. */
  readonly difference: Difference | null;
  /** The engine that was compared. */
  readonly info: EngineInfo;
}

/** An answer that keeps the error's code across the worker's boundary. */
export type Reply<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ErrorReport };

/** A trace without what the window already has. */
export type WireTrace = Omit<Trace, "manifest">;

/** What the worker answers. A ticket names a request so that it can be cancelled. */
export interface EngineWorker {
  load(
    ticket: number,
    model: ModelRef,
    prefer: EnginePreference,
    onProgress: (progress: LoadProgress) => void,
  ): Promise<Reply<LoadedInfo & { readonly tokenizer: string }>>;
  run(ticket: number, modelId: string, request: RunRequest): Promise<Reply<WireTrace>>;
  compare(ticket: number, modelId: string): Promise<Reply<Compared>>;
  /** Memory of captures that the window has let go. */
  giveBack(buffers: ArrayBuffer[]): void;
  cancel(ticket: number): void;
  unload(modelId: string): Promise<Reply<null>>;
  onNotice(listener: (notice: EngineNotice) => void): void;
  loseDevice(): boolean;
}
