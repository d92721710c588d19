// heddle needle

import { availableParallelism } from "node:os";
import { HeddleError } from "../../../shared/error.ts";
import { SWEEP_FIGURES } from "../../../shared/figures/needle/registry.ts";
import { readSweepData, resultData } from "../../../shared/figures/needle/sweepFigure.ts";
import { scaleSentences } from "../../../shared/figures/needle/words.ts";
import type { Manifest } from "../../../shared/manifest/schema.ts";
import { assembleResult, finishedOf, frameOf, type ResultFrame } from "../../../shared/needle/assemble.ts";
import { type Experiment, haystackOf } from "../../../shared/needle/executor.ts";
import { identityOf } from "../../../shared/needle/identity.ts";
import { checkModels, finishedKey } from "../../../shared/needle/plan.ts";
import { type Finished, isNeedleResult, type NeedleResult, parseNeedleResult } from "../../../shared/needle/result.ts";
import { resultText } from "../../../shared/needle/resultText.ts";
import { isComplete, runSweep, type SweepProgress } from "../../../shared/needle/sweep.ts";
import { type Command, type Output, stringOption, type Values } from "../command.ts";
import { save } from "../files.ts";
import { engineOption, findModels, MODEL_OPTIONS, modelsFolder } from "../models.ts";
import { FIGURE_OPTIONS, figureOption } from "../needle/figure.ts";
import { readExperiment, readJson, readJsonIfThere } from "../needle/files.ts";
import { openJournal } from "../needle/journal.ts";
import { cellLine, duration, engineText, summary } from "../needle/report.ts";
import { createPool } from "../needle/workers.ts";
import type { EngineName } from "../runtime.ts";

/** Threads beyond which memory is dearer than time. */
const MOST_WORKERS = 8;

export const command: Command = {
  name: "needle",
  summary: "run a needle-in-a-haystack experiment",
  operand: "SPEC",
  help: `Usage: heddle needle SPEC.json --out RESULT.json [options]

Runs an experiment: models are asked for facts hidden in text. Finished cells are kept in RESULT.json.partial; after Ctrl-C, a
crash or a power cut the same command goes on where it was. Given a result instead of a spec, or the scores of another harness
({"results": [{"length": 4096, "depth": 50, "score": 0.9, "model": "name"}]}), it runs nothing: it prints and draws.

  --out FILE       where to save the result
  --models DIR     folder of model folders (default: the ones that come with Heddle)
  --engine NAME    auto, native (onnxruntime-node, when installed) or wasm (default: auto)
  --workers N      prompts run at a time (default: one for each processor core, at most ${MOST_WORKERS})
  --figure FILE    draws the result as SVG: a heatmap, or with --type another figure
  --type ID        ${SWEEP_FIGURES.map(({ id }) => id).join(", ")}
  --settings JSON  settings of the figure, as '{"condition": {"needles": 4, "queries": 2}}'
  --paper JSON     its paper, as '{"width": "183mm", "theme": "light", "language": "en", "fontSize": 7}'

A spec; only "models" and "lengths" must be there, the rest shows the defaults:
  {
    "models": ["transformer", "diff"], "lengths": [128, 256, 512],
    "depths": [0, 25, 50, 75, 100], "tasks": [{ "needles": 1, "queries": 1 }],
    "samples": 20, "seed": 1, "haystack": { "kind": "scenes" },
    "needle": "The magic number of {key} is {value}.",
    "question": "What is the magic number of {key}?",
    "questions": "What are the magic numbers of {keys}?",
    "keys": "unseen-cities", "values": "unseen-numbers",
    "attention": 0, "ablation": null
  }
{ "kind": "file", "file": "book.txt" } hides needles in a text of your own; "keys" and "values" may be lists of words.
"attention": K measures on the first K prompts of a cell where attention goes. "ablation": { "heads": [1, 2, 4] } then switches
off the best retrieval heads and as many random ones.`,
  options: {
    models: MODEL_OPTIONS.models,
    engine: MODEL_OPTIONS.engine,
    out: { type: "string" },
    workers: { type: "string" },
    ...FIGURE_OPTIONS,
  },
  async run(values, [path, ...more], output) {
    if (path === undefined || more.length > 0)
      throw new HeddleError("bad-spec", "Give one spec.", "For example: heddle needle spec.json --out result.json.");
    const figure = figureOption(values);
    const json = await readJson(path);
    const data = isSpec(json) ? resultData(await runExperiment(path, json, values, output)) : readSweepData(json, path);
    if (data.result) for (const line of summary(data.result)) output.print(line);
    if (figure) await figure(data, output);
    else if (!data.result) output.print(`${data.scores("all").cells.length} cells were read. Draw them with --figure FILE.svg.`);
    if (data.imported && !data.imported.scaleGiven) output.print(scaleSentences(data.imported, "en").join(" "));
  },
};

/** A spec names lengths and models; results and scores of others do not. */
function isSpec(json: unknown): boolean {
  return !isNeedleResult(json) && typeof json === "object" && json !== null && "lengths" in json && !("results" in json);
}

async function runExperiment(path: string, json: unknown, values: Values, output: Output): Promise<NeedleResult> {
  const out = stringOption(values, "out");
  if (out === undefined) throw new HeddleError("bad-spec", "No file to save to was given.", "Give one with --out RESULT.json.");
  const threads = { engine: engineOption(values), count: workersOption(values) };
  const experiment = await readExperiment(path, json);
  // A text that cannot be used is refused before anything is loaded.
  haystackOf(experiment);
  const folder = modelsFolder(values);
  const manifests = await manifestsOf(folder);
  checkModels(experiment.spec, manifests);
  const frame = frameOf(experiment, manifests);
  const identity = identityOf(frame);
  const before: Finished[] = [];
  const present = await readJsonIfThere(out);
  if (present !== null) {
    const old = isNeedleResult(present) ? parseNeedleResult(present, out) : null;
    if (!old || identityOf(old) !== identity)
      throw new HeddleError(
        "bad-spec",
        `${out} is there already and is not the result of this experiment.`,
        "Choose another place with --out.",
      );
    before.push(...finishedOf(old));
    if (isComplete({ spec: experiment.spec, manifests, finished: before })) {
      output.print(`${out} is complete already: nothing was run.`);
      return old;
    }
  }
  return sweep({ experiment, frame, identity, manifests, before, out }, { folder, ...threads }, output);
}

interface Begun {
  readonly experiment: Experiment;
  readonly frame: ResultFrame;
  readonly identity: string;
  readonly manifests: ReadonlyMap<string, Manifest>;
  /** Of a result that was saved before its end. */
  readonly before: readonly Finished[];
  readonly out: string;
}

async function sweep(
  { experiment, frame, identity, manifests, before, out }: Begun,
  { folder, engine, count }: { readonly folder: string; readonly engine: EngineName; readonly count: number },
  output: Output,
): Promise<NeedleResult> {
  const journal = await openJournal(`${out}.partial`, identity);
  // Each piece once: what the result at `out` holds is not run, nor counted, a second time.
  const known = [...new Map([...journal.finished, ...before].map((one) => [finishedKey(one), one])).values()];
  const pool = createPool({ experiment, folder, engine }, count);
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  const start = performance.now();
  let progress: SweepProgress | undefined;
  let lastLine: Finished | undefined;
  try {
    if (known.length > 0) output.print(`Going on: ${known.length} cells were finished before.`);
    const finished = await runSweep({
      spec: experiment.spec,
      manifests,
      pool,
      finished: known,
      keep: async (one) => {
        await journal.add(one);
        lastLine = one;
      },
      onProgress: (now) => {
        const cells = progress?.cells.done ?? now.cells.done;
        progress = now;
        if (lastLine && now.cells.done > cells) output.print(cellLine(lastLine, now));
      },
      signal: abort.signal,
    });
    const seconds = (performance.now() - start) / 1000;
    const result = assembleResult(frame, finished, {
      engine: engineText(pool.computed(), pool.size),
      seconds,
      samplesPerSecond: progress?.samplesPerSecond ?? 0,
    });
    await save(out, resultText(result));
    await journal.remove();
    const { samples, samplesPerSecond } = progress ?? { samples: { all: 0 }, samplesPerSecond: 0 };
    output.print(`${samples.all} samples, ${samplesPerSecond.toFixed(1)} a second, ${duration(seconds)} -> ${out}`);
    return result;
  } catch (error) {
    if (!(error instanceof HeddleError && error.code === "cancelled")) throw error;
    throw new HeddleError(
      "cancelled",
      `Stopped: ${progress?.cells.done ?? 0} of ${progress?.cells.all ?? 0} cells are finished and kept.`,
      "The same command goes on from there.",
    );
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
    await pool.close();
    await journal.close().catch(() => {});
  }
}

async function manifestsOf(folder: string): Promise<Map<string, Manifest>> {
  const found = await findModels(folder);
  return new Map(found.flatMap(({ id, manifest }) => (manifest ? [[id, manifest]] : [])));
}

function workersOption(values: Values): number {
  const given = stringOption(values, "workers");
  if (given === undefined) return Math.min(MOST_WORKERS, availableParallelism());
  const count = Number(given);
  if (!Number.isInteger(count) || count < 1 || count > 64)
    throw new HeddleError("bad-spec", `--workers ${given} is not a number from 1 to 64.`, "For example: --workers 2.");
  return count;
}
