// One worker of an experiment: owns its models and does its jobs. Several of them share the cores, each with one thread; on the GPU
// there is one.

import { expose } from "comlink";
import type { Runtime } from "../../../shared/engine/contract.ts";
import { loadModel } from "../../../shared/engine/load.ts";
import { createQueue } from "../../../shared/engine/queue.ts";
import { requireStored } from "../../../shared/engine/stored.ts";
import { localizedError, toReport } from "../../../shared/error.ts";
import { createExecutor, type Executor } from "../../../shared/needle/executor.ts";
import { fetchFiles } from "../files.ts";
import type { Reply } from "../protocol.ts";
import { createGpuRuntime, createWasmRuntime } from "../runtime.ts";
import type { NeedleWorker } from "./protocol.ts";

const queue = createQueue();
let executor: Executor | null = null;

async function answer<T>(work: () => Promise<T>): Promise<Reply<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error: toReport(error) };
  }
}

/** The result says which engine computed it, so the processor does not step in unsaid. @throws HeddleError `not-supported` */
async function gpuRuntime(): Promise<{ readonly runtime: Runtime; readonly software: boolean }> {
  const found = await createGpuRuntime();
  if (found) return { runtime: found.runtime, software: found.gpu.software };
  throw localizedError("not-supported", {
    en: [
      "No usable GPU was found, and this experiment is to run on one.",
      "Choose another engine in the palette or the menu, then run it again.",
    ],
    zh: ["未找到可用的 GPU，而此实验要在 GPU 上运行。", "请在命令面板或菜单中选择其他引擎，然后重新运行。"],
  });
}

const worker: NeedleWorker = {
  begin: (experiment, models, prefer) =>
    answer(async () => {
      const { runtime, software } = prefer === "webgpu" ? await gpuRuntime() : { runtime: createWasmRuntime(1), software: true };
      executor = createExecutor(experiment, async (id) => {
        const model = models.find((one) => one.id === id);
        if (!model)
          throw localizedError("file-missing", {
            en: [`There is no model "${id}" here.`, "Choose one from the list."],
            zh: [`这里没有模型“${id}”。`, "请从列表中选择。"],
          });
        const loaded = await loadModel(fetchFiles(model.base), runtime, queue, { id });
        if (!software) await requireStored(loaded);
        return loaded;
      });
      return null;
    }),
  run: (job) =>
    answer(async () => {
      if (!executor)
        throw localizedError("engine-failed", {
          en: ["The experiment has not begun.", "Run it again."],
          zh: ["实验尚未开始。", "请重新运行。"],
        });
      return executor.run(job);
    }),
};

expose(worker);
