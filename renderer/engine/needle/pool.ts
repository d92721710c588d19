// Workers of an experiment behind one door. A worker that dies, or says nothing for too long, is replaced and its job is given to
// the new one: no cell is lost with it.

import { type Remote, releaseProxy, wrap } from "comlink";
import { untilCancelled } from "../../../shared/engine/queue.ts";
import { fromReport, HeddleError, localizedError } from "../../../shared/error.ts";
import type { Experiment, Job, JobResult } from "../../../shared/needle/executor.ts";
import type { Pool } from "../../../shared/needle/sweep.ts";
import type { EnginePreference, ModelRef } from "../protocol.ts";
import type { NeedleWorker } from "./protocol.ts";

/** A worker as the pool sees it; tests bring their own. */
export interface Hand {
  readonly remote: Pick<Remote<NeedleWorker>, "begin" | "run">;
  /** Settles, with the reason, when the worker is gone. */
  readonly gone: Promise<string>;
  stop(): void;
}

export interface PoolOptions {
  readonly experiment: Experiment;
  readonly models: readonly ModelRef[];
  readonly prefer: EnginePreference;
  readonly size: number;
  readonly start?: () => Hand;
  /** Milliseconds without an answer after which a worker counts as dead. */
  readonly patience?: number;
}

export interface ClosablePool extends Pool {
  close(): void;
}

/** A job of five long prompts, with the model loaded first, on a slow machine. */
const PATIENCE = 180_000;
/** Times that a job is given to a new worker. */
const RETRIES = 2;

/** How many prompts are run at a time: one on the GPU, else one for each core. */
export function poolSize(prefer: EnginePreference): number {
  return prefer === "webgpu" ? 1 : Math.max(1, Math.min(8, navigator.hardwareConcurrency));
}

export function createNeedlePool(options: PoolOptions): ClosablePool {
  const { experiment, models, prefer, size, start = startWorker, patience = PATIENCE } = options;
  const free: (Hand | null)[] = new Array<null>(size).fill(null);
  const hands = new Set<Hand>();
  let closed = false;

  async function begin(): Promise<Hand> {
    const hand = start();
    hands.add(hand);
    const reply = await alive(hand, Promise.resolve(hand.remote.begin(experiment, models, prefer)));
    if (!reply.ok) throw fromReport(reply.error);
    return hand;
  }

  /** The answer, or a fault when the worker is gone or silent. */
  function alive<T>(hand: Hand, work: Promise<T>): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const silent = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve("it did not answer"), patience);
    });
    const lost = Promise.race([hand.gone, silent]).then((why) => {
      throw new WorkerGone(why);
    });
    return Promise.race([work, lost]).finally(() => clearTimeout(timer));
  }

  function drop(hand: Hand | null): void {
    if (!hand) return;
    hands.delete(hand);
    hand.stop();
  }

  async function attempt(job: Job, signal: AbortSignal, tried: number): Promise<JobResult> {
    let hand = free.pop() ?? null;
    try {
      hand ??= await begin();
      const reply = await untilCancelled(alive(hand, Promise.resolve(hand.remote.run(job))), signal);
      if (!reply.ok) throw fromReport(reply.error);
      free.push(hand);
      return reply.value;
    } catch (error) {
      // After a fault nobody knows what state the worker is in; a cancelled one still computes what nobody waits for.
      drop(hand);
      free.push(null);
      if (closed || signal.aborted || tried >= RETRIES || !mayHelp(error)) throw readable(error);
      return attempt(job, signal, tried + 1);
    }
  }

  return {
    size,
    run: (job, signal) => attempt(job, signal, 0),
    close() {
      closed = true;
      for (const hand of hands) hand.stop();
      hands.clear();
    },
  };
}

/** The worker, not the work, is at fault. */
class WorkerGone extends Error {}

function mayHelp(error: unknown): boolean {
  return error instanceof WorkerGone || (error instanceof HeddleError && error.code === "engine-failed");
}

function readable(error: unknown): unknown {
  if (!(error instanceof WorkerGone)) return error;
  return localizedError("engine-failed", {
    en: [`A worker of the experiment ended: ${error.message}.`, "Go on with it: finished cells are kept."],
    zh: [`实验的一个工作线程终止：${error.message}。`, "可以继续：已完成的格子已保存。"],
  });
}

function startWorker(): Hand {
  const thread = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "needle" });
  const remote = wrap<NeedleWorker>(thread);
  const gone = new Promise<string>((resolve) => {
    thread.addEventListener("error", (event) => resolve(event.message || "its script failed"));
  });
  return {
    remote,
    gone,
    stop: () => {
      remote[releaseProxy]();
      thread.terminate();
    },
  };
}
