// One thing at a time: ONNX Runtime neither finishes nor fails when two calls overlap on the GPU, so every create and
// run goes through one first-in, first-out queue. A running graph cannot be interrupted; cancelling drops its result.

import { type HeddleError, localizedError } from "../error.ts";

export interface Queue {
  /**
   * Runs `task` when all earlier ones have settled; at once, before `add` returns, where there are none.
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
      const start = async (): ReturnType<typeof task> => {
        throwIfCancelled(signal);
        return task();
      };
      // What is asked for in an event goes out before the window is drawn anew for it.
      const work = length === 0 ? start() : tail.then(start);
      length++;
      const settled = (): void => {
        length--;
      };
      tail = work.then(settled, settled);
      return untilCancelled(work, signal);
    },
  };
}
