// What crosses between the window and the workers of a needle experiment.

import type { Experiment, Job, JobResult } from "../../../shared/needle/executor.ts";
import type { EnginePreference, ModelRef, Reply } from "../protocol.ts";

export interface NeedleWorker {
  /** Said once, before the first job. Models are loaded when a job first asks for them. */
  begin(experiment: Experiment, models: readonly ModelRef[], prefer: EnginePreference): Promise<Reply<null>>;
  run(job: Job): Promise<Reply<JobResult>>;
}
