// A sweep on several cores: threads of Node that run this program again, each with its own engine. ONNX Runtime Web uses one
// thread in Node, so as many prompts are run at a time as there are threads; native engines share the cores out among them.

import { fileURLToPath } from "node:url";
import { parentPort, Worker, workerData } from "node:worker_threads";
import { untilCancelled } from "../../../shared/engine/queue.ts";
import { type ErrorReport, fromReport, HeddleError, toReport } from "../../../shared/error.ts";
import { createExecutor, type Executor, type Experiment, type Job, type JobResult } from "../../../shared/needle/executor.ts";
import type { Pool } from "../../../shared/needle/sweep.ts";
import type { EngineInfo } from "../../../shared/trace/trace.ts";
import { openModelById } from "../models.ts";
import { type EngineName, threadsFor } from "../runtime.ts";

/** What a thread is given when it begins. */
export interface Post {
  readonly experiment: Experiment;
  readonly folder: string;
  readonly engine: EngineName;
}

interface ThreadPost extends Post {
  /** Threads of a native engine of its own. */
  readonly threads: number;
}

/** `info`: the engine that computed; null where no model was loaded. */
type Answer = { readonly ticket: number; readonly info: EngineInfo | null } & (
  | { readonly value: JobResult }
  | { readonly error: ErrorReport }
);

export interface ClosablePool extends Pool {
  /** The engine that computed; null before the first job is done. */
  computed(): EngineInfo | null;
  close(): Promise<void>;
}

/** The program that threads run; only the built program can be run by Node, its source cannot. */
const PROGRAM = fileURLToPath(import.meta.url);
const canUseThreads = PROGRAM.endsWith(".js");

/** One executor in this thread, or `count` threads with one each. */
export function createPool(post: Post, count: number): ClosablePool {
  return count > 1 && canUseThreads ? threadPool({ ...post, threads: threadsFor(count) }, count) : ownPool(post);
}

/** An executor that knows which engine it runs on. */
function workOf({ experiment, folder, engine }: Post, threads?: number): { executor: Executor; info(): EngineInfo | null } {
  let info: EngineInfo | null = null;
  const executor = createExecutor(experiment, async (id) => {
    const model = await openModelById(id, folder, engine, threads);
    info = model.info;
    return model;
  });
  return { executor, info: () => info };
}

function ownPool(post: Post): ClosablePool {
  const { executor, info } = workOf(post);
  return { size: 1, computed: info, run: (job, signal) => executor.run(job, signal), close: () => executor.dispose() };
}

function threadPool(post: ThreadPost, count: number): ClosablePool {
  let info: EngineInfo | null = null;
  const threads = Array.from({ length: count }, () =>
    startThread(post, (found) => {
      info = found;
    }),
  );
  const free = [...threads];
  return {
    size: count,
    computed: () => info,
    async run(job, signal) {
      const thread = free.pop();
      if (!thread) throw new RangeError("more jobs than threads");
      try {
        return await thread.run(job, signal);
      } finally {
        free.push(thread);
      }
    },
    close: async () => void (await Promise.all(threads.map((thread) => thread.stop()))),
  };
}

function startThread(
  post: ThreadPost,
  onEngine: (info: EngineInfo) => void,
): { run(job: Job, signal: AbortSignal): Promise<JobResult>; stop(): Promise<unknown> } {
  const worker = new Worker(PROGRAM, { workerData: { needles: post } });
  let last = 0;
  const waiting = new Map<number, { resolve(value: JobResult): void; reject(error: unknown): void }>();
  const failAll = (why: string): void => {
    for (const { reject } of waiting.values())
      reject(new HeddleError("engine-failed", `A thread of the sweep ended: ${why}.`, "Run it again: finished cells are kept."));
    waiting.clear();
  };
  worker.on("message", (answer: Answer) => {
    const asked = waiting.get(answer.ticket);
    waiting.delete(answer.ticket);
    if (answer.info) onEngine(answer.info);
    if ("value" in answer) asked?.resolve(answer.value);
    else asked?.reject(fromReport(answer.error));
  });
  worker.on("error", (error) => failAll(error instanceof Error ? error.message : String(error)));
  worker.on("exit", (code) => failAll(`exit code ${code}`));
  return {
    // A thread cannot be interrupted in the middle of a prompt: nobody waits for it any more.
    run: (job, signal) =>
      untilCancelled(
        new Promise<JobResult>((resolve, reject) => {
          const ticket = ++last;
          waiting.set(ticket, { resolve, reject });
          worker.postMessage({ ticket, job });
        }),
        signal,
      ),
    stop: () => worker.terminate(),
  };
}

/** True in a thread that was started for a sweep. */
export function isSweepThread(): boolean {
  return typeof workerData === "object" && workerData !== null && "needles" in workerData;
}

/** The work of such a thread. */
export function serveSweep(): void {
  const { threads, ...post } = (workerData as { needles: ThreadPost }).needles;
  const { executor, info } = workOf(post, threads);
  parentPort?.on("message", ({ ticket, job }: { ticket: number; job: Job }) => {
    executor
      .run(job)
      .then(
        (value): Answer => ({ ticket, info: info(), value }),
        (error: unknown): Answer => ({ ticket, info: info(), error: toReport(error) }),
      )
      .then((answer) => parentPort?.postMessage(answer));
  });
}
