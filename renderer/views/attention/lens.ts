// What the attention view looks at: which map of which heads, through which lens, and what of the lens is not defined
// there. One function for the stage, its bar, its actions and what F makes a figure of.

import { seenName } from "../../../shared/figures/parts/lens.ts";
import { type Settled, settledLens } from "../../../shared/lens/refuse.ts";
import type { Lens } from "../../../shared/lens/settings.ts";
import { type LensMap, lensMap } from "../../../shared/lens/source.ts";
import { unitOf } from "../../../shared/lens/words.ts";
import type { HeadRef, MapChoice, Selection } from "../../../shared/selection/selection.ts";
import type { Language } from "../../../shared/text.ts";
import { chosenMap } from "../../../shared/trace/maps.ts";
import type { Token, Trace } from "../../../shared/trace/trace.ts";
import { isRole } from "../../../shared/trace/vocabulary.ts";
import { mapTitle } from "../parts/names.ts";

export interface Looked extends Settled {
  readonly choice: MapChoice;
}

/** null where the model has no map. */
export function lookedAt(
  manifest: Trace["manifest"],
  { map, lens }: Pick<Selection, "map" | "lens">,
  heads: readonly HeadRef[],
  words: boolean,
): Looked | null {
  const choice = chosenMap(manifest.captures, map);
  return choice && { choice, ...settledLens(manifest.captures, choice, heads, { ...lens, words }) };
}

/** "attention probabilities, map 1", "attention probabilities × length of the value vector" */
export function lookedName({ choice: { role, branch }, lens }: Looked, heads: readonly HeadRef[], language: Language): string {
  if (lens.derive === "none" || !isRole(role)) return mapTitle({ role, branch }, language);
  return seenName({ map: { role, ...(branch === undefined ? {} : { branch }) }, heads, lens }, language);
}

/** The map itself; undefined where the trace does not hold it yet. */
export function lookThrough(trace: Trace, looked: Looked | null, heads: readonly HeadRef[]): LensMap | undefined {
  return looked ? lensMap(trace, looked.choice, heads, looked.lens) : undefined;
}

/** The tokens with the names of the words that they belong to, where the map is of words. */
export function namedTokens(tokens: readonly Token[], { units, tokens: words }: LensMap): readonly Token[] {
  return units ? tokens.map((token, place) => ({ ...token, label: words[unitOf(units.keys, place)]?.label ?? token.label })) : tokens;
}

/** A pair of tokens as a cell of the map. */
export function cellOf({ units }: LensMap, query: number, key: number): { readonly query: number; readonly key: number } {
  return units ? { query: unitOf(units.queries, query), key: unitOf(units.keys, key) } : { query, key };
}

/** The lens with another list of keys left out; none left out means nothing to divide by either. */
export function withHidden<Part extends Pick<Lens, "hidden" | "renormalise">>(
  lens: Part,
  hidden: readonly number[],
  renormalise: boolean,
): Part {
  return { ...lens, hidden: [...hidden].sort((a, b) => a - b), renormalise: hidden.length > 0 && renormalise };
}
