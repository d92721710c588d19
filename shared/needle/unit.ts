// What a sweep finishes as a whole, cut into jobs.

import type { Job, JobItem } from "./executor.ts";
import type { Finished } from "./result.ts";
import type { SampleResult } from "./sample.ts";

/** Prompts in one job. */
const JOB_SIZE = 5;

/** Something that is finished as a whole: a cell, or a set of heads switched off. */
export interface Unit {
  readonly key: string;
  readonly jobs: readonly Job[];
  finish(results: readonly (SampleResult | null)[]): Finished;
}

/** Items cut into jobs. */
export function inJobs(model: string, items: readonly JobItem[], knobs: Job["knobs"]): Job[] {
  return Array.from({ length: Math.ceil(items.length / JOB_SIZE) }, (_, i) => ({
    model,
    items: items.slice(i * JOB_SIZE, (i + 1) * JOB_SIZE),
    knobs,
  }));
}
