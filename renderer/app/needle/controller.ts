// Runs experiments for the lab, keeps them, and opens results. One experiment runs at a time; it goes on while other places of the
// window are used.

import type { StoreApi } from "zustand/vanilla";
import { localizedError, toReport } from "../../../shared/error.ts";
import { importedData, resultData, type SweepData } from "../../../shared/figures/needle/sweepFigure.ts";
import { scaleSentences } from "../../../shared/figures/needle/words.ts";
import type { Manifest } from "../../../shared/manifest/schema.ts";
import { assembleResult, frameOf, type ResultFrame } from "../../../shared/needle/assemble.ts";
import { type Experiment, haystackOf } from "../../../shared/needle/executor.ts";
import { identityOf } from "../../../shared/needle/identity.ts";
import { importScores } from "../../../shared/needle/importScores.ts";
import { cellsOf, checkModels } from "../../../shared/needle/plan.ts";
import { type Finished, isNeedleResult, type NeedleResult, parseNeedleResult } from "../../../shared/needle/result.ts";
import { parseNeedleSpec } from "../../../shared/needle/spec.ts";
import { runSweep } from "../../../shared/needle/sweep.ts";
import type { ClosablePool } from "../../engine/needle/pool.ts";
import type { CatalogEntry } from "../../state/catalog.ts";
import type { Archive, StoredRun } from "./archive.ts";
import { draftOf, specOf } from "./draft.ts";
import type { LabState, Source } from "./store.ts";
import { TEXTS } from "./texts.ts";

/** The largest file that is read as haystack, spec or result. */
const LARGEST_FILE = 64_000_000;
/** The result on the screen is put together anew at most so often, in milliseconds. */
const REDRAW = 400;

export interface LabParts {
  readonly store: StoreApi<LabState>;
  readonly archive: Archive;
  readonly models: () => readonly CatalogEntry[];
  /** Workers for an experiment, and what they are in words. */
  startPool(experiment: Experiment): { pool: ClosablePool; engine: string };
}

export interface Lab {
  /** Runs what the form says. */
  run(): Promise<void>;
  /** Goes on with what was begun before. */
  goOn(run: StoredRun): Promise<void>;
  pause(): void;
  resume(): void;
  stop(): void;
  /** Shows an experiment of before, as far as it came. */
  show(run: StoredRun): Promise<void>;
  forget(run: StoredRun): Promise<void>;
  refresh(): Promise<void>;
  /** Opens a spec, a result, or scores of another harness. */
  openFile(file: File): Promise<void>;
  openJson(json: unknown, source: Source): void;
  /** Writes a file for the person. */
  save(write: () => Promise<unknown>): Promise<void>;
  /** Takes a text to hide needles in into the form. */
  takeText(file: File): Promise<void>;
  /** Takes the text that the shown result was made with, so that its prompts can be made again; no other will do. */
  takeTextOfShown(file: File): Promise<void>;
}

export function createLab({ store, archive, models, startPool }: LabParts): Lab {
  let abort: AbortController | null = null;
  let gate: { readonly open: Promise<void>; release(): void } | null = null;
  /** The experiment under way. */
  let live: (Live & { readonly identity: string }) | null = null;
  const { change } = store.getState();

  const manifests = (): Map<string, Manifest> => new Map(models().flatMap(({ id, manifest }) => (manifest ? [[id, manifest]] : [])));

  async function guarded(work: () => Promise<void> | void): Promise<void> {
    change({ problem: null, said: null });
    try {
      await work();
    } catch (thrown) {
      change({ problem: toReport(thrown) });
    }
  }

  const refresh = async (): Promise<void> => change({ stored: await archive.runs() });

  async function sweep(experiment: Experiment): Promise<void> {
    if (abort)
      throw localizedError("not-supported", {
        en: ["An experiment is under way.", "Stop it first."],
        zh: ["有实验正在进行。", "请先停止它。"],
      });
    const known = manifests();
    haystackOf(experiment);
    checkModels(experiment.spec, known);
    const own = new AbortController();
    abort = own;
    let pool: ClosablePool | null = null;
    try {
      const frame = frameOf(experiment, known);
      const identity = identityOf(frame);
      const { spec } = experiment;
      const off = spec.ablation ? spec.models.length * spec.ablation.heads.length * (1 + spec.ablation.draws) : 0;
      await archive.begin({ identity, spec, text: experiment.text, all: cellsOf(spec).length + off });
      const finished = await archive.finished(identity);
      const started = startPool(experiment);
      pool = started.pool;
      const start = performance.now();
      const growing = liveResult(store, experiment, frame, finished, { engine: started.engine, start });
      live = { identity, ...growing };
      change({ status: "running", progress: null, cell: null, sample: null });
      await runSweep({
        spec,
        manifests: known,
        pool,
        finished,
        keep: async (one) => {
          await archive.add(identity, one);
          growing.add(one);
        },
        onProgress: (progress) => change({ progress }),
        gate: () => gate?.open ?? Promise.resolve(),
        signal: own.signal,
      });
      growing.draw();
      change({ said: TEXTS.finished });
    } catch (thrown) {
      if (!own.signal.aborted) throw thrown;
      change({ said: TEXTS.stopped });
    } finally {
      pool?.close();
      abort = null;
      live = null;
      gate?.release();
      gate = null;
      change({ status: "idle" });
      await refresh();
    }
  }

  function show(data: SweepData, source: Source, experiment: Experiment | null): void {
    const { figure } = store.getState();
    const [condition] = data.scores("all").conditions;
    change({
      shown: { data, source, experiment },
      cell: null,
      sample: null,
      figure: { ...figure, condition: condition ?? null, ...(data.result ? {} : { id: "needle-heatmap", measure: "all" }) },
    });
  }

  function openJson(json: unknown, source: Source): void {
    if (isNeedleResult(json)) {
      const result = parseNeedleResult(json, source.name);
      // A person's own text is not in the file; without it the prompts cannot be made again.
      show(resultData(result), source, result.haystack ? null : { spec: result.spec, text: null });
    } else if (typeof json === "object" && json !== null && "lengths" in json && !("results" in json))
      change({ draft: draftOf(parseNeedleSpec(json, source.name)), said: TEXTS.specOpened });
    else {
      const imported = importScores(json, source.name);
      show(importedData(imported), source, null);
      if (!imported.scaleGiven)
        change({ said: { en: scaleSentences(imported, "en").join(" "), zh: scaleSentences(imported, "zh").join("") } });
    }
  }

  return {
    refresh: () => guarded(refresh),
    run: () =>
      guarded(() => {
        const { draft } = store.getState();
        return sweep({ spec: specOf(draft), text: draft.file?.text ?? null });
      }),
    goOn: (run) => guarded(() => sweep({ spec: run.spec, text: run.text })),
    pause() {
      if (!abort || gate) return;
      let release: () => void = () => {};
      const open = new Promise<void>((resolve) => {
        release = resolve;
      });
      gate = { open, release };
      change({ status: "paused" });
    },
    resume() {
      gate?.release();
      gate = null;
      if (abort) change({ status: "running" });
    },
    stop() {
      abort?.abort();
      gate?.release();
    },
    show: (run) =>
      guarded(async () => {
        if (live?.identity === run.identity) {
          live.follow();
          change({ cell: null, sample: null });
          return;
        }
        const experiment = { spec: run.spec, text: run.text };
        const frame = frameOf(experiment, manifests());
        const run0 = { engine: "", seconds: 0, samplesPerSecond: 0 };
        const result = assembleResult(frame, await archive.finished(run.identity), run0);
        show(resultData(result), { kind: "stored", name: nameOf(result) }, experiment);
      }),
    forget: (run) =>
      guarded(async () => {
        await archive.remove(run.identity);
        await refresh();
      }),
    openJson: (json, source) => void guarded(() => openJson(json, source)),
    openFile: (file) => guarded(async () => openJson(parseJson(await readText(file), file.name), { kind: "file", name: file.name })),
    save: (write) =>
      guarded(async () => {
        await write();
      }),
    takeText: (file) =>
      guarded(async () => {
        const text = await readText(file);
        change({ draft: { ...store.getState().draft, file: { name: file.name, text } } });
      }),
    takeTextOfShown: (file) =>
      guarded(async () => {
        const text = await readText(file);
        const { shown } = store.getState();
        const result = shown?.data.result;
        if (!shown || !result?.haystack || shown.experiment) return;
        const experiment: Experiment = { spec: result.spec, text };
        if (frameOf(experiment, new Map()).haystack?.sha256 !== result.haystack.sha256)
          throw localizedError("bad-spec", {
            en: [`${file.name} is not the text that this result was made with.`, `Choose ${result.haystack.name}.`],
            zh: [`${file.name} 不是生成此结果所用的文本。`, `请选择 ${result.haystack.name}。`],
          });
        change({ shown: { ...shown, experiment } });
      }),
  };
}

/** "2 models, 512 tokens" is not enough to tell results apart: models and the day tell more. */
function nameOf({ models }: Pick<NeedleResult, "models">): string {
  return models.map(({ title }) => title).join(", ");
}

interface Live {
  add(one: Finished): void;
  /** Draws it anew, unless another result was opened meanwhile. */
  draw(): void;
  /** Puts it on the screen, whatever is there. */
  follow(): void;
}

/** The result as it grows: on the screen from the beginning, and drawn now and then as long as it is what is looked at. */
function liveResult(
  store: StoreApi<LabState>,
  experiment: Experiment,
  frame: ResultFrame,
  before: readonly Finished[],
  { engine, start }: { readonly engine: string; readonly start: number },
): Live {
  const all = [...before];
  let drawn = Number.NEGATIVE_INFINITY;
  const follow = (): void => {
    drawn = performance.now();
    const seconds = (drawn - start) / 1000;
    const samplesPerSecond = store.getState().progress?.samplesPerSecond ?? 0;
    const result = assembleResult(frame, all, { engine, seconds, samplesPerSecond });
    const { figure, shown } = store.getState();
    const source: Source = { kind: "run", name: nameOf(frame) };
    const first = shown?.source.kind !== "run";
    const [condition] = frame.spec.tasks;
    store.getState().change({
      shown: { data: resultData(result), source, experiment },
      ...(first ||
      !result.spec.tasks.some((task) => task.needles === figure.condition?.needles && task.queries === figure.condition.queries)
        ? { figure: { ...figure, condition: condition ?? null } }
        : {}),
    });
  };
  const draw = (): void => {
    if (store.getState().shown?.experiment === experiment) follow();
  };
  follow();
  return {
    draw,
    follow,
    add(one) {
      all.push(one);
      if (performance.now() - drawn >= REDRAW) draw();
    },
  };
}

async function readText(file: File): Promise<string> {
  if (file.size > LARGEST_FILE)
    throw localizedError("bad-spec", {
      en: [`${file.name} has ${(file.size / 1e6).toFixed(0)} MB.`, "Choose a smaller file."],
      zh: [`${file.name} 有 ${(file.size / 1e6).toFixed(0)} MB。`, "请选择更小的文件。"],
    });
  return file.text();
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const text = {
      en: [`${where} is not JSON: ${why}.`, "Choose another file."],
      zh: [`${where} 不是 JSON：${why}。`, "请选择其他文件。"],
    } as const;
    throw localizedError("bad-spec", text, cause);
  }
}
