// Which layer of the chart of λ a pointer means: the one whose point is nearest across, at any height.

import type { Scene } from "../../../shared/figures/scene.ts";

/** How far from the only point of a chart the pointer still means it, in points of the scene. */
const REACH = 24;

/** @param x in points of the scene; null beyond half a step from the first and last layer */
export function layerAt(scene: Pick<Scene, "spots">, x: number): number | null {
  const spots = scene.spots ?? [];
  const [first, second] = spots;
  const reach = first && second ? (second.x - first.x) / 2 : REACH;
  const near = spots.filter((spot) => Math.abs(spot.x - x) <= Math.min(reach, REACH * 2));
  const best = near.reduce<(typeof near)[number] | undefined>(
    (nearest, spot) => (nearest && Math.abs(nearest.x - x) <= Math.abs(spot.x - x) ? nearest : spot),
    undefined,
  );
  return best?.shows.layer ?? null;
}
