// One worker of an experiment: owns its models and does its jobs. Several of them share the cores, each with one thread; on the GPU
// there is one.

import { expose } from "comlink";
import { loadModel } from "../../../shared/engine/load.ts";
import { createQueue } from "../../../shared/engine/queue.ts";
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

const worker: NeedleWorker = {
  begin: (experiment, models, prefer) =>
    answer(async () => {
      const gpu = prefer === "webgpu" ? await createGpuRuntime() : null;
      const runtime = gpu?.runtime ?? createWasmRuntime(1);
      executor = createExecutor(experiment, (id) => {
        const model = models.find((one) => one.id === id);
        if (!model)
          throw localizedError("file-missing", {
            en: [`There is no model "${id}" here.`, "Choose one from the list."],
            zh: [`这里没有模型“${id}”。`, "请从列表中选择。"],
          });
        return loadModel(fetchFiles(model.base), runtime, queue);
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
