// Redundancy by Jensen-Shannon divergence: how near another head of the layer comes to spreading its attention as this one.
//   JS(P, Q) = H((P + Q) / 2) - (H(P) + H(Q)) / 2      with H(P) = -Σ p ln p

import { type AttentionSource, visibleRow } from "../../trace/source.ts";
import { defineLayerAnalysis } from "../contract.ts";
import { cosines } from "../cosine-redundancy/analysis.ts";
import { nothingMissing } from "../rows.ts";
import { roomFor, rowsXLnX, sumOfRoom } from "../xlnx.ts";

/** Pairs of heads, the most alike first: then the smallest divergence is met early and the others are soon given up. */
function pairsByLikeness(heads: readonly AttentionSource[]): [number, number][] {
  const likeness = cosines(heads);
  const pairs: [number, number][] = [];
  for (let a = 0; a < heads.length; a++) for (let b = a + 1; b < heads.length; b++) pairs.push([a, b]);
  const of = ([a, b]: [number, number]): number => likeness[a * heads.length + b] || 0;
  return pairs.sort((one, other) => of(other) - of(one));
}

/**
 * The smallest divergence of each head from another one, summed over the queries. Every query's divergence is at least 0,
 * so a pair is given up as soon as its sum is over the best of both heads: what comes out is the same.
 */
export function nearestDivergences(heads: readonly AttentionSource[]): Float64Array {
  const queries = heads[0]?.rows ?? 0;
  const rows = heads.map((head) => Array.from({ length: queries }, (_, query) => visibleRow(head, query)));
  const own = heads.map(rowsXLnX);
  const best = new Float64Array(heads.length).fill(Number.POSITIVE_INFINITY);
  for (const [a, b] of pairsByLikeness(heads)) {
    const limit = Math.max(best[a] as number, best[b] as number);
    let sum = 0;
    for (let query = 0; query < queries && sum <= limit; query++) {
      const [p, q] = [rows[a]?.[query] as Float32Array, rows[b]?.[query] as Float32Array];
      const room = roomFor(p.length);
      for (let key = 0; key < p.length; key++) room[key] = 0.5 * ((p[key] as number) + (q[key] as number));
      const divergence = 0.5 * ((own[a]?.[query] as number) + (own[b]?.[query] as number)) - sumOfRoom(p.length);
      // Rounding may leave a little under 0 where both are the same.
      sum += Math.max(0, divergence);
    }
    if (sum < (best[a] as number)) best[a] = sum;
    if (sum < (best[b] as number)) best[b] = sum;
  }
  return best;
}

export default defineLayerAnalysis({
  title: { en: "Redundancy (Jensen–Shannon)", zh: "冗余度（JS 散度）" },
  short: { en: "JS", zh: "JS" },
  summary: {
    en: "The smallest Jensen–Shannon divergence, in nats and mean over the queries, of this head from another one of its layer: 0 where another head does just the same, ln 2 at most.",
    zh: "该头与同层其他头之间最小的 Jensen–Shannon 散度（奈特，对查询取平均）：为 0 时另有一个头做着完全相同的事，最大为 ln 2。",
  },
  formula: String.raw`J_i = \min_{j \ne i} \frac{1}{T} \sum_q \mathrm{JS}\!\left(A^{(i)}_q, A^{(j)}_q\right)`,
  source: "Clark et al. 2019, What Does BERT Look At?, section 6; there the sum over tokens",
  group: "redundancy",
  unit: "nats",
  kinds: ["probability"],
  refusal: {
    en: "Jensen–Shannon divergence is defined on probabilities alone: signed weights have none. Choose a map of probabilities, or read the cosine.",
    zh: "Jensen–Shannon 散度只对概率有定义，带符号的权重没有。请选择概率图，或看余弦。",
  },
  missing: nothingMissing,
  run: (heads) => {
    const queries = heads[0]?.rows ?? 0;
    return nearestDivergences(heads).map((sum) => (Number.isFinite(sum) && queries > 0 ? sum / queries : Number.NaN));
  },
});
