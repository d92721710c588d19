// Which models are in memory. A model and what the engine reserves for it take up to some hundred megabytes, so a model that
// no place of the window needs any more is let go; work that goes on with it has it loaded again.

import type { EngineClient } from "../../engine/client.ts";

type Engine = Pick<EngineClient, "load" | "unload">;

interface Residents extends Pick<Engine, "load"> {
  /** Lets go of all models but these and those that work is being done on. */
  keepOnly(modelIds: readonly string[]): void;
  /** Does work on a model, loaded with `load` where it is not in memory. */
  using<T>(modelId: string, load: () => Promise<unknown>, work: () => Promise<T>): Promise<T>;
}

export function createResidents(engine: Engine): Residents {
  /** Models that were asked for, and whether they have come. */
  const asked = new Map<string, "loading" | "loaded">();
  /** How many are working on a model. */
  const users = new Map<string, number>();
  const count = (modelId: string, by: number): void => void users.set(modelId, (users.get(modelId) ?? 0) + by);

  return {
    async load(model, ...rest) {
      // What comes too late, as after a cancelled load, is known by its name and let go with the others.
      if (!asked.has(model.id)) asked.set(model.id, "loading");
      const loaded = await engine.load(model, ...rest);
      asked.set(model.id, "loaded");
      return loaded;
    },
    keepOnly(modelIds) {
      for (const modelId of [...asked.keys()]) {
        if (modelIds.includes(modelId) || (users.get(modelId) ?? 0) > 0) continue;
        asked.delete(modelId);
        engine.unload(modelId).catch((thrown: unknown) => console.error(thrown));
      }
    },
    async using(modelId, load, work) {
      count(modelId, 1);
      try {
        if (asked.get(modelId) !== "loaded") await load();
        return await work();
      } finally {
        count(modelId, -1);
      }
    },
  };
}
