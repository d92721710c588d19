// What is said of one token: what it takes at every step, how deep it goes, and who goes the same way.

import { depths } from "../../../shared/analysis/route-depth/analysis.ts";
import { entropyAt } from "../../../shared/analysis/route-entropy/analysis.ts";
import { likeness, type PathRule, pathsOf } from "../../../shared/analysis/route-path/analysis.ts";
import { kindsOf, readStops, type Stop, type Taken, takenAt } from "../../../shared/analysis/route-path/routes.ts";
import type { Trace } from "../../../shared/trace/trace.ts";

export interface TokenStop {
  readonly stop: Stop;
  readonly taken: readonly Taken[];
  /** Entropy of the router for this token, in nats. */
  readonly entropy: number;
}

export interface TokenRoute {
  readonly kinds: readonly string[];
  /** For each step its stops, in the order of `kinds`. */
  readonly steps: readonly (readonly TokenStop[])[];
  readonly depths: readonly { readonly kind: string; readonly steps: number; readonly depth: number; readonly gated: number }[];
  /** Other tokens that go the whole way with it. */
  readonly companions: readonly number[];
  /** The tokens whose paths are most like its own, without the companions; `same` of `stops` stops are shared. */
  readonly nearest: readonly { readonly token: number; readonly same: number }[];
  readonly stops: number;
}

/** How many of the nearest are told. */
const NEAREST = 6;

/** @throws HeddleError `capture-missing` */
export function readToken(trace: Trace, token: number, rule: PathRule): TokenRoute {
  const stops = readStops(trace);
  const paths = pathsOf(trace, rule);
  const alike = likeness(paths, token);
  const others = Array.from(alike.keys()).filter((other) => other !== token);
  const same = (other: number): number => Math.round((alike[other] ?? 0) * stops.length);
  const steps = [...new Set(stops.map(({ step }) => step))].map((step) =>
    stops
      .filter((stop) => stop.step === step)
      .map((stop) => ({ stop, taken: takenAt(stop, token), entropy: entropyAt(stop).tokens[token] ?? Number.NaN })),
  );
  return {
    kinds: kindsOf(stops),
    steps,
    depths: depths(trace).map(({ kind, steps: count, depth, gated }) => ({
      kind,
      steps: count,
      depth: depth[token] ?? Number.NaN,
      gated: gated[token] ?? Number.NaN,
    })),
    companions: others.filter((other) => paths.path[other] === paths.path[token]),
    nearest: others
      .filter((other) => paths.path[other] !== paths.path[token] && same(other) > 0)
      .sort((a, b) => same(b) - same(a) || Math.abs(a - token) - Math.abs(b - token))
      .slice(0, NEAREST)
      .map((other) => ({ token: other, same: same(other) })),
    stops: stops.length,
  };
}
