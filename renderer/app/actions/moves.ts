// Moving the selection by keyboard: pure functions from a selection to what of it changes.

import type { HeadRef, Selection } from "../../../shared/selection/selection.ts";

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** The model's measures that moving needs. */
export interface Extent {
  readonly tokens: number;
  readonly layers: number;
  readonly heads: number;
  /** Keys after the query are hidden. */
  readonly causal: boolean;
}

/** The query moves down (+1) or up (−1); with none pinned, the last token becomes the query. */
export function moveQuery(selection: Selection, by: number, { tokens, causal }: Extent): Partial<Selection> {
  if (tokens === 0) return {};
  const query = selection.query === null ? tokens - 1 : clamp(selection.query + by, 0, tokens - 1);
  return { query, ...(causal && selection.key !== null && selection.key > query ? { key: query } : {}) };
}

/** The key moves right (+1) or left (−1); with none pinned, it starts at the query. */
export function moveKey(selection: Selection, by: number, { tokens, causal }: Extent): Partial<Selection> {
  if (tokens === 0) return {};
  const query = selection.query ?? tokens - 1;
  const last = causal ? query : tokens - 1;
  return { query, key: selection.key === null ? Math.min(query, last) : clamp(selection.key + by, 0, last) };
}

/** The first head moves within and across layers, in reading order, and stops at the ends. */
export function moveHead(selection: Selection, by: number, { layers, heads }: Extent): Partial<Selection> {
  const width = Math.max(1, heads);
  const at = first(selection).layer * width + first(selection).head;
  const next = clamp(at + by, 0, layers * width - 1);
  return { heads: [{ layer: Math.floor(next / width), head: next % width }] };
}

/** All chosen heads move by layers, as far as the first and last layer allow. */
export function moveLayer(selection: Selection, by: number, { layers }: Extent): Partial<Selection> {
  const all = selection.heads.map(({ layer }) => layer);
  const step = clamp(by, -Math.min(...all), layers - 1 - Math.max(...all));
  return step === 0 ? {} : { heads: selection.heads.map(({ layer, head }) => ({ layer: layer + step, head })) };
}

/** The head that is drawn large. */
export function first(selection: Selection): HeadRef {
  return selection.heads[0] ?? { layer: 0, head: 0 };
}
