// One thing at a time: ONNX Runtime neither finishes nor fails when two calls overlap on the GPU, so every create and
// run goes through one first-in, first-out queue. A running graph cannot be interrupted; cancelling drops its result.

import { type HeddleError, localizedError } from "../error.ts";

export interface Queue {
  /**
   * Runs `task` when all earlier ones have settled.
   *
   * Cancelling rejects at once with `cancelled`: a task that still waits never starts; one that runs goes on unheard
   * and the queue continues after it.
   */
  add<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Tasks that wait or run. */
  readonly length: number;
}

/** The error of work that nobody waits for any more. */
export function cancelled(): HeddleError {
  return localizedError("cancelled", { en: ["Cancelled.", ""], zh: ["已取消。", ""] });
}

/** @throws HeddleError `cancelled` when the signal says so */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw cancelled();
}

/** Settles as `work` does, or rejects with `cancelled` as soon as the signal fires. */
export function untilCancelled<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(cancelled());
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

export function createQueue(): Queue {
  let tail: Promise<unknown> = Promise.resolve();
  let length = 0;
  return {
    get length() {
      return length;
    },
    add(task, signal) {
      length++;
      const start = (): ReturnType<typeof task> => {
        throwIfCancelled(signal);
        return task();
      };
      const work = tail.then(start);
      const settled = (): void => {
        length--;
      };
      tail = work.then(settled, settled);
      return untilCancelled(work, signal);
    },
  };
}

/**
 * Newer replaces older: each call cancels the one before it. What the person no longer asks for is dropped, whether it
 * waits or runs.
 * @example const newest = latest(); newest((signal) => client.run(id, request, signal));
 */
export function latest(): <T>(task: (signal: AbortSignal) => Promise<T>) => Promise<T> {
  let previous: AbortController | undefined;
  return (task) => {
    previous?.abort();
    const own = new AbortController();
    previous = own;
    return untilCancelled(task(own.signal), own.signal);
  };
}
