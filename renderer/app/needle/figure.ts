// From what the lab's tools say to a figure that the shown result has, and to the settings of that figure.

import { type NamedSweepFigure, SWEEP_FIGURES, sweepFigure } from "../../../shared/figures/needle/registry.ts";
import { type SweepData, sweepMeets } from "../../../shared/figures/needle/sweepFigure.ts";
import { sameCondition } from "../../../shared/needle/scores.ts";
import type { Figure } from "./store.ts";

const WITH_CONDITION: readonly string[] = ["needle-heatmap", "needle-attention", "needle-segments", "needle-heads"];
const WITH_SHARES: readonly string[] = ["needle-attention", "needle-segments"];
/** The figure whose cells can be chosen; scores are all it needs, so every result has it. */
const HEATMAP = "needle-heatmap";

export const usesCondition = (id: string): boolean => WITH_CONDITION.includes(id);
export const usesShares = (id: string): boolean => WITH_SHARES.includes(id);
export const hasCells = (id: string): boolean => id === HEATMAP;

export interface Drawn {
  /** The figures that the result has. */
  readonly able: readonly NamedSweepFigure[];
  readonly type: NamedSweepFigure;
  /** The choice as it is drawn; the person's own outlives a result that lacks what it shows. */
  readonly figure: Figure;
}

/** What is drawn of a result: the chosen figure and task where it has them, else the heatmap and its first task. */
export function drawnFigure(data: SweepData, chosen: Figure): Drawn {
  const able = SWEEP_FIGURES.filter(({ needs }) => sweepMeets(data, needs));
  const type = able.find(({ id }) => id === chosen.id) ?? sweepFigure(HEATMAP);
  const { conditions } = data.scores("all");
  const condition = conditions.find((one) => chosen.condition && sameCondition(one, chosen.condition)) ?? conditions[0] ?? null;
  return { able, type, figure: { ...chosen, id: type.id, condition } };
}

/** @param figure as it is drawn: of the choice itself another type refuses the settings */
export function figureSettings({ id, condition, measure, shares }: Figure): Record<string, unknown> {
  return {
    ...(usesCondition(id) && condition ? { condition } : {}),
    ...(usesShares(id) ? { shares } : {}),
    ...(hasCells(id) ? { measure: (condition?.queries ?? 1) > 1 ? measure : "all" } : {}),
  };
}
