// The engine's worker: owns the models, the GPU device and the queue. The window talks to it through client.ts.

import { expose, transfer } from "comlink";
import type { LoadedModel, Runtime } from "../../shared/engine/contract.ts";
import { createFallbackRuntime } from "../../shared/engine/fallback.ts";
import { type LoadOptions, loadModel } from "../../shared/engine/load.ts";
import { createQueue } from "../../shared/engine/queue.ts";
import { type Difference, differenceFromStored, loadHeld } from "../../shared/engine/stored.ts";
import { toReport } from "../../shared/error.ts";
import { fetchFiles } from "./files.ts";
import type { Gpu } from "./gpu.ts";
import { createIdle } from "./idle.ts";
import { noticeText, notLoaded } from "./notices.ts";
import { paced } from "./paced.ts";
import type { EngineNotice, EnginePreference, EngineWorker, ModelRef, Reply } from "./protocol.ts";
import { createGpuRuntime, createWasmRuntime, outputMemory } from "./runtime.ts";

interface Entry {
  readonly model: LoadedModel;
  readonly base: string;
  readonly prefer: EnginePreference;
}

/** Memory that is touched in one step of idle time, a millisecond or two: a request waits no longer than that. */
const STEP_BYTES = 1 << 22;

/** How much later than a failed run the loss of the device may be heard of, in milliseconds. */
const MOMENT = 200;

const queue = createQueue();
// A pause in typing is long enough to make ready what the next keystroke's run will fill.
const idle = createIdle(() => outputMemory.makeReady(STEP_BYTES));
const models = new Map<string, Entry>();
const tickets = new Map<number, AbortController>();
let notify: (notice: EngineNotice) => void = () => {};
let gpu: Gpu | null = null;
let gpuRuntime: Promise<Runtime | null> | undefined;

function tell(code: EngineNotice["code"], detail: string, info: EngineNotice["info"]): void {
  notify({ code, detail, info, text: noticeText(code) });
}

/** The GPU's runtime with the processor behind it; made once, since there is one device. */
function gpuWithFallback(): Promise<Runtime | null> {
  gpuRuntime ??= createGpuRuntime().then((found) => {
    if (!found) return null;
    gpu = found.gpu;
    return createFallbackRuntime({
      gpu: found.runtime,
      cpu: createWasmRuntime(),
      lost: found.gpu.lost,
      onFallback: ({ code, detail, info }) => tell(code, detail, info),
      moment: () => new Promise((resolve) => setTimeout(resolve, MOMENT)),
    });
  });
  return gpuRuntime;
}

/** Runs `work` under a ticket that `cancel` knows; whatever is thrown becomes a report. */
async function answer<T>(ticket: number, work: (signal: AbortSignal) => Promise<T>): Promise<Reply<T>> {
  const controller = new AbortController();
  tickets.set(ticket, controller);
  try {
    return { ok: true, value: await idle.during(() => work(controller.signal)) };
  } catch (error) {
    return { ok: false, error: toReport(error) };
  } finally {
    tickets.delete(ticket);
  }
}

/** A GPU of hardware and its driver is held to the model's stored prompt; a software one is the same on every machine. */
function loadOn(onGpu: Runtime | null, base: string, options: LoadOptions): Promise<LoadedModel> {
  const files = fetchFiles(base);
  if (!onGpu || gpu?.software) return loadModel(files, onGpu ?? createWasmRuntime(), queue, options);
  const onDiffer = ({ capture, largest }: Difference, info: LoadedModel["info"]): void =>
    tell("gpu-differs", `${capture}: ${largest.toPrecision(2)}`, info);
  return loadHeld(files, { gpu: onGpu, cpu: createWasmRuntime, onDiffer }, queue, options);
}

/** True when what is loaded is what is asked for. */
function serves(entry: Entry, model: ModelRef, prefer: EnginePreference): boolean {
  return entry.base === model.base && (entry.prefer === prefer || entry.model.info.provider === prefer);
}

const engine: EngineWorker = {
  load: (ticket, ref, prefer, onProgress) =>
    answer(ticket, async (signal) => {
      // What the former model's runs would need is of no use to the next one's.
      outputMemory.forget();
      const previous = models.get(ref.id);
      if (previous && serves(previous, ref, prefer)) return describe(previous.model);
      const onGpu = prefer === "wasm" ? null : await gpuWithFallback();
      const model = await loadOn(onGpu, ref.base, { id: ref.id, onProgress: paced(onProgress), signal });
      models.set(ref.id, { model, base: ref.base, prefer });
      await previous?.model.dispose();
      if (prefer === "webgpu" && !onGpu) tell("gpu-absent", "", model.info);
      return describe(model);
    }),

  async run(ticket, modelId, request) {
    const reply = await answer(ticket, async (signal) => {
      const entry = models.get(modelId);
      if (!entry) throw notLoaded(modelId);
      const { manifest: _, ...trace } = await entry.model.run(request, signal);
      return trace;
    });
    return reply.ok ? transfer(reply, [...new Set(reply.value.captures.map(({ data }) => data.buffer))]) : reply;
  },

  compare: (ticket, modelId) =>
    answer(ticket, async (signal) => {
      const entry = models.get(modelId);
      if (!entry) throw notLoaded(modelId);
      const difference = await differenceFromStored(entry.model, signal);
      return { difference, info: entry.model.info };
    }),

  giveBack: (buffers) => outputMemory.giveBack(buffers),

  cancel: (ticket) => tickets.get(ticket)?.abort(),

  async unload(modelId) {
    const entry = models.get(modelId);
    models.delete(modelId);
    return answer(-1, async () => {
      await entry?.model.dispose();
      return null;
    });
  },

  onNotice(listener) {
    notify = listener;
  },

  loseDevice() {
    gpu?.device.destroy();
    return gpu !== null;
  },
};

function describe(model: LoadedModel): { manifest: LoadedModel["manifest"]; info: LoadedModel["info"]; tokenizer: string } {
  return { manifest: model.manifest, info: model.info, tokenizer: model.tokenizerJson };
}

expose(engine);
