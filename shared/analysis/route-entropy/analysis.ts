// How sure a router is, and how much its choice depends on the token. In nats, over all classes, SKIP included.

import * as v from "valibot";
import type { Trace } from "../../trace/trace.ts";
import { defineTraceAnalysis } from "../contract.ts";
import { ROUTE_NEEDS, readStops, type Stop } from "../route-path/routes.ts";

export interface RouterEntropy {
  readonly kind: string;
  readonly step: number;
  readonly layer: number;
  /** H of each token's probabilities: 0 where the router is certain, ln(classes) where all are alike. */
  readonly tokens: Float64Array;
  /** Mean of the above. */
  readonly mean: number;
  /** H of the mean probabilities: how evenly the classes are used by all tokens together. */
  readonly use: number;
  /** `use` − `mean`, at least 0: what the token tells of the choice. 0 where the router treats all tokens alike. */
  readonly information: number;
  /** ln(classes), the largest that the entropies can be. */
  readonly most: number;
}

/** −Σ p ln p over `length` numbers from `start`, with 0 ln 0 = 0. */
function entropy(values: Float32Array | Float64Array, start: number, length: number): number {
  let sum = 0;
  for (let i = start; i < start + length; i++) {
    const p = values[i] ?? 0;
    if (p > 0) sum -= p * Math.log(p);
  }
  return sum;
}

const kept = new WeakMap<Stop, RouterEntropy>();

export function entropyAt(stop: Stop): RouterEntropy {
  const known = kept.get(stop) ?? measure(stop);
  kept.set(stop, known);
  return known;
}

function measure(stop: Stop): RouterEntropy {
  const { kind, step, layer, classes, tokens: count, probability } = stop;
  const tokens = Float64Array.from({ length: count }, (_, token) => entropy(probability, token * classes, classes));
  const mean = tokens.reduce((sum, one) => sum + one, 0) / Math.max(1, count);
  const shared = new Float64Array(classes);
  for (let i = 0; i < count * classes; i++) shared[i % classes] = (shared[i % classes] ?? 0) + (probability[i] ?? 0) / count;
  const use = entropy(shared, 0, classes);
  return { kind, step, layer, tokens, mean, use, information: Math.max(0, use - mean), most: Math.log(classes) };
}

export default defineTraceAnalysis({
  title: { en: "Router entropy", zh: "路由熵" },
  summary: {
    en: "How undecided a router is, and how much its choice depends on the token, in nats.",
    zh: "路由器的不确定程度，以及其选择对词元的依赖程度（单位 nat）。",
  },
  formula: String.raw`H_{ts} = -\sum_m p_{tsm} \ln p_{tsm}, \qquad I_s = H\Big(\frac{1}{T}\sum_t p_{ts}\Big) - \frac{1}{T}\sum_t H_{ts}`,
  source: "Shannon 1948; I is the mutual information of token and choice (the Jensen-Shannon divergence of the tokens' probabilities)",
  needs: ROUTE_NEEDS,
  settings: v.object({}),
  run: (trace: Trace) => readStops(trace).map(entropyAt),
});
