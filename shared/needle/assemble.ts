// A result put together from what was finished, in an order that does not depend on who finished first.

import type { Manifest } from "../manifest/schema.ts";
import { sha256Hex } from "../sha256.ts";
import type { Experiment } from "./executor.ts";
import { distinctTitles, inPlanOrder, modelRecord } from "./plan.ts";
import type { Finished, NeedleResult, RunRecord } from "./result.ts";

/** What of a result is known before anything was run. */
export type ResultFrame = Pick<NeedleResult, "format" | "spec" | "haystack" | "models">;

/** @param manifests of every model of the spec, by id */
export function frameOf({ spec, text }: Experiment, manifests: ReadonlyMap<string, Manifest>): ResultFrame {
  return {
    format: "heddle-needle-result/1",
    spec,
    haystack: spec.haystack.kind === "file" ? { name: spec.haystack.file, sha256: sha256Hex(text ?? "") } : null,
    models: distinctTitles(
      spec.models.flatMap((id) => {
        const manifest = manifests.get(id);
        return manifest ? [modelRecord(id, manifest)] : [];
      }),
    ),
  };
}

/** Cells in the order of the plan; ablations by model, number of heads, the best heads before random ones. */
export function assembleResult(frame: ResultFrame, finished: readonly Finished[], run: RunRecord): NeedleResult {
  return {
    ...frame,
    cells: inPlanOrder(
      frame.spec,
      finished.flatMap((one) => (one.kind === "cell" ? [one.cell] : [])),
    ),
    ablations: finished
      .flatMap((one) => (one.kind === "ablation" ? [one.ablation] : []))
      .sort((a, b) => compare(a.model, b.model) || a.off.length - b.off.length || (a.draw ?? -1) - (b.draw ?? -1)),
    run: { ...run, seconds: Math.round(run.seconds * 10) / 10, samplesPerSecond: Math.round(run.samplesPerSecond * 100) / 100 },
  };
}

/** What a result holds, piece by piece: one that was saved before its end can be gone on with. */
export function finishedOf({ cells, ablations }: Pick<NeedleResult, "cells" | "ablations">): Finished[] {
  return [
    ...cells.map((cell): Finished => ({ kind: "cell", cell })),
    ...ablations.map((ablation): Finished => ({ kind: "ablation", ablation })),
  ];
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
