// What the workbench has found out and is working on. It outlives the view, so that another tab can be looked at meanwhile.

import { createStore } from "zustand/vanilla";
import type { Ablated } from "../../../shared/ablation/ablate.ts";
import type { AnswerReading } from "../../../shared/ablation/answer.ts";
import type { DatasetPrompt } from "../../../shared/dataset/prompts.ts";
import type { DatasetResult } from "../../../shared/dataset/result.ts";
import type { ErrorReport } from "../../../shared/error.ts";

/** Work that takes a while; there is one at a time. */
export interface Job {
  readonly kind: "ablation" | "prompts";
  readonly done: number;
  readonly total: number;
  /** Runs of the model so far. */
  readonly runs: number;
  cancel(): void;
}

export interface AblationFound {
  /** What it was found out for: model, text, knobs, marks and answer, as one string. */
  readonly key: string;
  readonly baseline: AnswerReading | null;
  /** Heads by themselves. */
  readonly each: readonly Ablated[];
  /** The last set that was switched off together. */
  readonly set: Ablated | null;
}

interface PromptFile {
  readonly name: string;
  readonly prompts: readonly DatasetPrompt[];
}

export interface KeptResult {
  readonly id: number;
  readonly result: DatasetResult;
}

export interface WorkbenchState {
  readonly job: Job | null;
  readonly ablation: AblationFound | null;
  readonly file: PromptFile | null;
  readonly results: readonly KeptResult[];
  /** The result that table and scatter show; null: this text. */
  readonly shown: number | null;
  /** What the shown result is held against. */
  readonly against: number | null;
  /** What went wrong last, by place. */
  readonly problems: Readonly<Partial<Record<Job["kind"], ErrorReport>>>;
}

export const workbenchStore = createStore<WorkbenchState>()(() => ({
  job: null,
  ablation: null,
  file: null,
  results: [],
  shown: null,
  against: null,
  problems: {},
}));

const { getState: get, setState: set } = workbenchStore;

export function setProblem(kind: Job["kind"], problem: ErrorReport | null): void {
  const { [kind]: _, ...others } = get().problems;
  set({ problems: problem ? { ...others, [kind]: problem } : others });
}

let lastResult = 0;

/** Keeps a result and shows it. */
export function keepResult(result: DatasetResult): void {
  const id = ++lastResult;
  set((state) => ({ results: [...state.results, { id, result }], shown: id }));
}

export function removeResult(id: number): void {
  set((state) => ({
    results: state.results.filter((one) => one.id !== id),
    shown: state.shown === id ? null : state.shown,
    against: state.against === id ? null : state.against,
  }));
}

/** The result that is shown; null where it is this text. */
export function shownResult({ results, shown }: Pick<WorkbenchState, "results" | "shown">): DatasetResult | null {
  return results.find(({ id }) => id === shown)?.result ?? null;
}
