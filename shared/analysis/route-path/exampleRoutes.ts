// Small routes written out by hand, for the tests of analyses.

import type { Capture, Token, Trace } from "../../trace/trace.ts";

/** One router at one step: for each token what it takes with which gate, best first. */
export interface ExampleStop {
  readonly kind?: string;
  readonly step: number;
  /** The step's own number where nothing is said. */
  readonly layer?: number;
  /** Modules and SKIP. */
  readonly classes: number;
  readonly taken: readonly (readonly (readonly [module: number, gate: number])[])[];
  /** Rows of the router's probabilities; where nothing is said all classes are alike. */
  readonly probability?: readonly (readonly number[])[];
  /** [head][query][key]; read as the map of the layer. */
  readonly map?: readonly (readonly (readonly number[])[])[];
}

function capturesOf({ kind = "attention", step, layer = step, classes, taken, probability, map }: ExampleStop): Capture[] {
  const count = taken.length;
  const places = taken[0]?.length ?? 0;
  const make = (
    role: Capture["role"],
    kindOfValue: Capture["kind"],
    axes: Capture["axes"],
    shape: number[],
    values: readonly number[],
  ): Capture => ({
    name: `L${layer}.${role}.${kind}`,
    role,
    kind: kindOfValue,
    axes,
    shape,
    data: Float32Array.from(values),
    layer,
    step,
    ...(role === "attention.map" ? {} : { branch: kind }),
  });
  const rows = probability ?? taken.map(() => new Array<number>(classes).fill(1 / classes));
  return [
    make("route.probability", "probability", ["token", "module"], [count, classes], rows.flat()),
    make(
      "route.choice",
      "value",
      ["token", "rank"],
      [count, places],
      taken.flat().map(([module]) => module),
    ),
    make(
      "route.gate",
      "gate",
      ["token", "rank"],
      [count, places],
      taken.flat().map(([, gate]) => gate),
    ),
    ...(map ? [make("attention.map", "probability", ["head", "query", "key"], [map.length, count, count], map.flat(2))] : []),
  ];
}

/** A trace of nothing but routes. `texts`: the tokens' texts, "" a special one; a text without a space before it goes on the word. */
export function exampleRoutes(stops: readonly ExampleStop[], texts?: readonly string[]): Trace {
  const count = stops[0]?.taken.length ?? 0;
  let word = -1;
  const tokens = Array.from({ length: count }, (_, index): Token => {
    const text = texts?.[index] ?? " a";
    if (text.startsWith(" ") || word < 0) word += text === "" ? 0 : 1;
    return { id: index, text, label: text, start: index, end: index + 1, word: text === "" ? -1 : word };
  });
  return {
    manifest: { title: "Example", task: "causal", captures: [], knobs: [] } as unknown as Trace["manifest"],
    text: tokens.map(({ text }) => text).join(""),
    tokens,
    knobs: {},
    captures: stops.flatMap(capturesOf),
    engine: { provider: "file", threads: 0, device: "" },
    milliseconds: 0,
  };
}

/** Probabilities and what the best `places` of them make, by the definition: gates are shares of what was chosen. */
export function topOf(probability: readonly number[], places: number): [number, number][] {
  const best = probability
    .map((p, module) => [module, p] as const)
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, places);
  const sum = best.reduce((total, [, p]) => total + p, 0);
  return best.map(([module, p]) => [module, p / sum]);
}
