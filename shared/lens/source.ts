// The map that is seen through a lens: one head or several as one, of a trace. In this order: weighted or followed
// through the layers, merged, keys left out, words.

import { rollout } from "../analysis/rollout/analysis.ts";
import { weightedBy } from "../analysis/value-weighted/analysis.ts";
import type { HeadRef, MapChoice } from "../selection/selection.ts";
import { combinedSource } from "../trace/combine.ts";
import { headSource, mapCaptures } from "../trace/maps.ts";
import type { AttentionSource } from "../trace/source.ts";
import type { Token, Trace } from "../trace/trace.ts";
import type { Role } from "../trace/vocabulary.ts";
import { withoutKeys } from "./hidden.ts";
import { mergedSource } from "./merge.ts";
import { type Lens, weightOf } from "./settings.ts";
import { type Units, unitSource, unitTokens, wordUnits } from "./words.ts";

export interface LensMap {
  readonly source: AttentionSource;
  /** What stands on the key axis: the tokens of the text, or its words. The last `source.rows` of them are the queries. */
  readonly tokens: readonly Token[];
  /** The first query of each row and the first key of each column; null: one each. */
  readonly units: { readonly queries: Units; readonly keys: Units } | null;
}

/** Roles of the vectors that weight a map. */
const VECTORS = { value: "attention.value", norm: "attention.transformed" } as const satisfies Record<string, Role>;

/** Maps that are kept for each trace: the stage, its lines and the inspector look at the same one. */
const KEPT = 8;
const kept = new WeakMap<Trace, Map<string, LensMap>>();

/**
 * The map of the chosen heads, seen through a lens that is defined on it (`settledLens`).
 * @returns undefined when the trace lacks what it needs
 */
export function lensMap(trace: Trace, choice: MapChoice, heads: readonly HeadRef[], lens: Lens): LensMap | undefined {
  const chosen = heads.map(({ layer, head }) => [layer, head, heads.length > 1 ? weightOf(lens.weights, { layer, head }) : 1]);
  const key = JSON.stringify([choice.role, choice.branch, chosen, { ...lens, weights: null }]);
  const cache = kept.get(trace) ?? new Map<string, LensMap>();
  kept.set(trace, cache);
  const known = cache.get(key);
  if (known) return known;
  const source = headsSource(trace, choice, heads, lens);
  if (!source) return undefined;
  const made = onUnits(trace.tokens, lens.hidden.length > 0 ? withoutKeys(source, lens.hidden, lens.renormalise) : source, lens.words);
  cache.set(key, made);
  for (const old of cache.keys()) if (cache.size > KEPT) cache.delete(old);
  return made;
}

/** One map from the chosen heads, before keys are left out. */
function headsSource(trace: Trace, choice: MapChoice, heads: readonly HeadRef[], lens: Lens): AttentionSource | undefined {
  const [first] = heads;
  if (!first) return undefined;
  if (lens.derive === "rollout") {
    const below = mapCaptures(trace, choice).filter(({ layer = 0 }) => layer <= first.layer);
    return below.length === first.layer + 1 ? rollout(trace, choice, first.layer) : undefined;
  }
  if (lens.derive === "none" && lens.combine !== "weights") return combinedSource(trace, choice, heads, lens.combine);
  const sources = heads.map((head) => ofHead(trace, choice, head, lens));
  const there = sources.filter((source) => source !== undefined);
  if (there.length < sources.length) return undefined;
  if (there.length === 1) return there[0];
  return mergedSource(
    there,
    lens.combine,
    heads.map((head) => weightOf(lens.weights, head)),
  );
}

function ofHead(trace: Trace, choice: MapChoice, head: HeadRef, { derive }: Lens): AttentionSource | undefined {
  if (derive !== "value" && derive !== "norm") return headSource(trace, choice, head.layer, head.head);
  const vectors = VECTORS[derive];
  const held = trace.captures.some(({ role, layer }) => role === vectors && layer === head.layer);
  return held && headSource(trace, choice, head.layer, head.head) ? weightedBy(trace, choice, head, vectors) : undefined;
}

function onUnits(tokens: readonly Token[], source: AttentionSource, words: boolean): LensMap {
  if (!words) return { source, tokens, units: null };
  const keys = wordUnits(tokens);
  const queries = wordUnits(tokens.slice(source.columns - source.rows));
  return { source: unitSource(source, queries, keys), tokens: unitTokens(tokens, keys), units: { queries, keys } };
}

/** Names of the graph outputs that a lens reads of some layers: the map, and what it is weighted by. */
export function lensOutputs(
  captures: readonly {
    readonly output: string;
    readonly role: Role;
    readonly branch?: string | undefined;
    readonly layer?: number | undefined;
  }[],
  choice: MapChoice,
  layers: readonly number[],
  { derive }: Pick<Lens, "derive">,
): string[] {
  const last = Math.max(...layers);
  const wanted = (layer: number): boolean => (derive === "rollout" ? layer <= last : layers.includes(layer));
  const vectors = derive === "value" || derive === "norm" ? VECTORS[derive] : null;
  return captures
    .filter(({ role, branch, layer = -1 }) => ((role === choice.role && branch === choice.branch) || role === vectors) && wanted(layer))
    .map(({ output }) => output);
}
