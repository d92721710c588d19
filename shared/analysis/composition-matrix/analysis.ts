// The matrix that mixes the heads at one token pair, and its five branches.

import * as v from "valibot";
import { lacking } from "../../trace/lacking.ts";
import { defineTraceAnalysis } from "../contract.ts";
import { type Factors, factorsOf, STAGES, type Stage } from "./factors.ts";
import { pairMatrix } from "./matrix.ts";

const index = v.pipe(v.number(), v.integer(), v.minValue(0));

const settings = v.object({
  layer: v.optional(index, 0),
  stage: v.optional(v.picklist(STAGES), "post"),
  /** null: the last token. */
  query: v.optional(v.nullable(index), null),
  /** null: the query itself. */
  key: v.optional(v.nullable(index), null),
});

/** The factors of a layer and stage. @throws HeddleError `capture-missing` */
export function requireFactors(trace: Parameters<typeof factorsOf>[0], layer: number, stage: Stage): Factors {
  const factors = factorsOf(trace, layer, stage);
  if (factors) return factors;
  const [when, whenZh] = stage === "pre" ? ["before", "之前"] : ["after", "之后"];
  throw lacking(
    { en: `composition ${when} the softmax in layer ${layer + 1}`, zh: `第 ${layer + 1} 层 softmax ${whenZh}的组合` },
    {
      en: "Choose another layer or stage, or run the model again with compose.static, compose.query and compose.key.",
      zh: "请选择其他层或阶段，或连同 compose.static、compose.query 和 compose.key 重新运行模型。",
    },
  );
}

/** A pair inside of a text: what is asked for, else the last token and the token itself. */
export function pairWithin(query: number | null, key: number | null, tokens: number): { readonly query: number; readonly key: number } {
  const within = (at: number): number => Math.max(0, Math.min(tokens - 1, at));
  const row = within(query ?? tokens - 1);
  return { query: row, key: within(key ?? row) };
}

export default defineTraceAnalysis({
  title: { en: "Composition matrix", zh: "组合矩阵" },
  summary: {
    en: "How the heads are mixed at one query and key: M − I and its five branches, input heads in rows, output heads in columns.",
    zh: "在一对查询与键处各头如何混合：M − I 及其五个分支，行为输入头，列为输出头。",
  },
  formula: String.raw`a'_{ij} = a_{ij} M_{ij}, \quad M_{ij} = I + W_b + \sum_r w^{1\top}_{ir} w^2_{ir} + \mathrm{diag}(g_i) + \sum_r w^{1\top}_{jr} w^2_{jr} + \mathrm{diag}(g_j)`,
  source: "Xiao et al. 2024, Improving Transformers with Dynamically Composable Multi-Head Attention, arXiv 2405.08553, Fig. 2",
  needs: { all: [{ role: "compose.static" }] },
  settings,
  run: (trace, { layer, stage, query, key }) => {
    const pair = pairWithin(query, key, trace.tokens.length);
    return { ...pair, ...pairMatrix(requireFactors(trace, layer, stage), pair.query, pair.key) };
  },
});
