// Effective depth: through how many steps of real modules each token goes, counted, and weighted by the gates.

import * as v from "valibot";
import type { Trace } from "../../trace/trace.ts";
import { defineTraceAnalysis } from "../contract.ts";
import { kindsOf, type Modules, modulesSetting, ROUTE_NEEDS, readStops, type Stop, takenAt } from "../route-path/routes.ts";

export interface Depth {
  readonly kind: string;
  /** Steps of this kind: the largest depth there can be. */
  readonly steps: number;
  /** For each token the steps at which it takes at least one module. */
  readonly depth: Float64Array;
  /** For each token the sum of the gates of its modules over the steps: SKIP's share of the gate is missing from it. */
  readonly gated: Float64Array;
}

const kept = new WeakMap<readonly Stop[], readonly Depth[]>();

/**
 * One for each kind of router.
 * @throws HeddleError `capture-missing`
 */
export function depths(trace: Trace, modules?: Modules): readonly Depth[] {
  const stops = readStops(trace, modules);
  const known = kept.get(stops) ?? countDepths(stops);
  kept.set(stops, known);
  return known;
}

function countDepths(stops: readonly Stop[]): Depth[] {
  return kindsOf(stops).map((kind) => {
    const own = stops.filter((stop) => stop.kind === kind);
    const depth = new Float64Array(own[0]?.tokens ?? 0);
    const gated = new Float64Array(own[0]?.tokens ?? 0);
    for (const stop of own)
      for (let token = 0; token < stop.tokens; token++) {
        const real = takenAt(stop, token).filter(({ module }) => module < stop.classes - 1);
        if (real.length > 0) depth[token] = (depth[token] ?? 0) + 1;
        for (const { gate } of real) gated[token] = (gated[token] ?? 0) + gate;
      }
    return { kind, steps: own.length, depth, gated };
  });
}

export default defineTraceAnalysis({
  title: { en: "Effective depth", zh: "有效深度" },
  summary: {
    en: "Steps at which a token takes at least one module, and the same weighted by the gates.",
    zh: "词元至少取用一个模块的步数，以及按门控值加权的步数。",
  },
  formula: String.raw`d_t = \sum_s [\,C_{ts} \not\subseteq \{\mathrm{SKIP}\}\,], \qquad d^g_t = \sum_s \sum_{m \neq \mathrm{SKIP}} g_{tsm}`,
  source: "definition",
  needs: ROUTE_NEEDS,
  settings: v.object({ modules: modulesSetting }),
  run: (trace, { modules }) => depths(trace, modules),
});
