// Which heads were mixed for one token: over all layers, how much of each head comes from other heads.

import * as v from "valibot";
import { lacking } from "../../trace/lacking.ts";
import type { AttentionSource } from "../../trace/source.ts";
import type { Trace } from "../../trace/trace.ts";
import { pairWithin } from "../composition-matrix/analysis.ts";
import { type Factors, factorsOf, STAGES, type Stage } from "../composition-matrix/factors.ts";
import { defineTraceAnalysis } from "../contract.ts";
import { type HeadShare, mapsBefore, queryShares } from "./shares.ts";

/** One layer's shares, a head each. */
export interface LayerShares {
  readonly layer: number;
  readonly heads: readonly HeadShare[];
}

/** A layer with all that its shares need. */
interface Composed {
  readonly layer: number;
  readonly factors: Factors;
  readonly before: readonly AttentionSource[];
}

/** The layers of which the trace has what the shares of a stage need, in order. */
export function composedLayers(trace: Trace, stage: Stage): Composed[] {
  const fixed = trace.captures.filter(({ role, branch }) => role === "compose.static" && branch === stage);
  const layers = [...new Set(fixed.map(({ layer }) => layer ?? 0))].sort((a, b) => a - b);
  return layers.flatMap((layer) => {
    const factors = factorsOf(trace, layer, stage);
    const before = factors && mapsBefore(trace, layer, stage, factors.heads);
    return factors && before ? [{ layer, factors, before }] : [];
  });
}

/** The shares of the layers that the trace has, in order. */
export function layerShares(trace: Trace, stage: Stage, query: number): LayerShares[] {
  return composedLayers(trace, stage).map(({ layer, factors, before }) => ({ layer, heads: queryShares(factors, before, query) }));
}

const settings = v.object({
  stage: v.optional(v.picklist(STAGES), "post"),
  /** null: the last token. */
  query: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))), null),
});

export default defineTraceAnalysis({
  title: { en: "Share from other heads", zh: "来自其他头的比例" },
  summary: {
    en: "How much of a head, after the heads were mixed for a query, comes from other heads: 0 none, 1 all.",
    zh: "对某个查询混合各头之后，一个头有多少来自其他头：0 为没有，1 为全部。",
  },
  formula: String.raw`s_m(i) = \frac{\sum_{j} \sum_{n \ne m} |a_n(i,j)\, M_{nm}(i,j)|}{\sum_{j} \sum_{n} |a_n(i,j)\, M_{nm}(i,j)|}`,
  source:
    "definition; a′ = aM of Xiao et al. 2024, Improving Transformers with Dynamically Composable Multi-Head Attention, arXiv 2405.08553, Fig. 2",
  needs: { all: [{ role: "compose.static" }] },
  settings,
  run: (trace, { stage, query }) => {
    const shares = layerShares(trace, stage, pairWithin(query, null, trace.tokens.length).query);
    if (shares.length > 0) return shares;
    const [when, whenZh] = stage === "pre" ? ["before", "之前"] : ["after", "之后"];
    throw lacking(
      { en: `layer whose heads are mixed ${when} the softmax`, zh: `在 softmax ${whenZh}混合各头的层` },
      {
        en: "Run the model again with its factors and with the maps that the stage takes.",
        zh: "请连同组合因子及该阶段所取的图重新运行模型。",
      },
    );
  },
});
