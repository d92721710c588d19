// Value-weighted attention: a head's weights times the sizes of its value vectors.

import * as v from "valibot";
import { localizedError } from "../../error.ts";
import type { MapChoice } from "../../selection/selection.ts";
import { lackingOf, REMEDIES } from "../../trace/lacking.ts";
import { headSource, mapCaptures } from "../../trace/maps.ts";
import type { AttentionSource } from "../../trace/source.ts";
import { findCapture, type Trace } from "../../trace/trace.ts";
import type { Role } from "../../trace/vocabulary.ts";
import { defineTraceAnalysis } from "../contract.ts";
import { normsOf, weightedSource } from "./weighted.ts";

/**
 * The map of a head times the norms of its vectors of a role.
 * @throws HeddleError `capture-missing` when the trace lacks the map or the vectors; `not-supported` for raw scores
 */
export function weightedBy(
  trace: Trace,
  choice: MapChoice,
  { layer, head }: { readonly layer: number; readonly head: number },
  vectors: Extract<Role, "attention.value" | "attention.transformed">,
): AttentionSource {
  const source = headSource(trace, choice, layer, head);
  const capture = findCapture(trace.captures, vectors, { layer });
  if (!source || !capture) throw lackingOf(source ? vectors : choice.role, [{ layer, head }], REMEDIES.heads);
  if (source.kind === "logit")
    throw localizedError("not-supported", {
      en: ["Raw scores multiply no values, so values cannot weight them.", "Choose attention weights."],
      zh: ["原始分数不与值相乘，不能用值加权。", "请选择注意力权重。"],
    });
  const heads = mapCaptures(trace, choice).find((one) => one.layer === layer)?.shape[0] ?? 1;
  return weightedSource(source, normsOf(capture, head, heads));
}

export default defineTraceAnalysis({
  title: { en: "Value-weighted attention", zh: "值加权注意力" },
  summary: {
    en: "Each weight times the length of the value vector that it multiplies, before the output projection.",
    zh: "每个权重乘以它所乘的值向量的长度，未经输出投影。",
  },
  formula: String.raw`\alpha_{qk}\,\lVert v_k \rVert_2`,
  source: "definition; the norm of one term of the head's sum, before the output projection",
  needs: { any: [{ role: "attention.map" }, { role: "attention.effective" }], all: [{ role: "attention.value" }] },
  settings: v.object({
    role: v.optional(v.picklist(["attention.map", "attention.effective"]), "attention.map"),
    layer: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
    head: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  }),
  run: (trace, { role, layer, head }) => weightedBy(trace, { role }, { layer, head }, "attention.value"),
});
