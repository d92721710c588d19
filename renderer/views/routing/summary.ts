// Routes in words, for who hears them.

import { moduleName, type Stop } from "../../../shared/analysis/route-path/routes.ts";
import { routeUse } from "../../../shared/analysis/route-use/analysis.ts";
import { kindWord } from "../../../shared/figures/route-lanes/words.ts";
import { formatShare } from "../../../shared/figures/text/number.ts";
import { tokenNumber } from "../../../shared/selection/headName.ts";
import type { Language } from "../../../shared/text.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import type { TokenRoute } from "./readToken.ts";

/** "Step 1, attention: 1 60%, 2 20%, SKIP 44%." for every stop that is shown. */
export function lanesSummary(trace: Trace, stops: readonly Stop[], language: Language): string {
  const uses = routeUse(trace).steps;
  const lines = stops.map((stop) => {
    const share = uses.find((use) => use.kind === stop.kind && use.step === stop.step)?.share ?? [];
    const shares = Array.from(share, (one, module) => `${moduleName(stop, module)} ${formatShare(one)}`).join(", ");
    return language === "zh"
      ? `第 ${stop.step + 1} 步，${kindWord(stop.kind, language)}：${shares}。`
      : `Step ${stop.step + 1}, ${kindWord(stop.kind, language)}: ${shares}.`;
  });
  const head =
    language === "zh" ? `${trace.tokens.length} 个词元所取的模块。` : `Share of ${trace.tokens.length} tokens that take each module.`;
  return [head, ...lines].join(" ");
}

/** "token 3 “ cat”: step 1, attention 1 0.63, SKIP 0.37, FFN 2 0.9; …" */
export function routeSentence(trace: Trace, token: number, route: TokenRoute, language: Language): string {
  const steps = route.steps.map((stops) => {
    const parts = stops.map(
      ({ stop, taken }) =>
        `${kindWord(stop.kind, language)} ${taken.map(({ module, gate }) => `${moduleName(stop, module)} ${gate.toFixed(2)}`).join(", ")}`,
    );
    const step = (stops[0]?.stop.step ?? 0) + 1;
    return language === "zh" ? `第 ${step} 步：${parts.join("，")}` : `step ${step}: ${parts.join("; ")}`;
  });
  const label = trace.tokens[token]?.label ?? "";
  return language === "zh"
    ? `词元 ${tokenNumber(token)} ${label}：${steps.join("。")}`
    : `token ${tokenNumber(token)} ${label}: ${steps.join(". ")}`;
}

/** "Attention of step 2: 3 of 12 keys have value 0 and get 33% of the attention." */
export function attentionSummary(step: number, states: readonly string[], shares: Float64Array | undefined, language: Language): string {
  const whole = states.filter((state) => state === "whole").length;
  const part = states.filter((state) => state === "part").length;
  const mean = shares ? shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length) : 0;
  return language === "zh"
    ? `第 ${step + 1} 步的注意力：${states.length} 个键中 ${whole} 个的值为 0，占注意力的 ${formatShare(mean)}；另有 ${part} 个除模块外也取 SKIP。`
    : `Attention of step ${step + 1}: ${whole} of ${states.length} keys have value 0 and get ${formatShare(mean)} of the attention; ${part} more take SKIP beside a module.`;
}
