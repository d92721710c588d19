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
  /** Who waits for a worker's answer, and why a worker is gone. A worker does one thing at a time. */
  const waiting = new Map<Hand, (why: string) => void>();
  const fates = new WeakMap<Hand, string>();
  let closed = false;

  /** Starts a worker; the caller has it at once, so that one that cannot begin is stopped like any other. */
  function hire(): Hand {
    const hand = start();
    hands.add(hand);
    // Listened to once: a listener for each job would stay with a worker that does thousands of them.
    hand.gone.then((why) => {
      fates.set(hand, why);
      waiting.get(hand)?.(why);
    });
    return hand;
  }

  async function begin(hand: Hand): Promise<void> {
    const reply = await alive(hand, Promise.resolve(hand.remote.begin(experiment, models, prefer)));
    if (!reply.ok) throw fromReport(reply.error);
  }

  /** The answer, or a fault when the worker is gone or silent. */
  function alive<T>(hand: Hand, work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        waiting.delete(hand);
      };
      const lose = (why: string): void => {
        end();
        reject(new WorkerGone(why));
      };
      const timer = setTimeout(lose, patience, "it did not answer");
      const fate = fates.get(hand);
      if (fate !== undefined) return lose(fate);
      waiting.set(hand, lose);
      work.then(resolve, reject).finally(end);
    });
  }

  function drop(hand: Hand | null): void {
    // A pool that was closed has stopped all its hands already.
    if (!hand || !hands.delete(hand)) return;
    waiting.get(hand)?.("it was stopped");
    hand.stop();
  }

  async function attempt(job: Job, signal: AbortSignal, tried: number): Promise<JobResult> {
    let hand = free.pop() ?? null;
    try {
      if (!hand) {
        hand = hire();
        await begin(hand);
      }
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
