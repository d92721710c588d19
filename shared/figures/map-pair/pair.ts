// The two maps that are compared: each one's heads through the lens, and the difference where there is one.

import { settledLens } from "../../lens/refuse.ts";
import type { Lens } from "../../lens/settings.ts";
import type { LensMap } from "../../lens/source.ts";
import { mapExtent } from "../../manifest/mapExtent.ts";
import { type Alignment, alignCuts, alignRegion } from "../../selection/align.ts";
import { followHeads, type HeadExtent } from "../../selection/second.ts";
import type { HeadRef } from "../../selection/selection.ts";
import type { Localized } from "../../text.ts";
import { differenceRefusal, differenceSource } from "../../trace/difference.ts";
import { chosenMap } from "../../trace/maps.ts";
import type { AttentionSource, Region } from "../../trace/source.ts";
import type { Trace } from "../../trace/trace.ts";
import { isRole } from "../../trace/vocabulary.ts";
import { type ChosenMap, chooseMap } from "../parts/describe.ts";
import { seenMap, seenRegion } from "../parts/lens.ts";
import type { MapSetting, SpanSetting } from "../parts/settings.ts";
import type { PairSettings } from "./settings.ts";

/** One of the two: what of its model is shown, and through which lens, as far as that is defined on it. */
export interface Side {
  readonly trace: Trace;
  readonly map: ChosenMap;
  readonly heads: readonly HeadRef[];
  readonly lens: Lens;
  readonly seen: LensMap;
  readonly region: Region;
}

/** What of the second model is shown: its own choice, or what the first shows as far as it has that. */
export function secondChoice(
  captures: Parameters<typeof chosenMap>[0],
  size: HeadExtent,
  chosen: Pick<PairSettings, "map" | "heads" | "second">,
): { map: MapSetting; heads: readonly HeadRef[] } {
  const { map, heads } = chosen.second ?? { map: chosen.map, heads: followHeads(chosen.heads, size) };
  const found = chosenMap(captures, map && { role: map.role, ...(map.branch === undefined ? {} : { branch: map.branch }) });
  return { map: found && isRole(found.role) ? found : map, heads };
}

function sideOf(trace: Trace, asked: MapSetting, heads: readonly HeadRef[], lens: Lens, spans: Spans): Side {
  const map = chooseMap(trace.captures, asked);
  const settled = settledLens(trace.captures, map, heads, lens).lens;
  const seen = seenMap(trace, { map, heads, lens: settled });
  return { trace, map, heads, lens: settled, seen, region: seenRegion(spans.queries, spans.keys, seen) };
}

type Spans = Pick<PairSettings, "queries" | "keys">;

/** Tokens [first, end) of the first text's cut in the second's. */
function aligned(span: SpanSetting, alignment: Alignment | null): SpanSetting {
  if (!span || !alignment) return span;
  const region = alignRegion({ row0: span[0], row1: span[1], column0: span[0], column1: span[1] }, alignment.toSecond);
  return region && [region.row0, region.row1];
}

export interface Pair {
  readonly first: Side;
  readonly second: Side;
  /** B − A, or why there is none. */
  readonly difference: AttentionSource | null;
  readonly refusal: Localized | null;
  /** null: both have the same tokens. */
  readonly alignment: Alignment | null;
}

/**
 * Both maps.
 * @throws HeddleError `capture-missing` or `not-supported`
 */
export function pairOf(trace: Trace, other: Trace, chosen: PairSettings): Pair {
  const alignment = alignCuts(trace.tokens, other.tokens);
  const { map, heads } = secondChoice(other.captures, mapExtent(other.manifest), chosen);
  const hidden = alignment ? chosen.hidden.flatMap((key) => alignment.toSecond(key) ?? []) : chosen.hidden;
  const { derive, combine, weights, renormalise, words } = chosen;
  const lens = { derive, combine, weights, hidden: chosen.hidden, renormalise, words };
  const first = sideOf(trace, chosen.map, chosen.heads, lens, chosen);
  const spans = { queries: aligned(chosen.queries, alignment), keys: aligned(chosen.keys, alignment) };
  const second = sideOf(other, map, heads, { ...lens, hidden: [...hidden] }, spans);
  const one = ({ seen, lens }: Side) => ({ source: seen.source, tokens: seen.tokens, derive: lens.derive });
  const refusal = differenceRefusal(one(first), one(second));
  return { first, second, alignment, refusal, difference: refusal ? null : differenceSource(first.seen.source, second.seen.source) };
}
