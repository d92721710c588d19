// Norm-weighted attention: the size of what each key really adds to the stream through a head. It needs the value vectors
// behind the head's part of the output projection, or their lengths; the lengths of the vectors before it are another
// quantity, with another name (value-weighted). A model has them only where the head's output reaches the stream by a
// fixed linear map: behind a norm, a gate or a route no key's share is a length times its weight.

import * as v from "valibot";
import { defineTraceAnalysis } from "../contract.ts";
import { weightedBy } from "../value-weighted/analysis.ts";

export default defineTraceAnalysis({
  title: { en: "Norm-weighted attention", zh: "范数加权注意力" },
  summary: {
    en: "Each weight times the length of what the key adds to the stream through this head, the output projection included.",
    zh: "每个权重乘以该键经此头（含输出投影）写入残差流的向量长度。",
  },
  formula: String.raw`\lVert \alpha_{qk} f(x_k) \rVert_2,\qquad f(x) = (x W^V + b^V)\, W^O_h`,
  source: "Kobayashi et al. 2020, arXiv 2004.10102",
  needs: { any: [{ role: "attention.map" }, { role: "attention.effective" }], all: [{ role: "attention.transformed" }] },
  settings: v.object({
    role: v.optional(v.picklist(["attention.map", "attention.effective"]), "attention.map"),
    layer: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
    head: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  }),
  run: (trace, { role, layer, head }) => weightedBy(trace, { role }, { layer, head }, "attention.transformed"),
});
