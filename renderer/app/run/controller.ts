// Keeps every slot's trace in step with the text, the knobs, the open view and the selection. Typing is never blocked:
// a run starts when typing pauses, a newer text replaces an older run, and the last good trace stays meanwhile.

import type { StoreApi } from "zustand/vanilla";
import { type ErrorReport, toReport } from "../../../shared/error.ts";
import { seenBySecond } from "../../../shared/selection/second.ts";
import type { Token, Trace } from "../../../shared/trace/trace.ts";
import type { EngineClient } from "../../engine/client.ts";
import { sameKnobs } from "../../state/knobs.ts";
import type { RangeState } from "../../state/range.ts";
import type { CutText, SelectionState } from "../../state/selection.ts";
import type { SettingsState } from "../../state/settings.ts";
import { headExtent } from "../../state/slotSelection.ts";
import { type Slot, type SlotsState, wereSwapped } from "../../state/slots.ts";
import { viewsFor } from "../../views/registry.ts";
import { followRun, followTokens, sameText, tokenShift } from "./follow.ts";
import type { Vocabularies } from "./vocabulary.ts";
import { mergeTraces, missingOutputs, wantedOutputs } from "./wanted.ts";

/** How long typing must pause before a run starts, in milliseconds. */
export const TYPING_PAUSE = 120;
/** Texts up to this many UTF-16 units are split into tokens at every keystroke, longer ones when typing pauses. */
const IMMEDIATE_TOKENS = 4000;

export interface RunStores {
  readonly slots: StoreApi<SlotsState>;
  readonly selection: StoreApi<SelectionState>;
  readonly settings: StoreApi<SettingsState>;
  readonly range: StoreApi<RangeState>;
}

export interface RunController {
  /** Stops listening and drops what is under way. */
  stop(): void;
  /** Runs a slot's present text again, as after an error. */
  retry(index: number): void;
  /** Drops a slot's run; it is not tried again until asked for. The other slot's goes on. */
  cancel(index: number): void;
}

const CANCELLED: ErrorReport = {
  code: "cancelled",
  message: "The run was cancelled.",
  remedy: "Run it again when you want it.",
  zh: ["运行已取消。", "需要时可再次运行。"],
};

/** What a slot is computing, and what it may not try again by itself. */
interface Job {
  abort: AbortController | null;
  text: string;
  /** Key of the request that failed last: the same one is not sent again until asked for. */
  failed: string;
  /** Key of the request that is under way. */
  key: string;
  timer: ReturnType<typeof setTimeout> | undefined;
}

type Step = {
  readonly target: "trace" | "baseline";
  readonly outputs: readonly string[];
  readonly knobs: Trace["knobs"];
  readonly old: Trace | null;
};

/** Starts following the stores. */
export function startRuns(engine: Pick<EngineClient, "tokenize" | "run">, vocabularies: Vocabularies, stores: RunStores): RunController {
  const jobs = new Map<number, Job>();
  const jobOf = (index: number): Job => {
    const job = jobs.get(index) ?? { abort: null, text: "", failed: "", key: "", timer: undefined };
    jobs.set(index, job);
    return job;
  };
  const slotOf = (index: number): Slot | undefined => stores.slots.getState().slots[index];
  /** Slots with a run under way, in the order in which the engine serves them: it runs one after the other. */
  let line: readonly number[] = [];
  const lineUp = (next: readonly number[]): void => {
    line = next;
    stores.slots.getState().slots.forEach((slot, index) => {
      const queued = line.indexOf(index) > 0;
      if (slot.queued !== queued) stores.slots.getState().change(index, { queued });
    });
  };

  async function tokenize(index: number): Promise<void> {
    const slot = slotOf(index);
    const { text } = stores.slots.getState();
    if (slot?.load.state !== "ready") return;
    // Another keystroke or another model may come while this one waits.
    const isOver = (): boolean => stores.slots.getState().text !== text || slotOf(index)?.modelId !== slot.modelId;
    try {
      const tokens = await engine.tokenize(slot.modelId, text);
      if (isOver()) return;
      const own = slotOf(index)?.tokens ?? [];
      stores.slots.getState().change(index, { tokens });
      if (index === 0) follow({ text, tokens }, own);
    } catch (thrown) {
      if (!isOver()) stores.slots.getState().change(index, { problem: toReport(thrown) });
    }
  }

  /** Pins, marks and the range that is being chosen go with their tokens. `own`: what the first slot had before. */
  function follow(now: CutText, own: readonly Token[]): void {
    const { of, adjust } = stores.selection.getState();
    const shift = of?.text === now.text ? sameText(of.tokens, now.tokens) : tokenShift(of?.tokens ?? own, now.tokens);
    const known = of !== null || own.length > 0;
    adjust((selection) => (known ? followTokens(selection, shift) : selection), now);
    const { range, setRange } = stores.range.getState();
    if (range && known) setRange(followRun(range, shift));
  }

  /** The next thing a slot needs: its trace first, then what the baseline lacks. */
  function nextStep(index: number, slot: Slot, text: string): Step | null {
    if (slot.load.state !== "ready") return null;
    const { manifest } = slot.load;
    const id = stores.settings.getState().settings.view;
    const views = viewsFor(manifest, stores.slots.getState().slots.length > 1);
    const { selection } = stores.selection.getState();
    // Which tokens are selected decides no output: what the second model sees is told by its heads and its map.
    const seen = index === 0 ? selection : seenBySecond(selection, headExtent(slot), null);
    const wanted = wantedOutputs(manifest, views.find((view) => view.id === id) ?? views[0], seen);
    const current = slot.trace?.text === text && sameKnobs(slot.trace.knobs, slot.knobs) ? slot.trace : null;
    const missing = missingOutputs(current, wanted);
    if (missing.length > 0) return { target: "trace", outputs: missing, knobs: slot.knobs, old: current };
    if (Object.keys(slot.knobs).length === 0) return null;
    const baseline = slot.baseline?.text === text ? slot.baseline : null;
    const lacking = missingOutputs(baseline, wanted);
    return lacking.length > 0 ? { target: "baseline", outputs: lacking, knobs: {}, old: baseline } : null;
  }

  async function run(index: number): Promise<void> {
    const job = jobOf(index);
    const slot = slotOf(index);
    const { text } = stores.slots.getState();
    if (!slot || job.abort) return;
    const step = nextStep(index, slot, text);
    const key = step && JSON.stringify([slot.modelId, text, step.target, step.outputs, step.knobs]);
    if (!step || key === job.failed) {
      if (slot.running) stores.slots.getState().change(index, { running: false });
      if (!step && slot.problem) stores.slots.getState().change(index, { problem: null });
      return;
    }
    const abort = new AbortController();
    Object.assign(job, { abort, text, key });
    stores.slots.getState().change(index, { running: true });
    lineUp([...line.filter((other) => other !== index), index]);
    let change: Partial<Slot> = {};
    try {
      const result = await engine.run(slot.modelId, { text, outputs: step.outputs, knobs: step.knobs }, abort.signal);
      const vocabulary = await vocabularies(slot.modelId);
      const named = vocabulary ? { ...result, vocabulary } : result;
      const merged = step.old ? mergeTraces(step.old, named) : named;
      change =
        step.target === "trace" ? { trace: merged, problem: null, ...keepBaseline(slot, merged) } : { baseline: merged, problem: null };
      job.failed = "";
    } catch (thrown) {
      const problem = toReport(thrown);
      if (problem.code !== "cancelled") {
        change = { problem };
        job.failed = key ?? "";
      }
    }
    // A run that was replaced says nothing any more; who replaced it has already started the next.
    if (job.abort !== abort) return;
    job.abort = null;
    lineUp(line.filter((other) => other !== index));
    if (slotOf(index)?.modelId !== slot.modelId) return;
    stores.slots.getState().change(index, { ...change, running: false });
    void run(index);
  }

  function cancel(index: number): void {
    const job = jobOf(index);
    clearTimeout(job.timer);
    job.timer = undefined;
    job.abort?.abort();
    job.abort = null;
    lineUp(line.filter((other) => other !== index));
  }

  const stopSlots = stores.slots.subscribe((state, before) => {
    const swapped = wereSwapped(state, before);
    // What is under way belongs to the model that stood there.
    if (swapped || state.slots.length < before.slots.length) for (const index of jobs.keys()) if (swapped || index > 0) cancel(index);
    state.slots.forEach((slot, index) => {
      const old = before.slots[index];
      const job = jobOf(index);
      const renewed = swapped || slot.modelId !== old?.modelId || slot.load.state !== old.load.state;
      if (renewed) {
        cancel(index);
        job.failed = "";
        void tokenize(index).then(() => run(index));
      } else if (state.text !== before.text) {
        if (job.text !== state.text) cancel(index);
        const pause = state.text.length > IMMEDIATE_TOKENS;
        if (!pause) void tokenize(index);
        clearTimeout(job.timer);
        job.timer = setTimeout(() => {
          job.timer = undefined;
          void (pause ? tokenize(index) : Promise.resolve()).then(() => run(index));
        }, TYPING_PAUSE);
      } else if (slot.knobs !== old.knobs) {
        // A slider moves faster than the model runs: what runs is finished and shown, then the newest value is run.
        void run(index);
      }
    });
    // A view of two models comes and goes with the second, and with it what the first is asked for.
    if (state.slots.length !== before.slots.length) all();
  });
  // While typing goes on, the pause decides when the next run starts.
  const all = (): void => stores.slots.getState().slots.forEach((_, index) => void (jobOf(index).timer === undefined && run(index)));
  const stopSelection = stores.selection.subscribe(all);
  const stopSettings = stores.settings.subscribe((state, before) => {
    if (state.settings.view !== before.settings.view) all();
  });

  return {
    stop: () => {
      stopSlots();
      stopSelection();
      stopSettings();
      for (const index of jobs.keys()) cancel(index);
    },
    cancel: (index) => {
      const job = jobOf(index);
      if (!job.abort) return;
      cancel(index);
      job.failed = job.key;
      stores.slots.getState().change(index, { running: false, problem: CANCELLED });
    },
    retry: (index) => {
      jobOf(index).failed = "";
      stores.slots.getState().change(index, { problem: null });
      void run(index);
    },
  };
}

/** A trace with changed knobs is compared with the unchanged one of the same text, where there is one already. */
function keepBaseline(slot: Slot, trace: Trace): Pick<Slot, "baseline"> {
  if (Object.keys(trace.knobs).length === 0) return { baseline: null };
  const known = [slot.baseline, slot.trace].find((old) => old?.text === trace.text && Object.keys(old.knobs).length === 0);
  return { baseline: known ?? null };
}
