// Common mode: the attention that both maps of a head give to the same keys, which the difference takes away.

import * as v from "valibot";
import { localizedError } from "../../error.ts";
import { headName } from "../../selection/headName.ts";
import { headSource } from "../../trace/maps.ts";
import { defineTraceAnalysis } from "../contract.ts";
import { commonShare, commonSource, lambdaOf, scaledSource } from "./parts.ts";

const index = v.pipe(v.number(), v.integer(), v.minValue(0));

export default defineTraceAnalysis({
  title: { en: "Common mode", zh: "共模" },
  summary: {
    en: "The share of the first map that the second, times λ, takes away again: attention that both give to the same keys.",
    zh: "第一张图中被 λ 倍第二张图抵消的比例：两张图给予相同键的注意力。",
  },
  formula: String.raw`c_q = \frac{\sum_k \min(A^{(1)}_{qk},\, \lambda A^{(2)}_{qk})}{\sum_k A^{(1)}_{qk}}`,
  source: "definition",
  needs: { all: [{ role: "attention.map", branches: ["1", "2"] }, { role: "diff.lambda" }] },
  settings: v.object({ layer: v.optional(index, 0), head: v.optional(index, 0) }),
  run: (trace, { layer, head }) => {
    const first = headSource(trace, { role: "attention.map", branch: "1" }, layer, head);
    const second = headSource(trace, { role: "attention.map", branch: "2" }, layer, head);
    const lambda = lambdaOf(trace, layer, head);
    if (!first || !second || !lambda)
      throw localizedError("capture-missing", {
        en: [`This trace has not both maps and λ of ${headName({ layer, head })}.`, "Choose another head."],
        zh: [`此轨迹没有 ${headName({ layer, head })} 的两张图和 λ。`, "请选择其他头。"],
      });
    return commonShare(first, commonSource(first, scaledSource(second, lambda)));
  },
});
