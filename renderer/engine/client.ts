// The engine as the window sees it: models run in a worker, so nothing here blocks typing. Requests wait in line on this
// side of the worker, because a worker that is computing cannot hear that the next request was already replaced.

import { proxy, transfer, wrap } from "comlink";
import type { LoadProgress, RunRequest } from "../../shared/engine/contract.ts";
import { createEndable } from "../../shared/engine/endable.ts";
import { createQueue, throwIfCancelled } from "../../shared/engine/queue.ts";
import { createTokenizer, type Tokenizer } from "../../shared/engine/tokenizer.ts";
import { type ErrorReport, fromReport, localizedError } from "../../shared/error.ts";
import type { Token, Trace } from "../../shared/trace/trace.ts";
import { notLoaded } from "./notices.ts";
import type { Compared, EngineNotice, EnginePreference, EngineWorker, LoadedInfo, ModelRef, Reply } from "./protocol.ts";
import { watchReturned } from "./returned.ts";

export interface EngineClient {
  /**
   * Loads a model, or gives at once what is already loaded. Asking for another engine than the one it runs on loads it
   * again there.
   * @param onProgress called with bytes read, then `checking`, then `preparing`, on a GPU then `comparing`
   * @throws HeddleError `file-missing`, `bad-manifest`, `bad-tokenizer`, `bad-model-file`, `not-supported`, `cancelled`
   */
  load(
    model: ModelRef,
    options: { prefer: EnginePreference },
    onProgress?: (progress: LoadProgress) => void,
    signal?: AbortSignal,
  ): Promise<LoadedInfo>;
  /**
   * The tokens of a text, `<bos>` first. Done on the calling thread, so it answers while a model computes. Text of any
   * length is accepted; only `run` knows the limit.
   * @throws HeddleError `engine-failed` when the model is not loaded
   */
  tokenize(modelId: string, text: string): Promise<Token[]>;
  /**
   * Runs a loaded model and fetches the asked outputs only. Requests run one after the other. Cancelling one that waits
   * drops it; cancelling the one that runs drops its result at once, and the next starts when the graph has ended.
   * @throws HeddleError see `LoadedModel.run`
   */
  run(modelId: string, request: RunRequest, signal?: AbortSignal): Promise<Trace>;
  /**
   * Runs a loaded model's stored prompt and compares every capture with what PyTorch computed.
   * @throws HeddleError see `LoadedModel.stored` and `LoadedModel.forward`
   */
  compare(modelId: string, signal?: AbortSignal): Promise<Compared>;
  /** Lets go of a model and its memory, after loads that were asked for before. A run that is under way ends first. */
  unload(modelId: string): Promise<void>;
  /** Hears what the engine has to tell the person, as when it left the GPU. Returns the function that stops listening. */
  onNotice(listener: (notice: EngineNotice) => void): () => void;
  /** Destroys the GPU device, as a driver reset would: for tests of the way back. False when no device is in use. */
  loseDevice(): Promise<boolean>;
  /** Ends the worker; the client cannot be used afterwards. */
  dispose(): void;
}

/** Starts the engine's worker. Cheap until the first model is loaded. */
export function createEngineClient(): EngineClient {
  const thread = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "engine" });
  const remote = wrap<EngineWorker>(thread);
  const loads = createQueue();
  const runs = createQueue();
  const models = new Map<string, { info: LoadedInfo; tokenizer: Tokenizer }>();
  const listeners = new Set<(notice: EngineNotice) => void>();
  const tell = (notice: EngineNotice): void => {
    for (const listener of listeners) listener(notice);
  };
  let hears = false;
  const ready = remote.onNotice(proxy(tell)).then(() => {
    hears = true;
  });
  let lastTicket = 0;

  // What the window has let go, the worker copies the next outputs into.
  const watch = watchReturned((buffer) => void remote.giveBack(transfer([buffer], [buffer])));

  // A worker whose script cannot start answers nothing at all: whoever waits for it must hear.
  const { unlessEnded, end } = createEndable();
  thread.addEventListener("error", (event) =>
    end(
      localizedError("engine-failed", {
        en: [
          `The engine could not start: ${event.message || "its script failed to load"}.`,
          "Restart Heddle; if that does not help, install it again.",
        ],
        zh: [`引擎无法启动：${event.message || "其脚本加载失败"}。`, "请重启 Heddle；若仍不行，请重新安装。"],
      }),
    ),
  );

  /** Calls the worker with a ticket; tells it when the caller lost interest. */
  async function ask<T>(call: (ticket: number) => Promise<Reply<T>>, signal: AbortSignal | undefined): Promise<T> {
    const ticket = ++lastTicket;
    const cancel = (): void => void remote.cancel(ticket);
    signal?.addEventListener("abort", cancel, { once: true });
    try {
      if (!hears) await unlessEnded(ready);
      // A worker that is just starting would not know yet what was cancelled meanwhile.
      throwIfCancelled(signal);
      return open(await unlessEnded(call(ticket)));
    } finally {
      signal?.removeEventListener("abort", cancel);
    }
  }

  function loaded(modelId: string): { info: LoadedInfo; tokenizer: Tokenizer } {
    const model = models.get(modelId);
    if (!model) throw notLoaded(modelId);
    return model;
  }

  return {
    load: (model, { prefer }, onProgress = () => {}, signal) =>
      loads.add(async () => {
        const place = { id: model.id, base: new URL(model.base, document.baseURI).href };
        const { tokenizer, ...info } = await ask((ticket) => remote.load(ticket, place, prefer, proxy(onProgress)), signal);
        const { manifest } = info;
        models.set(model.id, {
          info,
          tokenizer: createTokenizer(tokenizer, manifest.tokenizer.file, {
            bos: manifest.tokenizer.bos,
            vocabulary: manifest.size.vocabulary,
          }),
        });
        return info;
      }, signal),

    tokenize: async (modelId, text) => loaded(modelId).tokenizer.encode(text),

    run: (modelId, request, signal) =>
      runs.add(async () => {
        const { manifest } = loaded(modelId).info;
        const trace = await ask((ticket) => remote.run(ticket, modelId, request), signal);
        watch(trace.captures.map(({ data }) => data));
        return { ...trace, manifest };
      }, signal),

    compare: (modelId, signal) => runs.add(() => ask((ticket) => remote.compare(ticket, modelId), signal), signal),

    unload(modelId) {
      models.delete(modelId);
      return loads.add(async () => {
        models.delete(modelId);
        open(await unlessEnded<Reply<null>>(remote.unload(modelId)));
      });
    },

    onNotice(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },

    loseDevice: async () => await remote.loseDevice(),

    dispose: () => thread.terminate(),
  };
}

function open<T>(reply: Reply<T> | { ok: false; error: ErrorReport }): T {
  if (reply.ok) return reply.value;
  throw fromReport(reply.error);
}
