// What the lab has that lives as long as the window: the controller, the prompts, and one worker that looks into single samples.
// Made when the lab is first opened; when it is closed an experiment goes on, and the worker that looks into samples ends.

import type { AttentionSums } from "../../../shared/needle/attention.ts";
import type { Experiment } from "../../../shared/needle/executor.ts";
import type { Place } from "../../../shared/needle/prompt.ts";
import { type ClosablePool, createNeedlePool, poolSize } from "../../engine/needle/pool.ts";
import { catalogStore } from "../../state/catalog.ts";
import { settingsStore } from "../../state/settings.ts";
import { createArchive } from "./archive.ts";
import { createLab, type Lab } from "./controller.ts";
import { createPrompts, type Prompts } from "./prompts.ts";
import { labStore } from "./store.ts";

export interface LabServices {
  readonly lab: Lab;
  readonly prompts: Prompts;
  /** Where every head looks at the step that decides a sample's first answer. */
  inspect(experiment: Experiment, modelId: string, place: Place, sample: number, signal: AbortSignal): Promise<AttentionSums | null>;
}

let made: LabServices | undefined;

export function labServices(): LabServices {
  made ??= create();
  return made;
}

function create(): LabServices {
  const models = () => catalogStore.getState().models ?? [];
  const refs = () => models().map(({ id, base }) => ({ id, base: new URL(base, document.baseURI).href }));
  const prefer = () => settingsStore.getState().settings.engine;
  const lab = createLab({
    store: labStore,
    archive: createArchive(indexedDB),
    models,
    startPool: (experiment) => {
      const size = poolSize(prefer());
      const engine = prefer() === "webgpu" ? "WebGPU" : `WASM, ${size} at a time`;
      return { pool: createNeedlePool({ experiment, models: refs(), prefer: prefer(), size }), engine };
    },
  });
  let inspector: { readonly experiment: Experiment; readonly pool: ClosablePool } | null = null;
  const endInspector = (): void => {
    inspector?.pool.close();
    inspector = null;
  };
  // It keeps every model it has run, and the whole haystack: too much for a window in which nobody looks into samples.
  labStore.subscribe(({ open }) => {
    if (!open) endInspector();
  });
  return {
    lab,
    prompts: createPrompts(models),
    async inspect(experiment, modelId, place, sample, signal) {
      if (inspector?.experiment !== experiment) {
        endInspector();
        inspector = { experiment, pool: createNeedlePool({ experiment, models: refs(), prefer: "wasm", size: 1 }) };
      }
      const [result] = await inspector.pool.run({ model: modelId, items: [{ place, sample, attention: true }], knobs: {} }, signal);
      return result?.attention ?? null;
    },
  };
}
