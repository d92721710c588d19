// What the needle lab shows: the form, the experiment under way, and the result that is looked at.

import { createStore } from "zustand/vanilla";
import type { ErrorReport } from "../../../shared/error.ts";
import type { SweepData } from "../../../shared/figures/needle/sweepFigure.ts";
import type { Experiment } from "../../../shared/needle/executor.ts";
import type { PlannedCell } from "../../../shared/needle/plan.ts";
import type { Mistake } from "../../../shared/needle/score.ts";
import type { Condition, Measure } from "../../../shared/needle/scores.ts";
import type { SweepProgress } from "../../../shared/needle/sweep.ts";
import type { Localized } from "../../../shared/text.ts";
import type { StoredRun } from "./archive.ts";
import { type Draft, firstDraft } from "./draft.ts";

/** Where the result that is looked at comes from. */
export interface Source {
  readonly kind: "run" | "stored" | "file" | "example";
  readonly name: string;
}

interface Shown {
  readonly source: Source;
  readonly data: SweepData;
  /** What makes its prompts again; null where scores were imported, or the text is not at hand. */
  readonly experiment: Experiment | null;
}

/** Which samples of a cell are listed. */
export type SampleFilter = "all" | "right" | "wrong" | Mistake;

/** What the stage draws. */
export interface Figure {
  readonly id: string;
  readonly condition: Condition | null;
  readonly measure: Measure;
  readonly shares: "absolute" | "signed";
}

export interface LabState {
  /** Whether the lab stands in the place of the views. */
  readonly open: boolean;
  readonly draft: Draft;
  readonly status: "idle" | "running" | "paused";
  readonly progress: SweepProgress | null;
  /** Why the last thing asked for did not happen. */
  readonly problem: ErrorReport | null;
  /** A sentence that something was done. */
  readonly said: Localized | null;
  readonly stored: readonly StoredRun[];
  readonly shown: Shown | null;
  readonly figure: Figure;
  readonly cell: PlannedCell | null;
  readonly filter: SampleFilter;
  readonly sample: number | null;
  change(change: Partial<Omit<LabState, "change">>): void;
}

function createLabStore() {
  return createStore<LabState>()((set) => ({
    open: false,
    draft: firstDraft([]),
    status: "idle",
    progress: null,
    problem: null,
    said: null,
    stored: [],
    shown: null,
    figure: { id: "needle-heatmap", condition: null, measure: "all", shares: "absolute" },
    cell: null,
    filter: "all",
    sample: null,
    change: (change) => set(change),
  }));
}

export const labStore = createLabStore();
