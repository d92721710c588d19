// From what the lab's tools say to the settings of a figure.

import type { Figure } from "./store.ts";

const WITH_CONDITION: readonly string[] = ["needle-heatmap", "needle-attention", "needle-segments", "needle-heads"];
const WITH_SHARES: readonly string[] = ["needle-attention", "needle-segments"];

export const usesCondition = (id: string): boolean => WITH_CONDITION.includes(id);
export const usesShares = (id: string): boolean => WITH_SHARES.includes(id);

export function figureSettings({ id, condition, measure, shares }: Figure): Record<string, unknown> {
  return {
    ...(usesCondition(id) && condition ? { condition } : {}),
    ...(usesShares(id) ? { shares } : {}),
    ...(id === "needle-heatmap" ? { measure: (condition?.queries ?? 1) > 1 ? measure : "all" } : {}),
  };
}
