// Does the jobs of an experiment in one thread: loads models when they are first needed, makes the prompts, runs them.

import type { LoadedModel } from "../engine/contract.ts";
import { throwIfCancelled } from "../engine/queue.ts";
import type { KnobValues } from "../trace/trace.ts";
import { type Haystack, SCENES, textHaystack } from "./haystack.ts";
import { type Place, type PromptMaker, promptMaker } from "./prompt.ts";
import { runSample, type SampleResult } from "./sample.ts";
import type { NeedleSpec } from "./spec.ts";

export interface JobItem {
  readonly place: Place;
  readonly sample: number;
  readonly attention: boolean;
}

/** Some prompts for one model: small enough that stopping and progress need not wait long. */
export interface Job {
  readonly model: string;
  readonly items: readonly JobItem[];
  readonly knobs: KnobValues;
}

/** One result for each item; null where needles and question alone are longer than the place's length. */
export type JobResult = readonly (SampleResult | null)[];

export interface Executor {
  /** @throws HeddleError what loading and running the model throw, and `cancelled` */
  run(job: Job, signal?: AbortSignal): Promise<JobResult>;
  dispose(): Promise<void>;
}

export interface Experiment {
  readonly spec: NeedleSpec;
  /** The person's own text, where the spec asks for one. */
  readonly text: string | null;
}

/** @throws HeddleError `bad-spec` when the haystack's text is of no use */
export function createExecutor({ spec, text }: Experiment, open: (modelId: string) => Promise<LoadedModel>): Executor {
  const haystack = haystackOf({ spec, text });
  const models = new Map<string, Promise<{ model: LoadedModel; maker: PromptMaker }>>();
  const ready = (id: string): Promise<{ model: LoadedModel; maker: PromptMaker }> => {
    const found = models.get(id) ?? open(id).then((model) => ({ model, maker: promptMaker(spec, model.tokenizer, haystack) }));
    models.set(id, found);
    return found;
  };
  return {
    async run({ model: id, items, knobs }, signal) {
      throwIfCancelled(signal);
      const { model, maker } = await ready(id);
      const results: (SampleResult | null)[] = [];
      for (const { place, sample, attention } of items) {
        throwIfCancelled(signal);
        const prompt = maker.make(place, sample);
        results.push(prompt && (await runSample(model, spec, prompt, { knobs, attention, signal })));
      }
      return results;
    },
    async dispose() {
      const loaded = await Promise.allSettled(models.values());
      models.clear();
      for (const one of loaded) if (one.status === "fulfilled") await one.value.model.dispose();
    },
  };
}

/** The haystack that a spec asks for. @throws HeddleError `bad-spec` */
export function haystackOf({ spec, text }: Experiment): Haystack {
  return spec.haystack.kind === "file" ? textHaystack(text ?? "", spec.haystack.file) : SCENES;
}
