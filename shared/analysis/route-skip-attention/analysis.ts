// Attention that goes to tokens which skip. A token that takes no attention module has query, key and value 0 and is
// still a key that others see: its score is 0, so it takes a share of the softmax and gives nothing back.

import * as v from "valibot";
import { headSource } from "../../trace/maps.ts";
import { visibleRow } from "../../trace/source.ts";
import type { Trace } from "../../trace/trace.ts";
import { defineTraceAnalysis } from "../contract.ts";
import { isIdle, type Modules, modulesSetting, ROUTE_NEEDS, readStops, type Stop, takenAt } from "../route-path/routes.ts";

/** What a token is as a key of a step: `whole`: no module, so key and value are 0; `part`: SKIP beside a module; `none`. */
export const SKIP_STATES = ["none", "part", "whole"] as const;
export type SkipState = (typeof SKIP_STATES)[number];

/** The state of each token at a stop. */
export function skipStates(stop: Stop): SkipState[] {
  return Array.from({ length: stop.tokens }, (_, token) => {
    if (isIdle(stop, token)) return "whole";
    return takenAt(stop, token).some(({ module }) => module === stop.classes - 1) ? "part" : "none";
  });
}

/** The stops that choose keys and values: those of the router for attention, or of the only router there is. */
export function keyStops(stops: readonly Stop[]): readonly Stop[] {
  const named = stops.filter(({ kind }) => kind === "attention");
  return named.length > 0 ? named : stops.filter(({ kind }) => kind === "");
}

export interface SkipAttention {
  readonly step: number;
  readonly layer: number;
  readonly states: readonly SkipState[];
  /** For each query the share of its attention on keys with value 0, the mean over the heads. */
  readonly queries: Float64Array;
  /** Mean over the queries. */
  readonly mean: number;
}

/** @throws HeddleError `capture-missing` */
export function skipAttention(trace: Trace, modules?: Modules): SkipAttention[] {
  return keyStops(readStops(trace, modules)).flatMap((stop) => {
    const states = skipStates(stop);
    const queries = new Float64Array(stop.tokens);
    let heads = 0;
    for (; ; heads++) {
      const source = headSource(trace, { role: "attention.map" }, stop.layer, heads);
      if (!source) break;
      for (let query = 0; query < source.rows; query++) {
        const row = visibleRow(source, query);
        for (let key = 0; key < row.length; key++) if (states[key] === "whole") queries[query] = (queries[query] ?? 0) + (row[key] ?? 0);
      }
    }
    if (heads === 0) return [];
    const shares = queries.map((sum) => sum / heads);
    const mean = shares.reduce((sum, one) => sum + one, 0) / Math.max(1, stop.tokens);
    return [{ step: stop.step, layer: stop.layer, states, queries: shares, mean }];
  });
}

export default defineTraceAnalysis({
  title: { en: "Attention to SKIP", zh: "对 SKIP 的注意力" },
  summary: {
    en: "The share of attention on tokens that take no attention module at a step: keys with score 0 and value 0.",
    zh: "每步注意力中落在未取任何注意力模块的词元（分数与值均为 0 的键）上的比例。",
  },
  formula: String.raw`a_{sq} = \frac{1}{H}\sum_h \sum_{k} A^{(s)}_{hqk} \, [\,C_{ks} \subseteq \{\mathrm{SKIP}\}\,]`,
  source: "definition; that skipping tokens stay visible keys is so in the authors' code of Gong et al. 2024, arXiv 2407.06677",
  needs: { all: [...(ROUTE_NEEDS.all ?? []), { role: "attention.map" }] },
  settings: v.object({ modules: modulesSetting }),
  run: (trace, { modules }) => skipAttention(trace, modules),
});
