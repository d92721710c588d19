// The path of every token through the stops, and which tokens go the same way.

import * as v from "valibot";
import type { Trace } from "../../trace/trace.ts";
import { defineTraceAnalysis } from "../contract.ts";
import { type Modules, modulesSetting, ROUTE_NEEDS, readStops, type Stop, takenAt } from "./routes.ts";

/** What makes two steps the same: all that was taken, or the best only. */
export const PATH_RULES = ["taken", "best"] as const;
export type PathRule = (typeof PATH_RULES)[number];

export interface Paths {
  /** For each token, what it took at each stop: class numbers ascending, "+" between them. */
  readonly tokens: readonly (readonly string[])[];
  /** For each token the number of its whole path; the most travelled path is 0, equal ones in order of their first token. */
  readonly path: Int32Array;
  /** For each path how many tokens go it. */
  readonly travellers: readonly number[];
}

function wordAt(stop: Stop, token: number, rule: PathRule): string {
  const taken = takenAt(stop, token).map(({ module }) => module);
  if (rule === "best") return String(taken[0] ?? "");
  return taken.sort((a, b) => a - b).join("+");
}

const kept = new WeakMap<readonly Stop[], Partial<Record<PathRule, Paths>>>();

/** @throws HeddleError `capture-missing` */
export function pathsOf(trace: Trace, rule: PathRule, modules?: Modules): Paths {
  const stops = readStops(trace, modules);
  const known = kept.get(stops) ?? {};
  kept.set(stops, known);
  known[rule] ??= findPaths(stops, rule);
  return known[rule];
}

function findPaths(stops: readonly Stop[], rule: PathRule): Paths {
  const count = stops[0]?.tokens ?? 0;
  const tokens = Array.from({ length: count }, (_, token) => stops.map((stop) => wordAt(stop, token, rule)));
  const groups = new Map<string, number[]>();
  for (const [token, words] of tokens.entries()) {
    const key = words.join("/");
    const group = groups.get(key);
    if (group) group.push(token);
    else groups.set(key, [token]);
  }
  const sorted = [...groups.values()].sort((a, b) => b.length - a.length || (a[0] ?? 0) - (b[0] ?? 0));
  const path = new Int32Array(count);
  for (const [number, group] of sorted.entries()) for (const token of group) path[token] = number;
  return { tokens, path, travellers: sorted.map(({ length }) => length) };
}

/** Share of the stops at which each token takes what `token` takes: 1 where the whole path is shared. */
export function likeness({ tokens }: Paths, token: number): Float64Array {
  const own = tokens[token] ?? [];
  return Float64Array.from(tokens, (words) => {
    let same = 0;
    for (const [stop, word] of words.entries()) if (word === own[stop]) same++;
    return words.length === 0 ? 0 : same / words.length;
  });
}

export default defineTraceAnalysis({
  title: { en: "Paths", zh: "路径" },
  summary: {
    en: "What each token took at every step, and which tokens go the same way.",
    zh: "每个词元在各步所取的模块，以及哪些词元走同一条路径。",
  },
  formula: String.raw`P_t = (C_{t1}, \dots, C_{tS}), \qquad s_{tu} = \frac{1}{S}\sum_{i=1}^{S} [\,C_{ti} = C_{ui}\,]`,
  source: "definition; C are the classes chosen by the top-k of the router, Gong et al. 2024, arXiv 2407.06677, section 3",
  needs: ROUTE_NEEDS,
  settings: v.object({ rule: v.optional(v.picklist(PATH_RULES), "taken"), modules: modulesSetting }),
  run: (trace, { rule, modules }) => pathsOf(trace, rule, modules),
});
