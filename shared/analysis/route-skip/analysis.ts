// How often SKIP is taken: beside a module, or alone, when the step leaves the token as it was.

import * as v from "valibot";
import type { Trace } from "../../trace/trace.ts";
import { defineTraceAnalysis } from "../contract.ts";
import { isIdle, type Modules, modulesSetting, ROUTE_NEEDS, readStops, takenAt } from "../route-path/routes.ts";

export interface SkipRate {
  readonly kind: string;
  readonly step: number;
  readonly layer: number;
  /** Share of tokens that take SKIP. */
  readonly rate: number;
  /** Share of tokens that take no module at all: nothing is added to them. */
  readonly idle: number;
  /** Mean gate of SKIP over all tokens. */
  readonly gate: number;
}

/**
 * One for each stop, in order.
 * @throws HeddleError `capture-missing`
 */
export function skipRates(trace: Trace, modules?: Modules): SkipRate[] {
  return readStops(trace, modules).map((stop) => {
    let [skipping, idle, gate] = [0, 0, 0];
    for (let token = 0; token < stop.tokens; token++) {
      const skip = takenAt(stop, token).find(({ module }) => module === stop.classes - 1);
      if (skip) skipping++;
      gate += skip?.gate ?? 0;
      if (isIdle(stop, token)) idle++;
    }
    const by = Math.max(1, stop.tokens);
    return { kind: stop.kind, step: stop.step, layer: stop.layer, rate: skipping / by, idle: idle / by, gate: gate / by };
  });
}

export default defineTraceAnalysis({
  title: { en: "SKIP rate", zh: "SKIP 比例" },
  summary: {
    en: "The share of tokens that take SKIP at a step, the share that take nothing else, and SKIP's mean gate.",
    zh: "每步取 SKIP 的词元比例、只取 SKIP 的词元比例，以及 SKIP 的平均门控值。",
  },
  formula: String.raw`r_s = \frac{1}{T}\sum_t [\,\mathrm{SKIP} \in C_{ts}\,], \qquad r^0_s = \frac{1}{T}\sum_t [\,C_{ts} \subseteq \{\mathrm{SKIP}\}\,]`,
  source: "definition",
  needs: ROUTE_NEEDS,
  settings: v.object({ modules: modulesSetting }),
  run: (trace, { modules }) => skipRates(trace, modules),
});
