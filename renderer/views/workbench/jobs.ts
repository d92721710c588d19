// The workbench's long work: heads switched off one after the other, and files of prompts. Each run of the model waits in the
// engine's own line, so that what the person does meanwhile waits for one run at most.

import { ablate, everyHead } from "../../../shared/ablation/ablate.ts";
import { answerText, type Target, usualTarget } from "../../../shared/ablation/answer.ts";
import { readPrompts } from "../../../shared/dataset/prompts.ts";
import { parseResult, writeResult } from "../../../shared/dataset/result.ts";
import { runDataset } from "../../../shared/dataset/run.ts";
import { localizedError, toReport } from "../../../shared/error.ts";
import type { Spans } from "../../../shared/measures/context.ts";
import type { HeadRef, MapChoice } from "../../../shared/selection/selection.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import { measurer } from "../../compute/measures/client.ts";
import { slotsStore } from "../../state/slots.ts";
import { type Tools, toolsStore } from "../../state/tools.ts";
import type { WorkbenchSettings } from "./settings.ts";
import { type Job, type KeptResult, keepResult, setProblem, workbenchStore } from "./store.ts";

const { getState: get, setState: set } = workbenchStore;

function tools(): Tools {
  const { tools: found } = toolsStore.getState();
  if (!found)
    throw localizedError("engine-failed", {
      en: ["The window is still starting.", "Try again in a moment."],
      zh: ["窗口仍在启动。", "请稍后再试。"],
    });
  return found;
}

/** Stages that are open: each of two compared models has its own. */
let stages = 0;

/** The measuring workers keep a copy of the last maps: it goes when neither a stage nor a job measures any more. */
function rest(): void {
  if (stages === 0 && !get().job) measurer.rest();
}

/**
 * Tells that a stage is open.
 * @returns tells that it is closed
 */
export function openStage(): () => void {
  stages++;
  return () => {
    stages--;
    rest();
  };
}

/** Does work as the one job there is; what goes wrong is told where it was asked for. */
async function work(
  kind: Job["kind"],
  total: number,
  task: (signal: AbortSignal, tell: (part: Partial<Job>) => void) => Promise<void>,
): Promise<void> {
  if (get().job) return;
  const abort = new AbortController();
  setProblem(kind, null);
  set({ job: { kind, done: 0, total, runs: 0, cancel: () => abort.abort() } });
  try {
    await task(abort.signal, (part) => set(({ job }) => ({ job: job && { ...job, ...part } })));
  } catch (thrown) {
    const report = toReport(thrown);
    if (report.code !== "cancelled") setProblem(kind, report);
  }
  set({ job: null });
  rest();
}

/** What findings about an answer hold for. */
export function ablationKey({ manifest, text, knobs }: Trace, spans: Spans, target: Target): string {
  return JSON.stringify([manifest.id, text, knobs, spans, target]);
}

/**
 * Switches heads off: every one by itself, or a set together.
 * @param slot whose model runs
 * @param heads null: every head by itself
 */
export function startAblation(
  slot: number,
  trace: Trace,
  spans: Spans,
  chosen: Target | null,
  heads: readonly HeadRef[] | null,
): Promise<void> {
  const target = chosen ?? usualTarget(spans, trace.tokens.length);
  const key = ablationKey(trace, spans, target);
  return work("ablation", 0, async (signal, tell) => {
    const { run } = tools();
    const modelId = slotsStore.getState().slots[slot]?.modelId ?? trace.manifest.id;
    const answer = answerText(trace.text, trace.tokens, spans, target);
    const sets = heads ? [heads] : everyHead(trace.manifest);
    const before = get().ablation;
    const old = before?.key === key ? before : { key, baseline: null, each: [], set: null };
    set({ ablation: heads ? { ...old, set: null } : { ...old, each: [] } });
    tell({ total: sets.length });
    const { baseline } = await ablate(
      (request, ofSignal) => run(modelId, request, ofSignal),
      { manifest: trace.manifest, answer, knobs: trace.knobs, sets },
      (result, done) => {
        set(({ ablation }) => ({
          ablation: ablation && (heads ? { ...ablation, set: result } : { ...ablation, each: [...ablation.each, result] }),
        }));
        tell({ done, runs: done + 1 });
      },
      signal,
    );
    set(({ ablation }) => ({ ablation: ablation && { ...ablation, baseline } }));
  });
}

/** Reads a file of prompts that the person chose. */
export async function openPrompts(file: File): Promise<void> {
  setProblem("prompts", null);
  try {
    set({ file: { name: file.name, prompts: readPrompts(file.name, new Uint8Array(await file.arrayBuffer())) } });
  } catch (thrown) {
    setProblem("prompts", toReport(thrown));
  }
}

/** Reads a file of results that was saved before. */
export async function openResult(file: File): Promise<void> {
  setProblem("prompts", null);
  try {
    keepResult(parseResult(file.name, await file.text()));
  } catch (thrown) {
    setProblem("prompts", toReport(thrown));
  }
}

/** Measures the open file of prompts on a slot's model, with its knobs as they are. */
export function startPrompts(slot: number, map: MapChoice, chosen: readonly HeadRef[], settings: WorkbenchSettings): Promise<void> {
  const { file } = get();
  const present = slotsStore.getState().slots[slot];
  if (!file || present?.load.state !== "ready") return Promise.resolve();
  const { modelId, knobs } = present;
  const { manifest } = present.load;
  return work("prompts", file.prompts.length, async (signal, tell) => {
    const { run, tokenize } = tools();
    const { target, ablateEach, ablateSet, answerPattern, queryPattern } = settings;
    const result = await runDataset(
      {
        run: (request, ofSignal) => run(modelId, request, ofSignal),
        tokenize: (text) => tokenize(modelId, text),
        measure: measurer.measure,
        match: measurer.match,
      },
      {
        manifest,
        knobs,
        map,
        name: file.name,
        prompts: file.prompts,
        patterns: { answer: answerPattern, query: queryPattern, noise: "" },
        ablation: ablateEach || ablateSet ? { target, each: ablateEach, set: ablateSet ? chosen : [] } : null,
      },
      tell,
      signal,
    );
    keepResult(result);
  });
}

/** Lets the person save text as a file; what goes wrong is told with the prompts. */
async function saveText(suggestedName: string, text: string, extension: string): Promise<void> {
  setProblem("prompts", null);
  try {
    await tools().save({
      suggestedName,
      bytes: new TextEncoder().encode(text),
      filters: [{ name: extension.toUpperCase(), extensions: [extension] }],
    });
  } catch (thrown) {
    setProblem("prompts", toReport(thrown));
  }
}

export function saveResult({ result }: KeptResult): Promise<void> {
  return saveText(`${result.model.id}-measures.json`, writeResult(result), "json");
}

export function saveCsv(name: string, text: string): Promise<void> {
  return saveText(`${name}-heads.csv`, text, "csv");
}
