// Where every token went: the decisions of all routers of a trace in the order in which they were made, by role. A stop
// is one router at one assembly step. At a stop a token takes some classes; the last class, SKIP, does nothing.

import * as v from "valibot";
import { type HeddleError, localizedError } from "../../error.ts";
import { lacking } from "../../trace/lacking.ts";
import type { Capture, Trace } from "../../trace/trace.ts";
import type { Role } from "../../trace/vocabulary.ts";
import type { TraceAnalysis } from "../contract.ts";

/** The roles that say where tokens went. */
export const ROUTE_NEEDS: TraceAnalysis["needs"] = {
  all: [{ role: "route.probability" }, { role: "route.choice" }, { role: "route.gate" }],
};

/** One router at one step. */
export interface Stop {
  /** What it routes to, as the captures' branch says: "attention", "ffn". */
  readonly kind: string;
  /** Counted from 0 through all pools of modules. */
  readonly step: number;
  readonly layer: number;
  readonly tokens: number;
  /** Classes of the router, SKIP the last. */
  readonly classes: number;
  /** The first so many classes are modules, the others skip. */
  readonly modules: number;
  /** Classes that a token can take. */
  readonly places: number;
  /** [token, module] */
  readonly probability: Float32Array;
  /** [token, rank] */
  readonly choice: Float32Array;
  /** [token, rank] */
  readonly gate: Float32Array;
}

/** How many classes of each kind are modules, where a router has more of them than there are modules: these skip too. */
export const modulesSetting = v.optional(v.record(v.string(), v.pipe(v.number(), v.integer(), v.minValue(1))), {});
export type Modules = v.InferOutput<typeof modulesSetting>;

const NO_MODULES: Modules = {};
const kept = new WeakMap<Trace, readonly Stop[]>();

/**
 * All stops in the order of computation.
 * @throws HeddleError `capture-missing` when the trace lacks the roles or a part of them
 */
export function readStops(trace: Trace, modules: Modules = NO_MODULES): readonly Stop[] {
  const usual = Object.keys(modules).length === 0;
  const known = usual ? kept.get(trace) : undefined;
  if (known) return known;
  const stops = trace.captures
    .filter(({ role }) => role === "route.choice")
    .map((choice) => stopOf(trace, choice, modules))
    .sort((a, b) => a.step - b.step);
  if (stops.length === 0)
    throw lacking(
      { en: "routes", zh: "路由" },
      { en: "Choose a model that has route.choice among its captures.", zh: "请选择捕获量中有 route.choice 的模型。" },
    );
  if (usual) kept.set(trace, stops);
  return stops;
}

function stopOf(trace: Trace, choice: Capture, modules: Modules): Stop {
  const beside = (role: Role): Capture | undefined =>
    trace.captures.find(
      (capture) =>
        capture.role === role && capture.layer === choice.layer && capture.step === choice.step && capture.branch === choice.branch,
    );
  const { layer = 0, step = layer, branch: kind = "" } = choice;
  const [probability, gate] = [beside("route.probability"), beside("route.gate")];
  const [tokens = 0, places = 0] = choice.shape;
  const classes = probability?.shape[1] ?? 0;
  if (!probability || !gate || classes < 2 || gate.data.length !== choice.data.length || probability.shape[0] !== tokens)
    throw localizedError("capture-missing", {
      en: [
        `The trace holds only a part of the routes of step ${step + 1}.`,
        "Run the model again with route.probability, route.choice and route.gate.",
      ],
      zh: [`此轨迹只有第 ${step + 1} 步路由的一部分。`, "请连同 route.probability、route.choice 和 route.gate 重新运行模型。"],
    });
  return {
    kind,
    step,
    layer,
    tokens,
    classes,
    modules: Math.min(modules[kind] ?? classes - 1, classes - 1),
    places,
    probability: probability.data,
    choice: choice.data,
    gate: gate.data,
  };
}

/** A class that a token took, and how strongly. */
export interface Taken {
  /** The module, or `classes - 1` for SKIP. */
  readonly module: number;
  readonly gate: number;
}

const keptTaken = new WeakMap<Stop, readonly (readonly Taken[])[]>();

/**
 * What a token takes at a stop, best first. Several classes that skip are one SKIP. A place that holds SKIP with gate 0 was
 * emptied (a forced or masked route leaves less to take than there are places): nothing is taken there.
 */
export function takenAt(stop: Stop, token: number): readonly Taken[] {
  const known = keptTaken.get(stop) ?? Array.from({ length: stop.tokens }, (_, one) => readTaken(stop, one));
  keptTaken.set(stop, known);
  return known[token] ?? [];
}

function readTaken(stop: Stop, token: number): Taken[] {
  const skip = stop.classes - 1;
  const taken: Taken[] = [];
  for (let rank = 0; rank < stop.places; rank++) {
    const chosen = stop.choice[token * stop.places + rank] ?? skip;
    const gate = stop.gate[token * stop.places + rank] ?? 0;
    const module = chosen < stop.modules ? chosen : skip;
    if (module === skip && gate === 0) continue;
    const before = taken.findIndex((one) => one.module === module);
    const old = taken[before];
    if (old) taken[before] = { module, gate: old.gate + gate };
    else taken.push({ module, gate });
  }
  return taken;
}

/** True when a token takes no module at all: the stop adds nothing to it. */
export function isIdle(stop: Stop, token: number): boolean {
  return takenAt(stop, token).every(({ module }) => module === stop.classes - 1);
}

/** "1" for the first module, "SKIP" for the last class. */
export function moduleName(stop: Pick<Stop, "classes">, module: number): string {
  return module === stop.classes - 1 ? "SKIP" : String(module + 1);
}

/** The error of asking for a kind of router that these stops have not. */
export function noRoutes(kind: string | null, stops: readonly Stop[]): HeddleError {
  const kinds = kindsOf(stops);
  return lacking(
    { en: `routes of the kind "${kind}"`, zh: `“${kind}”类的路由` },
    { en: `It has ${kinds.join(", ")}.`, zh: `它有 ${kinds.join("、")}。` },
  );
}

/** The kinds of routers, in the order in which they are asked. */
export function kindsOf(stops: readonly Stop[]): string[] {
  return [...new Set(stops.map(({ kind }) => kind))];
}
