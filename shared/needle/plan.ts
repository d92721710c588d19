// The cells of an experiment, in the order in which they are run: models next to one another, so that what is finished can be
// compared from the first cell on.

import { headSwitch, switchableHeads } from "../ablation/headSwitch.ts";
import { localizedError } from "../error.ts";
import type { Manifest } from "../manifest/schema.ts";
import { weightCaptures } from "./attention.ts";
import type { Place } from "./prompt.ts";
import type { Finished, ModelRecord, NeedleCell } from "./result.ts";
import type { NeedleSpec } from "./spec.ts";

export interface PlannedCell extends Place {
  readonly model: string;
}

export function cellsOf(spec: NeedleSpec): PlannedCell[] {
  return spec.tasks.flatMap(({ needles, queries }) =>
    spec.lengths.flatMap((length) =>
      spec.depths.flatMap((depth) => spec.models.map((model) => ({ model, needles, queries, length, depth }))),
    ),
  );
}

/** Unique in an experiment. */
export function cellKey({ model, needles, queries, length, depth }: PlannedCell): string {
  return `${model}/${needles},${queries}/${length}/${depth}`;
}

/** The key of what was finished. */
export function finishedKey(finished: Finished): string {
  if (finished.kind === "cell") return cellKey(finished.cell);
  const { model, off, draw } = finished.ablation;
  return `${model}/off/${off.length}/${draw ?? "best"}`;
}

/** Models with titles that tell them apart: two versions of one have the same. */
export function distinctTitles<T extends { readonly id: string; readonly title: string }>(models: readonly T[]): T[] {
  const shared = (title: string): boolean => models.filter((one) => one.title === title).length > 1;
  return models.map((model) => (shared(model.title) ? { ...model, title: `${model.title} (${model.id})` } : model));
}

/** Cells put into the plan's order, each once. */
export function inPlanOrder(spec: NeedleSpec, cells: Iterable<NeedleCell>): NeedleCell[] {
  const known = new Map(Array.from(cells, (cell) => [cellKey(cell), cell]));
  return cellsOf(spec).flatMap((planned) => known.get(cellKey(planned)) ?? []);
}

/**
 * Holds an experiment against the models it names.
 * @param manifests of every model of the spec, by the id under which it is found: the name of its folder
 * @throws HeddleError `bad-spec` or `not-supported`
 */
export function checkModels(spec: NeedleSpec, manifests: ReadonlyMap<string, Manifest>): void {
  for (const id of spec.models) {
    const manifest = manifests.get(id);
    if (!manifest) {
      const known = [...manifests.keys()].join(", ");
      throw localizedError("bad-spec", {
        en: [`There is no model "${id}" here.`, `Models here: ${known || "none"}.`],
        zh: [`这里没有模型“${id}”。`, `这里的模型：${known || "无"}。`],
      });
    }
    const { title } = manifest;
    if (manifest.task !== "causal" || !manifest.captures.some(({ role }) => role === "logits"))
      throw localizedError("not-supported", {
        en: [`${title} fills gaps and does not write on, so it cannot be asked for needles.`, "Leave it out of the experiment."],
        zh: [`${title} 只填空而不续写，无法用于大海捞针。`, "请将它移出实验。"],
      });
    const { context } = manifest.size;
    const long = spec.lengths.find((length) => length > context);
    if (long !== undefined)
      throw localizedError("bad-spec", {
        en: [`A length of ${long} tokens is more than ${title} reads (${context}).`, "Ask for shorter prompts."],
        zh: [`长度 ${long} 个词元超过了 ${title} 能读的 ${context} 个。`, "请使用更短的提示。"],
      });
    if (spec.ablation) checkAblation(spec.ablation.heads, manifest);
  }
}

function checkAblation(counts: readonly number[], manifest: Manifest): void {
  const { title } = manifest;
  const knob = headSwitch(manifest);
  if (!knob)
    throw localizedError("not-supported", {
      en: [`${title} has no switch for its heads.`, "Leave it, or the ablation, out of the experiment."],
      zh: [`${title} 的头没有开关。`, "请将它或关闭头的部分移出实验。"],
    });
  const all = switchableHeads(knob).length;
  const most = Math.max(...counts);
  if (most > all)
    throw localizedError("bad-spec", {
      en: [`ablation: ${most} heads cannot be switched off: ${title} has ${all}.`, "Switch fewer heads off."],
      zh: [`无法关闭 ${most} 个头：${title} 只有 ${all} 个。`, "请少关闭一些头。"],
    });
}

/**
 * What a result says of a model.
 * @param id under which it was found, as cells carry it: a copy in a folder of another name has the manifest's id of the first
 */
export function modelRecord(id: string, manifest: Manifest): ModelRecord {
  return {
    id,
    title: manifest.title,
    sha256: manifest.graph.sha256,
    tokenizer: manifest.tokenizer.sha256,
    layers: weightCaptures(manifest).map(({ layer, step }, i) => layer ?? step ?? i),
  };
}
