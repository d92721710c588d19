// Routes that the authors' own code chose: what the analyses say of them, held against what that code computed beside.

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readArrays } from "../../trace/npz.ts";
import type { Capture, Trace } from "../../trace/trace.ts";
import { depths } from "../route-depth/analysis.ts";
import { entropyAt } from "../route-entropy/analysis.ts";
import { skipRates } from "../route-skip/analysis.ts";
import { skipAttention } from "../route-skip-attention/analysis.ts";
import { routeUse } from "../route-use/analysis.ts";
import { pathsOf } from "./analysis.ts";
import { exampleRoutes } from "./exampleRoutes.ts";
import { isIdle, type Modules, readStops, takenAt } from "./routes.ts";

const GOLDEN = "models/foundry/golden";
const CASES = readdirSync(GOLDEN).flatMap((file) => /^(mom_case.*)\.npz$/.exec(file)?.[1] ?? []);

interface Golden {
  readonly trace: Trace;
  readonly modules: Modules;
  /** An array of a stop, as "v", "out", "top_ids", "router_score". */
  readonly array: (stop: { kind: string; step: number }, name: string) => Float32Array | BigInt64Array;
  readonly tokens: number;
  readonly heads: number;
  readonly places: number;
}

function goldenCase(name: string): Golden {
  const { config } = JSON.parse(readFileSync(`${GOLDEN}/${name}.json`, "utf8")) as {
    config: { T: number; n_head: number; num_attn: number; num_ffn: number; routing_top_k: number };
  };
  const arrays = readArrays(new Uint8Array(readFileSync(`${GOLDEN}/${name}.npz`)));
  const captures: Capture[] = [];
  const folders: string[] = [];
  for (const key of arrays.keys()) {
    const folder = /^(h\d+\/step\d+)\/attn\/top_ids$/.exec(key)?.[1];
    if (folder !== undefined) folders.push(folder);
  }
  for (const [step, folder] of folders.entries()) {
    const layer = Number(/^h(\d+)/.exec(folder)?.[1]) * 10 + Number(/step(\d+)/.exec(folder)?.[1]);
    const add = (role: Capture["role"], kind: Capture["kind"], axes: Capture["axes"], path: string, branch?: string): void => {
      const array = arrays.get(`${folder}/${path}`);
      if (!array) throw new Error(`${name} has no ${folder}/${path}`);
      const data = Float32Array.from(array.data as ArrayLike<number | bigint>, Number);
      captures.push({
        name: `${step}.${path}`,
        role,
        kind,
        axes,
        shape: array.shape.slice(1),
        data,
        layer,
        step,
        ...(branch ? { branch } : {}),
      });
    };
    add("attention.map", "probability", ["head", "query", "key"], "attn/probs");
    for (const [part, branch] of [
      ["attn", "attention"],
      ["ffn", "ffn"],
    ] as const) {
      add("route.probability", "probability", ["token", "module"], `${part}/router_score`, branch);
      add("route.choice", "value", ["token", "rank"], `${part}/top_ids`, branch);
      add("route.gate", "gate", ["token", "rank"], `${part}/top_score`, branch);
    }
  }
  const base = exampleRoutes([{ step: 0, classes: 2, taken: Array.from({ length: config.T }, () => [[0, 1] as const]) }]);
  return {
    trace: { ...base, captures },
    modules: { attention: config.num_attn, ffn: config.num_ffn },
    array: ({ kind, step }, part) => {
      const found = arrays.get(`${folders[step]}/${kind === "attention" ? "attn" : "ffn"}/${part}`);
      if (!found || found.data instanceof Uint8Array) throw new Error(`no ${part}`);
      return found.data;
    },
    tokens: config.T,
    heads: config.n_head,
    places: config.routing_top_k,
  };
}

/** True when all numbers of token `t` in [token, feature] are 0. */
function isZero(values: Float32Array | BigInt64Array, token: number, tokens: number): boolean {
  const width = values.length / tokens;
  return values.subarray(token * width, (token + 1) * width).every((value) => Number(value) === 0);
}

describe.each(CASES)("%s", (name) => {
  const { trace, modules, array, tokens, heads, places } = goldenCase(name);
  const stops = readStops(trace, modules);

  it("has both routers at every step, attention first", () => {
    expect(stops.map(({ kind, step }) => `${step}${kind}`)).toEqual(stops.map((_, i) => `${i >> 1}${i % 2 ? "ffn" : "attention"}`));
    expect(stops.length).toBeGreaterThan(3);
  });

  it("leaves idle exactly the tokens to which the authors' code adds nothing", () => {
    for (const stop of stops)
      for (let token = 0; token < tokens; token++) expect(isIdle(stop, token)).toBe(isZero(array(stop, "out"), token, tokens));
  });

  it("takes the authors' classes with their gates", () => {
    for (const stop of stops) {
      const [ids, gates] = [array(stop, "top_ids"), array(stop, "top_score")];
      for (let token = 0; token < tokens; token++) {
        const plain = new Map<number, number>();
        for (let rank = 0; rank < places; rank++) {
          const id = Number(ids[token * places + rank]);
          const module = id < (modules[stop.kind] ?? 0) ? id : stop.classes - 1;
          plain.set(module, (plain.get(module) ?? 0) + Number(gates[token * places + rank]));
        }
        const taken = takenAt(stop, token);
        expect(taken.map(({ module }) => module)).toEqual([...plain.keys()]);
        for (const { module, gate } of taken) expect(gate).toBeCloseTo(plain.get(module) ?? Number.NaN, 6);
      }
    }
  });

  it("counts use, SKIP, depth and paths as the plain definitions do", () => {
    const idle = stops.map((stop) => Array.from({ length: tokens }, (_, token) => isZero(array(stop, "out"), token, tokens)));
    const use = routeUse(trace, modules);
    const rates = skipRates(trace, modules);
    for (const [i, stop] of stops.entries()) {
      const ids = array(stop, "top_ids");
      const real = modules[stop.kind] ?? 0;
      for (let module = 0; module < real; module++) {
        let count = 0;
        for (const id of ids) if (Number(id) === module) count++;
        expect(use.steps[i]?.share[module]).toBeCloseTo(count / tokens, 9);
      }
      let skipping = 0;
      for (let token = 0; token < tokens; token++)
        if (Array.from(ids.subarray(token * places, (token + 1) * places), Number).some((id) => id >= real)) skipping++;
      expect(rates[i]?.rate).toBeCloseTo(skipping / tokens, 9);
      expect(rates[i]?.idle).toBeCloseTo((idle[i]?.filter(Boolean).length ?? 0) / tokens, 9);
      expect(use.steps[i]?.share.at(-1)).toBe(rates[i]?.rate);
      expect(use.steps[i]?.gate.reduce((sum, gate) => sum + gate, 0)).toBeCloseTo(1, 5);
    }
    for (const { kind, depth } of depths(trace, modules))
      for (let token = 0; token < tokens; token++)
        expect(depth[token]).toBe(stops.filter((stop, i) => stop.kind === kind && !idle[i]?.[token]).length);
    const { tokens: words, path } = pathsOf(trace, "taken", modules);
    for (let a = 0; a < tokens; a++)
      for (let b = 0; b < tokens; b++) expect(path[a] === path[b]).toBe(words[a]?.join() === words[b]?.join());
  });

  it("has the entropy of the authors' probabilities", () => {
    for (const stop of stops) {
      const scores = array(stop, "router_score");
      const { tokens: own } = entropyAt(stop);
      for (let token = 0; token < tokens; token++) {
        let plain = 0;
        for (let c = 0; c < stop.classes; c++)
          plain -= Number(scores[token * stop.classes + c]) * Math.log(Number(scores[token * stop.classes + c]));
        expect(own[token]).toBeCloseTo(plain, 5);
      }
    }
  });

  it("finds the attention on keys whose value is 0 in every head", () => {
    for (const { step, queries, states } of skipAttention(trace, modules)) {
      const stop = { kind: "attention", step };
      const [values, maps] = [array(stop, "v"), array(stop, "probs")];
      const width = values.length / heads / tokens;
      const zero = (key: number): boolean =>
        Array.from({ length: heads }, (_, head) => values.subarray((head * tokens + key) * width, (head * tokens + key + 1) * width)).every(
          (row) => row.every((value) => Number(value) === 0),
        );
      for (let key = 0; key < tokens; key++) expect(states[key] === "whole").toBe(zero(key));
      for (let query = 0; query < tokens; query++) {
        let sum = 0;
        for (let head = 0; head < heads; head++)
          for (let key = 0; key < tokens; key++) if (zero(key)) sum += Number(maps[(head * tokens + query) * tokens + key]);
        expect(queries[query]).toBeCloseTo(sum / heads, 6);
      }
    }
  });
});
