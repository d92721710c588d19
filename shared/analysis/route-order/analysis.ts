// The order by depth: an ordinary model of which the modules were the layers takes module s at step s. How much of it is
// left in the routes.

import * as v from "valibot";
import type { Trace } from "../../trace/trace.ts";
import { defineTraceAnalysis } from "../contract.ts";
import { type Modules, modulesSetting, ROUTE_NEEDS, readStops, type Stop, takenAt } from "../route-path/routes.ts";

/**
 * For each stop the module that the ordinary model has at this depth; null where it has no such layer. A gap between the
 * layers of two steps is an ordinary layer between two pools, and the count begins anew.
 */
export function orderByDepth(stops: readonly Stop[]): (number | null)[] {
  const steps = [...new Map(stops.map(({ step, layer }) => [step, layer]))].sort(([a], [b]) => a - b);
  const place = new Map<number, number>();
  let first = 0;
  for (const [i, [step, layer]] of steps.entries()) {
    const before = steps[i - 1];
    if (before && layer - before[1] > 1) first = i;
    place.set(step, i - first);
  }
  return stops.map((stop) => {
    const module = place.get(stop.step) ?? 0;
    return module < stop.modules ? module : null;
  });
}

export interface OrderKept {
  readonly kind: string;
  readonly step: number;
  /** The module of the ordinary model; null: it has no layer for this step. */
  readonly module: number | null;
  /** Share of tokens whose best choice it is; null where there is none. */
  readonly kept: number | null;
}

/** @throws HeddleError `capture-missing` */
export function orderKept(trace: Trace, modules?: Modules): OrderKept[] {
  const stops = readStops(trace, modules);
  const order = orderByDepth(stops);
  return stops.map((stop, i) => {
    const module = order[i] ?? null;
    let count = 0;
    for (let token = 0; token < stop.tokens; token++) if (module !== null && takenAt(stop, token)[0]?.module === module) count++;
    return { kind: stop.kind, step: stop.step, module, kept: module === null ? null : count / Math.max(1, stop.tokens) };
  });
}

export default defineTraceAnalysis({
  title: { en: "Order by depth kept", zh: "保持的层序" },
  summary: {
    en: "The share of tokens whose best choice at step s is module s, as in the ordinary model that the modules came from.",
    zh: "在第 s 步首选第 s 个模块的词元比例，即与模块所来自的普通模型层序相同。",
  },
  formula: String.raw`o_s = \frac{1}{T}\sum_t [\,\arg\max_m g_{tsm} = s\,]`,
  source: "definition; modules are layers of a trained model in order, Gong et al. 2024, arXiv 2407.06677 (two-stage training)",
  needs: ROUTE_NEEDS,
  settings: v.object({ modules: modulesSetting }),
  run: (trace, { modules }) => orderKept(trace, modules),
});
