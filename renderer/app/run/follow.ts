// Pins and spans point at tokens by position. When the text is edited they follow their tokens; when the model changes,
// heads and map are brought inside what the new model has.

import { mapExtent } from "../../../shared/manifest/mapExtent.ts";
import type { Manifest } from "../../../shared/manifest/schema.ts";
import { nearestHead } from "../../../shared/selection/second.ts";
import type { Selection } from "../../../shared/selection/selection.ts";
import { mapChoices } from "../../../shared/trace/maps.ts";
import type { Token } from "../../../shared/trace/trace.ts";

/** Where old token positions are after an edit: the unchanged head and tail keep their tokens, what lies between is gone. */
export function tokenShift(before: readonly Pick<Token, "id">[], after: readonly Pick<Token, "id">[]): (index: number) => number | null {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head]?.id === after[head]?.id) head++;
  let tail = 0;
  while (tail < shorter - head && before[before.length - 1 - tail]?.id === after[after.length - 1 - tail]?.id) tail++;
  return (index) => {
    if (index < head) return index;
    if (index >= before.length - tail && index < before.length) return index + after.length - before.length;
    return null;
  };
}

/** The selection after an edit; the same object when nothing of it moves. `shift` comes from `tokenShift`. */
export function followTokens(selection: Selection, shift: (index: number) => number | null): Selection {
  const pin = (index: number | null): number | null => (index === null ? null : shift(index));
  const spans = selection.spans.flatMap((span) => {
    const start = shift(span.start);
    const last = shift(span.end - 1);
    return start === null || last === null || last < start ? [] : [{ ...span, start, end: last + 1 }];
  });
  const hidden = selection.lens.hidden.flatMap((key) => shift(key) ?? []);
  const lens = hidden.join() === selection.lens.hidden.join() ? selection.lens : { ...selection.lens, hidden };
  const next = { query: pin(selection.query), key: pin(selection.key), spans, lens };
  const same =
    next.query === selection.query &&
    next.key === selection.key &&
    lens === selection.lens &&
    JSON.stringify(spans) === JSON.stringify(selection.spans);
  return same ? selection : { ...selection, ...next };
}

/** The selection brought inside what this model has; the same object when it fits. */
export function fitModel(selection: Selection, manifest: Manifest): Selection {
  const { layers, heads } = mapExtent(manifest);
  const inside = selection.heads.filter(({ layer, head }) => layer < layers && head < Math.max(1, heads));
  const near = nearestHead(selection.heads[0] ?? { layer: 0, head: 0 }, { layers, heads });
  const hasMap =
    selection.map === null ||
    mapChoices(manifest.captures).some(({ role, branch }) => role === selection.map?.role && branch === selection.map.branch);
  if (inside.length === selection.heads.length && hasMap) return selection;
  return { ...selection, heads: inside.length > 0 ? inside : [near], ...(hasMap ? {} : { map: null }) };
}

/** The same for what the second of two compared models has of its own. */
export function fitSecond(selection: Selection, manifest: Manifest): Selection {
  if (!selection.second) return selection;
  const { heads, map } = fitModel({ ...selection, ...selection.second }, manifest);
  return heads === selection.second.heads && map === selection.second.map ? selection : { ...selection, second: { heads, map } };
}
