// Which models are in memory. A model and what the engine reserves for it take up to some hundred megabytes, so a model that
// no place of the window needs any more is let go; work that goes on with it has it loaded again.

import type { EngineClient } from "../../engine/client.ts";

type Engine = Pick<EngineClient, "load" | "unload">;

interface Residents extends Pick<Engine, "load"> {
  /** Lets go of all models but these and those that work is being done on. */
  keepOnly(modelIds: readonly string[]): void;
  /**
   * Does work on a model, loaded with `load` where it is not in memory. One that is not to be kept goes when no work has come
   * for a while.
   */
  using<T>(modelId: string, load: () => Promise<unknown>, work: () => Promise<T>): Promise<T>;
}

/**
 * How long no work may come before a model that is not to be kept goes, in milliseconds. The requests of one job come one by one,
 * with a measuring or the like between; loading for each would take longer than the work.
 */
const PAUSE = 10_000;

export function createResidents(engine: Engine): Residents {
  /** Models that were asked for, and whether they have come. */
  const asked = new Map<string, "loading" | "loaded">();
  /** How many are working on a model. */
  const users = new Map<string, number>();
  const count = (modelId: string, by: number): void => void users.set(modelId, (users.get(modelId) ?? 0) + by);
  /** What `keepOnly` was last told. */
  let kept: readonly string[] = [];
  /** Loads under way. */
  let loads = 0;
  let pause: ReturnType<typeof setTimeout> | undefined;

  function letGo(): void {
    for (const modelId of [...asked.keys()]) {
      if (kept.includes(modelId) || (users.get(modelId) ?? 0) > 0) continue;
      asked.delete(modelId);
      engine.unload(modelId).catch((thrown: unknown) => console.error(thrown));
    }
  }

  return {
    async load(model, ...rest) {
      // What comes too late, as after a cancelled load, is known by its name and let go with the others.
      if (!asked.has(model.id)) asked.set(model.id, "loading");
      loads++;
      try {
        const loaded = await engine.load(model, ...rest);
        asked.set(model.id, "loaded");
        return loaded;
      } finally {
        loads--;
      }
    },
    keepOnly(modelIds) {
      kept = modelIds;
      letGo();
    },
    async using(modelId, load, work) {
      count(modelId, 1);
      try {
        if (asked.get(modelId) !== "loaded") await load();
        return await work();
      } finally {
        count(modelId, -1);
        clearTimeout(pause);
        // Whoever loads says afterwards what is to be kept, or works on it and comes back here.
        pause = setTimeout(() => loads === 0 && letGo(), PAUSE);
      }
    },
  };
}
