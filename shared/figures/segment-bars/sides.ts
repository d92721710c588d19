// What is counted of one model, and of a second one beside it: its map, its heads, the marks on its own tokens.

import { mapExtent } from "../../manifest/mapExtent.ts";
import type { Spans } from "../../measures/context.ts";
import { measuredMap } from "../../measures/measure.ts";
import { alignCuts, alignRun } from "../../selection/align.ts";
import { followHeads } from "../../selection/second.ts";
import type { HeadRef } from "../../selection/selection.ts";
import type { Trace } from "../../trace/trace.ts";
import type { ChosenMap } from "../parts/describe.ts";
import { measuredMapOf } from "../parts/measured.ts";
import type { MapSetting } from "../parts/settings.ts";
import { type Shares, sharesOf } from "./shares.ts";

export interface SharesSettings {
  readonly map: MapSetting;
  /** null: all heads. */
  readonly heads: readonly HeadRef[] | null;
  readonly second: { readonly map: MapSetting; readonly heads: readonly HeadRef[] | null } | null;
  readonly spans: Spans;
  readonly shares: "weight" | "row";
}

export interface Side {
  readonly trace: Trace;
  readonly map: ChosenMap;
  readonly spans: Spans;
  readonly shares: Shares;
  /** Whether the mean is over all heads of the model. */
  readonly all: boolean;
}

/**
 * The map that is counted. The second model's is its own choice, or the first's where it has that, else its best.
 * @throws HeddleError `capture-missing`
 */
export function sideMap(
  captures: Parameters<typeof measuredMapOf>[0],
  chosen: Pick<SharesSettings, "map" | "second">,
  second: boolean,
): ChosenMap {
  if (!second || chosen.second) return measuredMapOf(captures, second ? (chosen.second?.map ?? null) : chosen.map);
  const asked = chosen.map && { role: chosen.map.role, ...(chosen.map.branch === undefined ? {} : { branch: chosen.map.branch }) };
  return measuredMapOf(captures, measuredMap(captures, asked));
}

/** The marks of the first model's tokens on another's. */
function marksOn(first: Trace, second: Trace, spans: Spans): Spans {
  const alignment = alignCuts(first.tokens, second.tokens);
  if (!alignment) return spans;
  return spans.flatMap(({ kind, start, end }) => {
    const run = alignRun({ start, end: Math.min(end, first.tokens.length) }, alignment.toSecond);
    return run ? [{ kind, ...run }] : [];
  });
}

/**
 * One side, or two where there is a second trace.
 * @throws HeddleError `capture-missing`
 */
export function sidesOf(trace: Trace, other: Trace | undefined, chosen: SharesSettings): readonly [Side] | readonly [Side, Side] {
  const side = (of: Trace, second: boolean, heads: readonly HeadRef[] | null): Side => {
    const map = sideMap(of.captures, chosen, second);
    const spans = second ? marksOn(trace, of, chosen.spans) : chosen.spans;
    return { trace: of, map, spans, shares: sharesOf(of, map, spans, heads, chosen.shares === "row"), all: heads === null };
  };
  const first = side(trace, false, chosen.heads);
  if (!other) return [first];
  const heads = chosen.second ? chosen.second.heads : chosen.heads && followHeads(chosen.heads, mapExtent(other.manifest));
  return [first, side(other, true, heads)];
}
