// Attention rollout: what a token's state in a layer is made of, as far as attention alone tells it.

import * as v from "valibot";
import { localizedError } from "../../error.ts";
import type { MapChoice } from "../../selection/selection.ts";
import { combinedSource } from "../../trace/combine.ts";
import { mapCaptures } from "../../trace/maps.ts";
import type { AttentionSource } from "../../trace/source.ts";
import type { Trace } from "../../trace/trace.ts";
import { defineTraceAnalysis } from "../contract.ts";
import { rolloutSource } from "./rollout.ts";

/**
 * Rollout from the first layer to `layer`, heads averaged in each.
 * @throws HeddleError `capture-missing` when the trace lacks a layer on the way; `not-supported` on maps that are not
 *   probabilities or have other queries than keys
 */
export function rollout(trace: Trace, choice: MapChoice, layer: number): AttentionSource {
  const captures = mapCaptures(trace, choice).filter((capture) => (capture.layer ?? 0) <= layer);
  if (captures.length !== layer + 1)
    throw localizedError("capture-missing", {
      en: [
        `Rollout to layer ${layer + 1} needs the maps of all layers up to it; this trace has ${captures.length}.`,
        "Run the model again with these layers.",
      ],
      zh: [`回溯到第 ${layer + 1} 层需要其以下所有层的图；此轨迹只有 ${captures.length} 层。`, "请连同这些层重新运行模型。"],
    });
  const wrong = captures.find(({ kind, shape }) => kind !== "probability" || shape[1] !== shape[2]);
  if (wrong)
    throw localizedError("not-supported", {
      en: [
        `Rollout multiplies shares through the layers, and ${choice.role} is not a share of every token for every token.`,
        "Choose attention probabilities.",
      ],
      zh: [`回溯把占比逐层相乘，而 ${choice.role} 不是每个词元对每个词元的占比。`, "请选择注意力概率。"],
    });
  return rolloutSource(
    captures.flatMap(({ layer: at = 0, shape }) => {
      const heads = Array.from({ length: shape[0] ?? 0 }, (_, head) => ({ layer: at, head }));
      return combinedSource(trace, choice, heads, "mean") ?? [];
    }),
  );
}

export default defineTraceAnalysis({
  title: { en: "Attention rollout", zh: "注意力回溯（rollout）" },
  summary: {
    en: "Attention multiplied through the layers, half of each layer being the stream that goes past it: a map from tokens of a layer to tokens of the text.",
    zh: "把注意力逐层相乘，每层有一半是绕过它的残差流：从某层的词元到文本词元的图。",
  },
  formula: String.raw`\tilde A_l = \mathrm{rownorm}\!\left(\tfrac12 A_l + \tfrac12 I\right),\qquad R_l = \tilde A_l R_{l-1}`,
  source: "Abnar and Zuidema 2020, arXiv 2005.00928, section 3; heads averaged",
  needs: { all: [{ role: "attention.map" }] },
  settings: v.object({ layer: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0) }),
  run: (trace, { layer }) => rollout(trace, { role: "attention.map" }, layer),
});
