// What the gestures on a head do to the selection and the knobs: pure functions.

import type { HeadRef } from "../../../shared/selection/selection.ts";

const same = (a: HeadRef, b: HeadRef): boolean => a.layer === b.layer && a.head === b.head;

/** True when the head is among the chosen ones. */
export function isChosen(heads: readonly HeadRef[], head: HeadRef): boolean {
  return heads.some((one) => same(one, head));
}

/** Adds a head at the end, or takes it away again; the last one stays. */
export function addHead(heads: readonly HeadRef[], head: HeadRef): HeadRef[] {
  if (!isChosen(heads, head)) return [...heads, head];
  return heads.length === 1 ? [...heads] : heads.filter((one) => !same(one, head));
}

/** The head that an arrow key goes to from another one; null for any other key. */
export function neighbour({ layer, head }: HeadRef, key: string, layers: number, heads: number): HeadRef | null {
  const clamp = (value: number, count: number): number => Math.max(0, Math.min(count - 1, value));
  switch (key) {
    case "ArrowLeft":
      return { layer, head: clamp(head - 1, heads) };
    case "ArrowRight":
      return { layer, head: clamp(head + 1, heads) };
    case "ArrowUp":
      return { layer: clamp(layer - 1, layers), head };
    case "ArrowDown":
      return { layer: clamp(layer + 1, layers), head };
    case "Home":
      return { layer, head: 0 };
    case "End":
      return { layer, head: heads - 1 };
    default:
      return null;
  }
}
