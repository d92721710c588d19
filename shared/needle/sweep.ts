// Runs an experiment: hands out small jobs to whoever has a hand free, puts what comes back together into cells, and gives each
// finished cell away before it counts. What was finished in an earlier run is never run again.

import { throwIfCancelled } from "../engine/queue.ts";
import type { Manifest } from "../manifest/schema.ts";
import { ablationsOf } from "./ablation.ts";
import { type AttentionSums, addAttention } from "./attention.ts";
import type { Job, JobItem, JobResult } from "./executor.ts";
import { cellKey, cellsOf, finishedKey, type PlannedCell } from "./plan.ts";
import { type Finished, keepAttention, keepSample } from "./result.ts";
import type { NeedleSpec } from "./spec.ts";
import { inJobs, type Unit } from "./unit.ts";

/** Several executors behind one door: `size` jobs run at a time. */
export interface Pool {
  readonly size: number;
  run(job: Job, signal: AbortSignal): Promise<JobResult>;
}

export interface SweepProgress {
  readonly cells: { readonly done: number; readonly all: number };
  readonly samples: { readonly done: number; readonly all: number };
  /** Prompts a second since this run began; 0 until the first is done. */
  readonly samplesPerSecond: number;
  /** null while nothing is known. */
  readonly secondsLeft: number | null;
  /** Cells under way, with the share of each that is done. */
  readonly active: readonly { readonly key: string; readonly share: number }[];
}

export interface SweepOptions {
  readonly spec: NeedleSpec;
  readonly manifests: ReadonlyMap<string, Manifest>;
  readonly pool: Pool;
  /** What an earlier run finished. */
  readonly finished: readonly Finished[];
  /** Keeps a finished cell; the sweep goes on when it is safe. */
  readonly keep: (finished: Finished) => Promise<void>;
  readonly onProgress?: (progress: SweepProgress) => void;
  /** Asked before every job: while it waits, no new job begins. */
  readonly gate?: () => Promise<void>;
  readonly signal: AbortSignal;
  /** Milliseconds, for the pace. */
  readonly now?: () => number;
}

/** True when an experiment has nothing left to run. */
export function isComplete({ spec, manifests, finished }: Pick<SweepOptions, "spec" | "manifests" | "finished">): boolean {
  const known = new Set(finished.map(finishedKey));
  const keys = [...cellsOf(spec).map(cellKey), ...ablationsOf(spec, manifests, finished).map(({ key }) => key)];
  return keys.every((key) => known.has(key));
}

/**
 * Runs what is not finished yet.
 * @returns all that is finished: what was given and what was run
 * @throws HeddleError `cancelled`, and whatever a job or `keep` throws; what was kept until then stays kept
 */
export async function runSweep(options: SweepOptions): Promise<Finished[]> {
  const { spec, manifests, finished, signal } = options;
  const all = [...finished];
  const known = new Set(all.map(finishedKey));
  const cells = cellsOf(spec);
  const pace = paceOf(options, cells, known);
  const keep = async (one: Finished): Promise<void> => {
    await options.keep(one);
    all.push(one);
    known.add(finishedKey(one));
  };
  const left = (units: readonly Unit[]): Unit[] => units.filter(({ key }) => !known.has(key));
  throwIfCancelled(signal);
  await runUnits(left(cells.map((cell) => cellUnit(spec, cell))), options, pace, keep);
  if (spec.ablation) await runUnits(left(ablationsOf(spec, manifests, all)), options, pace, keep);
  return all;
}

function cellUnit(spec: NeedleSpec, cell: PlannedCell): Unit {
  const { model, ...place } = cell;
  const items = Array.from({ length: spec.samples }, (_, sample): JobItem => ({ place, sample, attention: sample < spec.attention }));
  return {
    key: cellKey(cell),
    jobs: inJobs(model, items, {}),
    finish(results) {
      const samples = results.flatMap((result) => result ?? []);
      // A cell holds all of its prompts or none: a prompt that does not fit would leave only the easy ones.
      const fits = samples.length === results.length;
      const attention = samples.reduce<AttentionSums | null>((sum, result) => addAttention(sum, result.attention), null);
      return {
        kind: "cell",
        cell: { ...cell, samples: fits ? samples.map(keepSample) : null, attention: fits ? keepAttention(attention) : null },
      };
    },
  };
}

async function runUnits(units: readonly Unit[], options: SweepOptions, pace: Pace, keep: (one: Finished) => Promise<void>): Promise<void> {
  const { pool, gate } = options;
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  if (options.signal.aborted) abort();
  else options.signal.addEventListener("abort", abort, { once: true });
  const jobs = units.flatMap((unit) => unit.jobs.map((job, at) => ({ unit, job, at })));
  const open = new Map<Unit, { results: JobResult[]; left: number; short: boolean }>();
  let next = 0;
  // One after another, so that nothing is kept twice at a time.
  let keeping = Promise.resolve();

  async function hand(): Promise<void> {
    for (let entry = jobs[next++]; entry; entry = jobs[next++]) {
      const { unit, job, at } = entry;
      const state = open.get(unit) ?? { results: [], left: unit.jobs.length, short: false };
      open.set(unit, state);
      if (state.short) state.results[at] = job.items.map(() => null);
      else {
        await gate?.();
        throwIfCancelled(stop.signal);
        state.results[at] = await pool.run(job, stop.signal);
        state.short ||= state.results[at].includes(null);
      }
      throwIfCancelled(stop.signal);
      pace.done(unit, job);
      if (--state.left > 0) continue;
      open.delete(unit);
      const finished = unit.finish(state.results.flat());
      keeping = keeping.then(() => keep(finished));
      await keeping;
      pace.finished(unit);
    }
  }

  try {
    await Promise.all(
      Array.from({ length: pool.size }, () =>
        hand().catch((error: unknown) => {
          stop.abort();
          throw error;
        }),
      ),
    );
  } catch (error) {
    // Who was stopped by another's fault says "cancelled"; the fault itself comes first, as its promise failed first.
    throwIfCancelled(options.signal);
    throw error;
  } finally {
    options.signal.removeEventListener("abort", abort);
    // A cell that was finished when the fault came is still kept.
    await keeping.catch(() => {});
  }
}

interface Pace {
  done(unit: Unit, job: Job): void;
  finished(unit: Unit): void;
}

/** Cost of a job in tokens read: what the time left is reckoned from. */
const costOf = (job: Job): number => job.items.reduce((sum, { place }) => sum + place.length, 0);

function paceOf(options: SweepOptions, cells: readonly PlannedCell[], known: ReadonlySet<string>): Pace {
  const { spec, onProgress = () => {}, now = () => performance.now() } = options;
  const start = now();
  const off = spec.ablation ? spec.models.length * spec.ablation.heads.length * (1 + spec.ablation.draws) : 0;
  const offSamples = spec.ablation?.samples ?? 0;
  const offCost = (off * offSamples * spec.lengths.reduce((sum, length) => sum + length, 0)) / spec.lengths.length;
  const cellCost = (cell: PlannedCell): number => cell.length * spec.samples;
  const before = cells.filter((cell) => known.has(cellKey(cell)));
  const offBefore = known.size - before.length;
  const all = cells.length + off;
  const samples = cells.length * spec.samples + off * offSamples;
  const cost = cells.reduce((sum, cell) => sum + cellCost(cell), 0) + offCost;
  let unitsDone = known.size;
  let samplesDone = before.length * spec.samples + offBefore * offSamples;
  let costDone = before.reduce((sum, cell) => sum + cellCost(cell), 0) + (off === 0 ? 0 : (offCost * offBefore) / off);
  const [samplesBefore, costBefore] = [samplesDone, costDone];
  const active = new Map<Unit, number>();
  const tell = (): void => {
    const seconds = (now() - start) / 1000;
    const done = costDone - costBefore;
    onProgress({
      cells: { done: unitsDone, all },
      samples: { done: samplesDone, all: samples },
      samplesPerSecond: seconds > 0 ? (samplesDone - samplesBefore) / seconds : 0,
      secondsLeft: done > 0 && seconds > 0 ? Math.max(0, ((cost - costDone) / done) * seconds) : null,
      active: Array.from(active, ([unit, jobs]) => ({ key: unit.key, share: jobs / unit.jobs.length })),
    });
  };
  tell();
  return {
    done(unit, job) {
      samplesDone += job.items.length;
      costDone += costOf(job);
      active.set(unit, (active.get(unit) ?? 0) + 1);
      tell();
    },
    finished(unit) {
      active.delete(unit);
      unitsDone++;
      tell();
    },
  };
}
