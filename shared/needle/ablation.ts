// Are the heads that copy needles the ones that find them? The k heads with the highest retrieval score are switched off, and
// against them k heads drawn at random, as in Wu et al. 2024 (arXiv 2404.15574, figure 7), on the same prompts.

import { headSwitch, withHeadsOff } from "../ablation/headSwitch.ts";
import type { Manifest } from "../manifest/schema.ts";
import type { KnobValues } from "../trace/trace.ts";
import type { JobItem } from "./executor.ts";
import { finishedKey, modelRecord } from "./plan.ts";
import { randomOf } from "./random.ts";
import { allRight, type Finished, keepSample, type ModelRecord, type NeedleCell } from "./result.ts";
import type { NeedleSpec } from "./spec.ts";
import { inJobs, type Unit } from "./unit.ts";

/** A head, from 0, with its mean retrieval score. */
export interface HeadScore {
  readonly layer: number;
  readonly head: number;
  readonly score: number;
  /** Mean absolute share of the answer in the deciding rows. */
  readonly answer: number;
}

/** The heads of a model over cells in which attention was measured, the best first; of equal ones the earlier. */
export function headScores(record: Pick<ModelRecord, "id" | "layers">, cells: readonly NeedleCell[]): HeadScore[] {
  const sums = new Map<string, HeadScore & { weight: number }>();
  for (const { model, attention } of cells) {
    if (model !== record.id || !attention) continue;
    const weight = attention.answers;
    for (const [map, row] of attention.retrieval.entries())
      for (const [head, score] of row.entries()) {
        const layer = record.layers[map] ?? map;
        const key = `${layer}/${head}`;
        const sum = sums.get(key) ?? { layer, head, score: 0, answer: 0, weight: 0 };
        const answer = attention.answer[map]?.[head] ?? 0;
        sums.set(key, { ...sum, score: sum.score + score * weight, answer: sum.answer + answer * weight, weight: sum.weight + weight });
      }
  }
  return [...sums.values()]
    .map(({ layer, head, score, answer, weight }) => ({ layer, head, score: score / weight, answer: answer / weight }))
    .sort((a, b) => b.score - a.score || a.layer - b.layer || a.head - b.head);
}

/** The sets of heads to switch off, each with the prompts to try. */
export function ablationsOf(spec: NeedleSpec, manifests: ReadonlyMap<string, Manifest>, finished: readonly Finished[]): Unit[] {
  const { ablation } = spec;
  if (!ablation) return [];
  const cells = finished.flatMap((one) => (one.kind === "cell" ? [one.cell] : []));
  return spec.models.flatMap((id, at) => {
    const manifest = manifests.get(id);
    if (!manifest) return [];
    const ranked = headScores(modelRecord(id, manifest), cells).map(({ layer, head }): [number, number] => [layer, head]);
    const items = promptsFor(spec, cells, id, ablation.samples);
    if (items.length === 0) return [];
    return ablation.heads
      .filter((count) => count <= ranked.length)
      .flatMap((count) => [
        unit(id, manifest, ranked.slice(0, count), null, items),
        ...Array.from({ length: ablation.draws }, (_, draw) => {
          const chosen = randomOf([spec.seed, at, count, draw]).choose(ranked.length, count);
          return unit(
            id,
            manifest,
            chosen.flatMap((place) => [ranked[place] ?? [0, 0]]),
            draw,
            items,
          );
        }),
      ]);
  });
}

function unit(model: string, manifest: Manifest, off: [number, number][], draw: number | null, items: readonly JobItem[]): Unit {
  const make = (right: boolean[]): Finished => ({ kind: "ablation", ablation: { model, off, draw, right } });
  return {
    key: finishedKey(make([])),
    jobs: inJobs(model, items, switchedOff(manifest, off)),
    finish: (results) => make(results.map((result) => result !== null && allRight(keepSample(result)))),
  };
}

/** Prompts of the first task over the cells that fit, one depth after another, one length after another. */
function promptsFor(spec: NeedleSpec, cells: readonly NeedleCell[], model: string, count: number): JobItem[] {
  const [task] = spec.tasks;
  const fitting = cells.filter(
    (cell) => cell.model === model && cell.samples !== null && cell.needles === task?.needles && cell.queries === task.queries,
  );
  const places = spec.lengths.flatMap((length) =>
    spec.depths.flatMap((depth) => fitting.filter((cell) => cell.length === length && cell.depth === depth)),
  );
  if (places.length === 0) return [];
  return Array.from({ length: count }, (_, i) => {
    const { needles, queries, length, depth } = places[i % places.length] as NeedleCell;
    return { place: { needles, queries, length, depth }, sample: Math.floor(i / places.length), attention: false };
  });
}

/** The knobs with which these heads are off. */
export function switchedOff(manifest: Manifest, off: readonly (readonly [number, number])[]): KnobValues {
  const knob = headSwitch(manifest);
  return knob
    ? withHeadsOff(
        knob,
        {},
        off.map(([layer, head]) => ({ layer, head })),
      )
    : {};
}
