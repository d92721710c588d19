// How much each module is used: by how many tokens, and how strongly, at each step and by each class of tokens.

import * as v from "valibot";
import type { Trace } from "../../trace/trace.ts";
import { defineTraceAnalysis } from "../contract.ts";
import { kindsOf, type Modules, modulesSetting, ROUTE_NEEDS, readStops, type Stop, takenAt } from "../route-path/routes.ts";
import { TOKEN_CLASSES, type TokenClass, tokenClass } from "./tokenClass.ts";

/** Use of the classes of one router. */
export interface Use {
  readonly kind: string;
  /** Tokens behind the numbers. */
  readonly tokens: number;
  /** For each class (SKIP the last) the share of tokens that take it. */
  readonly share: Float64Array;
  /** For each class the mean of its gate, 0 where a token does not take it. */
  readonly gate: Float64Array;
}

export interface StepUse extends Use {
  readonly step: number;
  readonly layer: number;
}

export interface ClassUse extends Use {
  readonly tokenClass: TokenClass;
}

export interface RouteUse {
  /** One for each stop, in order. */
  readonly steps: readonly StepUse[];
  /** One for each kind and each class that has tokens: means over the steps. */
  readonly classes: readonly ClassUse[];
}

/** Use at one stop by some tokens. */
export function useAt(stop: Stop, tokens: readonly number[]): Use {
  const share = new Float64Array(stop.classes);
  const gate = new Float64Array(stop.classes);
  for (const token of tokens)
    for (const taken of takenAt(stop, token)) {
      share[taken.module] = (share[taken.module] ?? 0) + 1;
      gate[taken.module] = (gate[taken.module] ?? 0) + taken.gate;
    }
  const by = Math.max(1, tokens.length);
  return { kind: stop.kind, tokens: tokens.length, share: share.map((sum) => sum / by), gate: gate.map((sum) => sum / by) };
}

const kept = new WeakMap<readonly Stop[], RouteUse>();

/** @throws HeddleError `capture-missing` */
export function routeUse(trace: Trace, modules?: Modules): RouteUse {
  const stops = readStops(trace, modules);
  const known = kept.get(stops) ?? measureUse(trace, stops);
  kept.set(stops, known);
  return known;
}

function measureUse(trace: Trace, stops: readonly Stop[]): RouteUse {
  const every = trace.tokens.map((_, index) => index);
  const steps = stops.map((stop) => ({ ...useAt(stop, every), step: stop.step, layer: stop.layer }));
  const own = every.map((index) => tokenClass(trace.tokens, index));
  const members = TOKEN_CLASSES.map((name) => ({ name, tokens: every.filter((index) => own[index] === name) }));
  const classes = kindsOf(stops).flatMap((kind) =>
    members.flatMap(({ name, tokens }) => {
      if (tokens.length === 0) return [];
      const uses = stops.filter((stop) => stop.kind === kind).map((stop) => useAt(stop, tokens));
      return [{ kind, tokenClass: name, tokens: tokens.length, share: mean(uses, "share"), gate: mean(uses, "gate") }];
    }),
  );
  return { steps, classes };
}

/** Mean over steps; a class that a step's router does not have counts as not taken there. */
function mean(uses: readonly Use[], what: "share" | "gate"): Float64Array {
  const sum = new Float64Array(Math.max(...uses.map((use) => use[what].length)));
  for (const use of uses) for (const [place, value] of use[what].entries()) sum[place] = (sum[place] ?? 0) + value;
  return sum.map((value) => value / uses.length);
}

export default defineTraceAnalysis({
  title: { en: "Module use", zh: "模块使用" },
  summary: {
    en: "The share of tokens that take each module, and its mean gate, by step and by class of tokens.",
    zh: "取用各模块的词元比例及其平均门控值，按步、按词元类别统计。",
  },
  formula: String.raw`u_{sm} = \frac{1}{T}\sum_t [\,m \in C_{ts}\,], \qquad \bar g_{sm} = \frac{1}{T}\sum_t g_{tsm}`,
  source: "definition; u of the best choice alone is f of Fedus et al. 2021, arXiv 2101.03961, eq. 5",
  needs: ROUTE_NEEDS,
  settings: v.object({ modules: modulesSetting }),
  run: (trace, { modules }) => routeUse(trace, modules),
});
