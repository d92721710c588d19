// Redundancy by cosine: how far another head of the layer already does what this one does.

import { type AttentionSource, visibleRow } from "../../trace/source.ts";
import { defineLayerAnalysis } from "../contract.ts";
import { nothingMissing } from "../rows.ts";

/** Inner products of all pairs of heads, head-major and symmetric. Two heads by two at a time: each value is read half as often. */
export function innerProducts(heads: readonly AttentionSource[]): Float64Array {
  const count = heads.length;
  const products = new Float64Array(count * count);
  const add = (a: number, b: number, value: number): void => {
    if (a < count && b < count) products[a * count + b] = (products[a * count + b] as number) + value;
  };
  const queries = heads[0]?.rows ?? 0;
  const empty = new Float32Array(0);
  for (let query = 0; query < queries; query++) {
    const rows = heads.map((head) => visibleRow(head, query));
    for (let a = 0; a < count; a += 2) {
      const [first = empty, second = first] = [rows[a], rows[a + 1]];
      for (let b = a; b < count; b += 2) {
        const [third = empty, fourth = third] = [rows[b], rows[b + 1]];
        let [s13, s14, s23, s24] = [0, 0, 0, 0];
        for (let key = 0; key < first.length; key++) {
          const v = first[key] as number;
          const w = second[key] as number;
          const x = third[key] as number;
          const y = fourth[key] as number;
          s13 += v * x;
          s14 += v * y;
          s23 += w * x;
          s24 += w * y;
        }
        add(a, b, s13);
        add(a, b + 1, s14);
        add(a + 1, b, a === b ? 0 : s23);
        add(a + 1, b + 1, s24);
      }
    }
  }
  for (let a = 0; a < count; a++) for (let b = 0; b < a; b++) products[a * count + b] = products[b * count + a] as number;
  return products;
}

/** Two measures read the same cosines of a layer one after the other. */
const kept = new WeakMap<readonly AttentionSource[], Float64Array>();

/** cos of all pairs of heads; NaN where one of them is 0 throughout. */
export function cosines(heads: readonly AttentionSource[]): Float64Array {
  const known = kept.get(heads) ?? cosinesOf(heads);
  kept.set(heads, known);
  return known;
}

function cosinesOf(heads: readonly AttentionSource[]): Float64Array {
  const count = heads.length;
  const products = innerProducts(heads);
  return products.map((product, place) => {
    const [a, b] = [Math.floor(place / count), place % count];
    const norm = Math.sqrt((products[a * count + a] as number) * (products[b * count + b] as number));
    return norm === 0 ? Number.NaN : product / norm;
  });
}

export default defineLayerAnalysis({
  title: { en: "Redundancy (cosine)", zh: "冗余度（余弦）" },
  short: { en: "cosine", zh: "余弦" },
  summary: {
    en: "The largest cosine of this head's map with that of another head of its layer: 1 where another head does just the same.",
    zh: "该头的图与同层其他头的图之间最大的余弦：为 1 时另有一个头做着完全相同的事。",
  },
  formula: String.raw`c_i = \max_{j \ne i} \frac{\langle A^{(i)}, A^{(j)} \rangle}{\lVert A^{(i)} \rVert\, \lVert A^{(j)} \rVert}`,
  source: "cosine of the maps as vectors; definition",
  group: "redundancy",
  unit: "cosine",
  kinds: ["probability", "signed", "value"],
  missing: nothingMissing,
  run: (heads) => {
    const all = cosines(heads);
    return Float64Array.from(heads, (_, head) => {
      let best = Number.NaN;
      for (let other = 0; other < heads.length; other++) {
        const value = all[head * heads.length + other] as number;
        if (other !== head && !(value <= best) && !Number.isNaN(value)) best = value;
      }
      return best;
    });
  },
});
