// Pins and spans point at tokens by position. When the text is edited they follow their tokens; when the model changes,
// heads and map are brought inside what the new model has.

import { mapExtent } from "../../../shared/manifest/mapExtent.ts";
import type { Manifest } from "../../../shared/manifest/schema.ts";
import { alignCuts, type Cut } from "../../../shared/selection/align.ts";
import { nearestHead } from "../../../shared/selection/second.ts";
import type { Selection } from "../../../shared/selection/selection.ts";
import { mapChoices } from "../../../shared/trace/maps.ts";
import type { Token } from "../../../shared/trace/trace.ts";

/** From old token positions to new ones; null for a token that is gone. */
export type Shift = (index: number) => number | null;

/** After an edit: the unchanged head and tail keep their tokens, what lies between is gone. Another tokenizer has other ids. */
export function tokenShift(before: readonly Pick<Token, "text">[], after: readonly Pick<Token, "text">[]): Shift {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head]?.text === after[head]?.text) head++;
  let tail = 0;
  while (tail < shorter - head && before[before.length - 1 - tail]?.text === after[after.length - 1 - tail]?.text) tail++;
  return (index) => {
    if (index < head) return index;
    if (index >= before.length - tail && index < before.length) return index + after.length - before.length;
    return null;
  };
}

/** Of the same text, as another tokenizer may have cut it. */
export function sameText(before: Cut, after: Cut): Shift {
  return alignCuts(before, after)?.toSecond ?? ((index) => index);
}

/** Tokens [start, end) after an edit; null when an end of them is gone. */
export function followRun<T extends { readonly start: number; readonly end: number }>(run: T, shift: Shift): T | null {
  const [start, last] = [shift(run.start), shift(run.end - 1)];
  return start === null || last === null || last < start ? null : { ...run, start, end: last + 1 };
}

/** The selection after an edit; the same object when nothing of it moves. */
export function followTokens(selection: Selection, shift: Shift): Selection {
  const pin = (index: number | null): number | null => (index === null ? null : shift(index));
  const spans = selection.spans.flatMap((span) => followRun(span, shift) ?? []);
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
