// What a thread does while nobody asks it for anything: one short step at a time, so that a message that comes in
// between waits for one step at most.

/** What has just been answered is being drawn: filling memory beside that would hold it up. In milliseconds. */
const REST = 60;

export interface Idle {
  /** Does work that somebody waits for; no step is taken meanwhile, and steps begin anew a little after the last such work. */
  during<T>(work: () => Promise<T>): Promise<T>;
}

/** @param step does a little and says whether there is more */
export function createIdle(step: () => boolean): Idle {
  let busy = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const next = (wait: number): void => {
    timer = setTimeout(() => {
      if (step()) next(0);
    }, wait);
  };
  return {
    async during(work) {
      busy++;
      clearTimeout(timer);
      try {
        return await work();
      } finally {
        busy--;
        if (busy === 0) next(REST);
      }
    },
  };
}
