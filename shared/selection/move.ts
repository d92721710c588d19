// Moving the selection by keys: pure functions from a selection and the sizes of what is shown to the change.

import { regionAround } from "./region.ts";
import type { Selection } from "./selection.ts";

/** How far the selection can go. */
export interface Extent {
  readonly layers: number;
  readonly heads: number;
  readonly tokens: number;
  /** True when a query sees only keys up to itself. */
  readonly causal: boolean;
}

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));

/** The pair that keys start from when nothing is pinned: the last token, looking at the first. */
function pair({ query, key }: Selection, { tokens }: Extent): { query: number; key: number } {
  return { query: clamp(query ?? tokens - 1, 0, tokens - 1), key: clamp(key ?? 0, 0, tokens - 1) };
}

function withRegion(selection: Selection, extent: Extent, next: { query: number; key: number }): Partial<Selection> {
  const region = selection.region && regionAround(selection.region, extent.tokens, extent.tokens, next.query, next.key);
  return { ...next, ...(region === selection.region ? {} : { region }) };
}

/** Moves the query by `step` tokens; in a causal map the key stays where it is seen. The region follows. */
export function moveQuery(selection: Selection, step: number, extent: Extent): Partial<Selection> {
  if (extent.tokens === 0) return {};
  const from = pair(selection, extent);
  const pinned = selection.query !== null || selection.key !== null;
  const query = clamp(from.query + (pinned ? step : 0), 0, extent.tokens - 1);
  return withRegion(selection, extent, { query, key: extent.causal ? Math.min(from.key, query) : from.key });
}

/** Moves the key by `step` tokens; in a causal map not past the query. The region follows. */
export function moveKey(selection: Selection, step: number, extent: Extent): Partial<Selection> {
  if (extent.tokens === 0) return {};
  const from = pair(selection, extent);
  const pinned = selection.query !== null || selection.key !== null;
  const key = clamp(from.key + (pinned ? step : 0), 0, extent.causal ? from.query : extent.tokens - 1);
  return withRegion(selection, extent, { query: from.query, key });
}

/** Moves the head that is drawn large, and forgets the others: heads run on into the next layer, layers stop at the ends. */
export function moveHead(selection: Selection, step: number, extent: Extent): Partial<Selection> {
  const { layer, head } = selection.heads[0] ?? { layer: 0, head: 0 };
  const place = clamp(layer * extent.heads + head + step, 0, extent.layers * extent.heads - 1);
  return { heads: [{ layer: Math.floor(place / extent.heads), head: place % extent.heads }] };
}

/** Moves to the head at the same place of another layer. */
export function moveLayer(selection: Selection, step: number, extent: Extent): Partial<Selection> {
  const { layer, head } = selection.heads[0] ?? { layer: 0, head: 0 };
  return { heads: [{ layer: clamp(layer + step, 0, extent.layers - 1), head: clamp(head, 0, extent.heads - 1) }] };
}
