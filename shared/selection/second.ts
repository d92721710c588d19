// The one selection as the second of two compared models reads and changes it. It has the pair, the part of the maps and
// the spans in common with the first, laid on its own tokens; heads and map follow the first, or are its own.

import { type Alignment, alignRegion, alignRun } from "./align.ts";
import type { HeadRef, Selection } from "./selection.ts";

/** What of a model decides which heads it can follow. */
export interface HeadExtent {
  readonly layers: number;
  readonly heads: number;
}

/** The head itself where the model has it, else the nearest one that it has. */
export function nearestHead({ layer, head }: HeadRef, { layers, heads }: HeadExtent): HeadRef {
  return { layer: Math.min(layer, layers - 1), head: Math.min(head, Math.max(1, heads) - 1) };
}

const has = ({ layer, head }: HeadRef, { layers, heads }: HeadExtent): boolean => layer < layers && head < Math.max(1, heads);

/** Heads inside the model, each once, in order: those that it has not are taken for the nearest that it has. */
export function followHeads(heads: readonly HeadRef[], extent: HeadExtent): readonly HeadRef[] {
  if (heads.every((head) => has(head, extent))) return heads;
  const near = heads.map((head) => nearestHead(head, extent));
  return near.filter((one, place) => near.findIndex(({ layer, head }) => layer === one.layer && head === one.head) === place);
}

/**
 * What the second model shows.
 * @param extent its heads; null while it is not known
 * @param alignment null: both have the same tokens
 * @returns the selection itself where nothing of it differs
 */
export function seenBySecond(selection: Selection, extent: HeadExtent | null, alignment: Alignment | null): Selection {
  const own = selection.second;
  const followed = own ? own.heads : extent ? followHeads(selection.heads, extent) : selection.heads;
  if (!own && !alignment && followed === selection.heads) return selection;
  const seen: Selection = { ...selection, heads: [...followed], map: own ? own.map : selection.map };
  return alignment ? { ...seen, ...aligned(seen, alignment.toSecond) } : seen;
}

function aligned(selection: Partial<Selection>, to: (index: number) => number | null): Partial<Selection> {
  const pin = (index: number | null): number | null => (index === null ? null : to(index));
  return {
    ...(selection.query === undefined ? {} : { query: pin(selection.query) }),
    ...(selection.key === undefined ? {} : { key: pin(selection.key) }),
    ...(selection.region === undefined ? {} : { region: selection.region && alignRegion(selection.region, to) }),
    ...(selection.spans === undefined
      ? {}
      : {
          spans: selection.spans.flatMap((span) => {
            const run = alignRun(span, to);
            return run ? [{ kind: span.kind, ...run }] : [];
          }),
        }),
    ...(selection.lens === undefined || selection.lens.hidden.length === 0
      ? {}
      : { lens: { ...selection.lens, hidden: selection.lens.hidden.flatMap((key) => to(key) ?? []) } }),
  };
}

/**
 * A change made on the second model's side, as a change of the one selection. While it follows, choosing a head chooses it
 * for both; a head that the first has not makes the second go its own way.
 * @param first the first model's heads; null while they are not known
 */
export function changedBySecond(
  selection: Selection,
  change: Partial<Selection>,
  first: HeadExtent | null,
  seen: Pick<Selection, "heads" | "map">,
  alignment: Alignment | null,
): Partial<Selection> {
  const { heads, map, ...rest } = change;
  const moved = alignment ? { ...rest, ...aligned(rest, alignment.toFirst) } : rest;
  if (heads === undefined && map === undefined) return moved;
  const own = { heads: [...(heads ?? seen.heads)], map: map === undefined ? seen.map : map };
  const leaves = heads !== undefined && first !== null && heads.some((head) => !has(head, first));
  if (selection.second || leaves) return { ...moved, second: own };
  return { ...moved, ...(heads === undefined ? {} : { heads }), ...(map === undefined ? {} : { map }) };
}
