// The matrix that is built from the factors is the authors' own, and it turns the maps before composing into the maps
// after, to the rounding of the numbers it is built from.

import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fixtureTrace } from "../../figures/fixtures/traces.ts";
import { parseManifest } from "../../manifest/parse.ts";
import type { Manifest } from "../../manifest/schema.ts";
import { isCausal } from "../../trace/maps.ts";
import { readArrays } from "../../trace/npz.ts";
import { captureOf } from "../../trace/shape.ts";
import type { Trace } from "../../trace/trace.ts";
import { readZip } from "../../trace/zip.ts";
import { mapsAfter, mapsBefore } from "../composition-share/shares.ts";
import analysis from "./analysis.ts";
import { type Factors, factorsOf, type Side, STAGES, type Stage, stagesOf } from "./factors.ts";
import { BRANCHES, composeHeads, entryOf, pairMatrix } from "./matrix.ts";
import { largestDeviation } from "./reach.ts";

const GOLDEN = "models/foundry/golden";
const MOST = 2 ** 27;

/** Arrays of an npz file in double precision, which `readArrays` would narrow. */
function doubles(path: string): Map<string, Float64Array> {
  const found = new Map<string, Float64Array>();
  for (const [name, bytes] of readZip(new Uint8Array(readFileSync(path)), MOST)) {
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint16(8, true);
    if (!new TextDecoder("latin1").decode(bytes.subarray(10, 10 + length)).includes("<f8")) continue;
    found.set(name.replace(/\.npy$/, ""), new Float64Array(bytes.slice(10 + length).buffer));
  }
  return found;
}

interface Case {
  readonly factors: (stage: Stage) => Factors;
  readonly array: (name: string) => Float64Array;
  readonly heads: number;
  readonly tokens: number;
}

function goldenCase(name: string): Case {
  const { config } = JSON.parse(readFileSync(`${GOLDEN}/${name}.json`, "utf8")) as { config: { n_heads: number; rank: number; T: number } };
  const arrays = doubles(`${GOLDEN}/${name}.npz`);
  const array = (key: string): Float64Array => {
    const data = arrays.get(key);
    if (!data) throw new Error(`${name} has no ${key}`);
    return data;
  };
  const [heads, tokens] = [config.n_heads, config.T];
  const side = (stage: Stage, letter: "q" | "k"): Side => ({
    w1: array(`dw/${stage}_${letter}w1`),
    w2: array(`dw/${stage}_${letter}w2`),
    gate: array(`dw/${stage}_${letter}dd`),
  });
  return {
    heads,
    tokens,
    array,
    factors: (stage) => ({
      heads,
      rank: config.rank,
      tokens,
      static: array("sw").subarray(stage === "pre" ? 0 : heads * heads, stage === "pre" ? heads * heads : 2 * heads * heads),
      query: side(stage, "q"),
      key: side(stage, "k"),
    }),
  };
}

const CASES = readdirSync(GOLDEN).flatMap((file) => /^(dcformer_case.*)\.npz$/.exec(file)?.[1] ?? []);

describe("against the authors' code", () => {
  it("there is a golden case", () => expect(CASES.length).toBeGreaterThan(0));

  it.each(CASES.flatMap((name) => STAGES.map((stage) => [name, stage] as const)))("%s, %s", (name, stage) => {
    const { heads, tokens, array, factors } = goldenCase(name);
    const official = array(`comp/${stage}`);
    const before = array(stage === "pre" ? "scores" : "probs");
    const after = array(stage === "pre" ? "scores_composed" : "probs_composed");
    let [worst, worstAfter] = [0, 0];
    for (let query = 0; query < tokens; query++)
      for (let key = 0; key < tokens; key++) {
        const matrix = pairMatrix(factors(stage), query, key);
        const at = (head: number): number => (head * tokens + query) * tokens + key;
        for (let n = 0; n < heads; n++)
          for (let m = 0; m < heads; m++)
            worst = Math.max(
              worst,
              Math.abs(entryOf(matrix, n, m) - (official[((query * tokens + key) * heads + n) * heads + m] ?? Number.NaN)),
            );
        // Scores are compared where they are seen: behind the mask the official file holds the mask's own number.
        if (key > query) continue;
        const made = composeHeads(
          matrix,
          Float64Array.from({ length: heads }, (_, n) => before[at(n)] ?? Number.NaN),
        );
        for (let m = 0; m < heads; m++) worstAfter = Math.max(worstAfter, Math.abs((made[m] ?? Number.NaN) - (after[at(m)] ?? Number.NaN)));
      }
    expect(worst).toBeLessThanOrEqual(1e-12);
    expect(worstAfter).toBeLessThanOrEqual(1e-12);
  });
});

/** The largest difference between a M and the captured map after composing, over all pairs that are seen. */
function worstError(trace: Trace, layer: number, stage: Stage): number {
  const factors = factorsOf(trace, layer, stage);
  const heads = factors?.heads ?? 0;
  const [before, after] = [mapsBefore(trace, layer, stage, heads), mapsAfter(trace, layer, stage, heads)];
  if (!factors || !before || !after) throw new Error("the trace lacks captures");
  let worst = 0;
  for (let query = 0; query < factors.tokens; query++)
    for (let key = 0; key < (isCausal(trace) ? query + 1 : factors.tokens); key++) {
      const made = composeHeads(
        pairMatrix(factors, query, key),
        before.map((map) => map.value(query, key)),
      );
      for (let m = 0; m < heads; m++)
        worst = Math.max(worst, Math.abs((made[m] ?? Number.NaN) - (after[m]?.value(query, key) ?? Number.NaN)));
    }
  return worst;
}

/** The stored run of a shipped model; its text is not needed. */
function probeOf(id: string): Trace {
  const manifest: Manifest = parseManifest(JSON.parse(readFileSync(`models/${id}/manifest.json`, "utf8")), id);
  const arrays = readArrays(new Uint8Array(readFileSync(`models/${id}/probe.npz`)));
  const captures = manifest.captures.flatMap((entry) => {
    const array = arrays.get(entry.output);
    return array?.data instanceof Float32Array ? [captureOf(entry, array.shape, array.data)] : [];
  });
  return { ...fixtureTrace(), manifest, captures };
}

const SHIPPED = readdirSync("models", { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && readdirSync(`models/${entry.name}`).includes("probe.npz"))
  .map(({ name }) => name)
  .filter((id) => stagesOf(parseManifest(JSON.parse(readFileSync(`models/${id}/manifest.json`, "utf8")), id).captures).length > 0);

describe("against the maps that were captured", () => {
  const traces: readonly (readonly [string, Trace])[] = [
    ["mixed heads", fixtureTrace({ composed: true, heads: 4, layers: 2 })],
    ["no mask", fixtureTrace({ composed: true, heads: 3, causal: false })],
    ...SHIPPED.map((id) => [`models/${id}`, probeOf(id)] as const),
  ];
  it.each(traces)("%s: a M is the map after composing", (_, trace) => {
    for (const stage of STAGES)
      for (let layer = 0; layer < trace.manifest.size.layers; layer++)
        // Scores are tens, probabilities at most 1: float32 has 24 bits of either.
        expect(worstError(trace, layer, stage), `${stage}, layer ${layer}`).toBeLessThanOrEqual(stage === "pre" ? 2e-5 : 1e-6);
  });
});

const number = fc.double({ min: -2, max: 2, noNaN: true });
const someFactors = fc
  .record({ heads: fc.integer({ min: 1, max: 5 }), rank: fc.integer({ min: 1, max: 3 }), tokens: fc.integer({ min: 1, max: 5 }) })
  .chain(({ heads, rank, tokens }) => {
    const array = (length: number) => fc.array(number, { minLength: length, maxLength: length });
    const side = fc.option(fc.record({ w1: array(tokens * rank * heads), w2: array(tokens * rank * heads), gate: array(tokens * heads) }));
    return fc.record({
      heads: fc.constant(heads),
      rank: fc.constant(rank),
      tokens: fc.constant(tokens),
      static: array(heads * heads),
      query: side,
      key: side,
    });
  });

/** M[n, m] by the definition, one number at a time. */
function plainEntry({ heads, rank, static: fixed, query, key }: Factors, i: number, j: number, n: number, m: number): number {
  let sum = fixed[n * heads + m] ?? 0;
  for (const [side, token] of [
    [query, i],
    [key, j],
  ] as const) {
    if (!side) continue;
    for (let r = 0; r < rank; r++) sum += (side.w1[(token * rank + r) * heads + n] ?? 0) * (side.w2[(token * rank + r) * heads + m] ?? 0);
    if (n === m) sum += side.gate[token * heads + m] ?? 0;
  }
  return sum;
}

const pairs = ({ tokens }: Factors): [number, number][] =>
  Array.from({ length: tokens * tokens }, (_, at) => [Math.floor(at / tokens), at % tokens]);

describe("for any factors", () => {
  it("M is the definition, and its branches sum to M − I", () => {
    fc.assert(
      fc.property(someFactors, (factors) => {
        for (const [i, j] of pairs(factors)) {
          const matrix = pairMatrix(factors, i, j);
          for (let n = 0; n < factors.heads; n++)
            for (let m = 0; m < factors.heads; m++) {
              expect(entryOf(matrix, n, m)).toBeCloseTo(plainEntry(factors, i, j, n, m), 9);
              const sum = BRANCHES.reduce((all, branch) => all + (matrix.branches[branch][n * factors.heads + m] ?? Number.NaN), 0);
              expect(sum).toBeCloseTo(entryOf(matrix, n, m) - (n === m ? 1 : 0), 9);
            }
        }
      }),
    );
  });

  it("composing is linear, and without any branch it changes nothing", () => {
    fc.assert(
      fc.property(someFactors, fc.array(number, { minLength: 10, maxLength: 10 }), (factors, values) => {
        const { heads } = factors;
        const [a, b] = [values.slice(0, heads), values.slice(5, 5 + heads)];
        const matrix = pairMatrix(factors, 0, factors.tokens - 1);
        const both = composeHeads(
          matrix,
          a.map((value, n) => value - 3 * (b[n] ?? 0)),
        );
        const [one, other] = [composeHeads(matrix, a), composeHeads(matrix, b)];
        both.forEach((value, m) => void expect(value).toBeCloseTo((one[m] ?? 0) - 3 * (other[m] ?? 0), 9));
        const identity = { ...factors, static: Array.from({ length: heads * heads }, (_, at) => (at % (heads + 1) === 0 ? 1 : 0)) };
        composeHeads(pairMatrix({ ...identity, query: null, key: null }, 0, 0), a).forEach(
          (value, m) => void expect(value).toBeCloseTo(a[m] ?? Number.NaN, 15),
        );
      }),
    );
  });

  it("the largest deviation is that of the pair that has it", () => {
    fc.assert(
      fc.property(someFactors, fc.boolean(), (factors, causal) => {
        const all = pairs(factors)
          .filter(([i, j]) => !causal || j <= i)
          .flatMap(([i, j]) => {
            const { deviation, branches } = pairMatrix(factors, i, j);
            return [deviation, ...Object.values(branches)].flatMap((part) => [...part].map(Math.abs));
          });
        expect(largestDeviation(factors, causal)).toBeCloseTo(Math.max(...all), 9);
      }),
    );
  });
});

describe("the analysis", () => {
  const trace = fixtureTrace({ composed: true });
  it("takes the last token with itself where nothing else is asked for", () => {
    expect(analysis.run(trace, { layer: 1, stage: "pre", query: null, key: null })).toMatchObject({ query: 7, key: 7, heads: 2 });
    expect(analysis.run(trace, { layer: 0, stage: "post", query: 500, key: 2 })).toMatchObject({ query: 7, key: 2 });
  });
  it("says what a trace lacks", () => {
    const lacking = { ...trace, captures: trace.captures.filter(({ branch }) => branch !== "pre.gate") };
    expect(() => analysis.run(lacking, { layer: 0, stage: "pre", query: null, key: null })).toThrow(
      /no composition before the softmax in layer 1/,
    );
    expect(analysis.run(lacking, { layer: 0, stage: "post", query: null, key: null }).heads).toBe(2);
  });
  it("is the fixed matrix alone in a model that has nothing else", () => {
    const keep = ({ role }: { role: string }): boolean => role !== "compose.query" && role !== "compose.key";
    const fixedOnly = {
      ...trace,
      manifest: { ...trace.manifest, captures: trace.manifest.captures.filter(keep) },
      captures: trace.captures.filter(keep),
    };
    const { deviation, branches } = analysis.run(fixedOnly, { layer: 0, stage: "post", query: 3, key: 1 });
    expect(deviation).toEqual(branches.base);
    expect(Math.abs(deviation[1] ?? 0)).toBeGreaterThan(0);
  });
});
