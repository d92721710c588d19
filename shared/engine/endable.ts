// Waiting for something that may go away, as a worker or a GPU does: it then answers nothing at all, and whoever waits for it
// must hear. Who waits is listed and struck off again: racing every answer against one promise that stays open would keep
// every answer with that promise for ever.

export interface Endable {
  /** Settles as `work` does, or rejects when the end comes; after the end it rejects at once. */
  unlessEnded<T>(work: Promise<T>): Promise<T>;
  /** Tells all who wait, and all who come later. Only the first end counts. */
  end(error: Error): void;
}

export function createEndable(): Endable {
  const waiting = new Set<(error: Error) => void>();
  let over: Error | null = null;
  return {
    unlessEnded(work) {
      return new Promise((resolve, reject) => {
        if (over) return reject(over);
        waiting.add(reject);
        work.then(resolve, reject).finally(() => waiting.delete(reject));
      });
    },
    end(error) {
      over ??= error;
      for (const reject of waiting) reject(over);
    },
  };
}
