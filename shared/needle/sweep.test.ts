import { describe, expect, it, vi } from "vitest";
import { HeddleError } from "../error.ts";
import { fixtureTrace } from "../figures/fixtures/traces.ts";
import type { Manifest } from "../manifest/schema.ts";
import { headScores, switchedOff } from "./ablation.ts";
import { assembleResult, frameOf } from "./assemble.ts";
import type { Job, JobResult } from "./executor.ts";
import { cellsOf, checkModels, finishedKey, inPlanOrder } from "./plan.ts";
import type { Finished } from "./result.ts";
import { parseNeedleSpec } from "./spec.ts";
import { isComplete, type Pool, runSweep, type SweepOptions, type SweepProgress } from "./sweep.ts";

const manifest = (id: string): Manifest => ({ ...fixtureTrace().manifest, id });
const manifests = new Map([
  ["a", manifest("a")],
  ["b", manifest("b")],
]);
const spec = parseNeedleSpec({ models: ["a", "b"], lengths: [64, 128], depths: [0, 50, 100], samples: 12, attention: 3 }, "spec");

/** Every prompt has an answer that follows from where it stands; prompts of 64 tokens at depth 100 do not fit from the tenth on. */
function answer({ model, items, knobs }: Job): JobResult {
  return items.map(({ place, sample, attention }) => {
    if (place.length === 64 && place.depth === 100 && sample >= 9) return null;
    const right = (place.length + place.depth + sample + (model === "a" ? 0 : 1) + Object.keys(knobs).length) % 3 > 0;
    const maps = [
      [0.25, model === "a" ? 0.5 : 0],
      [0, 1],
    ];
    return {
      said: [right ? { mistake: null, said: "1234" } : { mistake: "slip", said: "1235" }],
      written: right ? " 1234." : " 1235.",
      passes: 1,
      attention: attention
        ? { answers: 1, absolute: [0.2, 0.2, 0.2, 0.2, 0.2], signed: [1, 0, 0, 0, 0], answer: maps, retrieval: maps }
        : null,
    };
  });
}

function setUp(more: Partial<SweepOptions> = {}, size = 3) {
  const jobs: Job[] = [];
  const pool: Pool = {
    size,
    run: async (job, signal) => {
      jobs.push(job);
      // Jobs that come late finish early, so that cells end in another order than they began.
      for (let turn = (jobs.length * 7) % 5; turn >= 0; turn--) await Promise.resolve();
      if (signal.aborted) throw new HeddleError("cancelled", "Cancelled.");
      return answer(job);
    },
  };
  const kept: Finished[] = [];
  const abort = new AbortController();
  const run = () =>
    runSweep({ spec, manifests, pool, finished: [], keep: async (one) => void kept.push(one), signal: abort.signal, ...more });
  return { jobs, kept, abort, run };
}
const sorted = (list: readonly Finished[]): string[] => list.map((one) => JSON.stringify(one)).sort();

describe("runSweep", () => {
  it("finishes every cell, the same with one hand as with five", async () => {
    const one = setUp({}, 1);
    const five = setUp({}, 5);
    const [first, second] = [await one.run(), await five.run()];
    expect(first).toHaveLength(cellsOf(spec).length);
    expect(sorted(second)).toEqual(sorted(first));
    expect(sorted(one.kept)).toEqual(sorted(first));
    const cells = first.flatMap((done) => (done.kind === "cell" ? [done.cell] : []));
    expect(inPlanOrder(spec, [...cells].reverse()).map(({ model, length, depth }) => [model, length, depth])).toEqual(
      cellsOf(spec).map(({ model, length, depth }) => [model, length, depth]),
    );
    for (const cell of cells) {
      if (cell.length === 64 && cell.depth === 100) expect(cell).toMatchObject({ samples: null, attention: null });
      else {
        expect(cell.samples).toHaveLength(12);
        expect(cell.attention?.answers).toBe(3);
        cell.samples?.forEach(({ said, wrote }, sample) => {
          const right = (cell.length + cell.depth + sample + (cell.model === "a" ? 0 : 1)) % 3 > 0;
          expect({ said, wrote }).toEqual(right ? { said: ["right"], wrote: undefined } : { said: [["slip", "1235"]], wrote: " 1235." });
        });
      }
    }
  });

  it("stopped anywhere and begun again, runs no finished cell twice and ends with the same", async () => {
    const whole = sorted(await setUp().run());
    for (const stopAfter of [1, 4, 9]) {
      const first = setUp({}, 2);
      const keep = async (one: Finished): Promise<void> => {
        first.kept.push(one);
        if (first.kept.length === stopAfter) first.abort.abort();
      };
      await expect(
        runSweep({ spec, manifests, pool: { size: 2, run: async (job) => answer(job) }, finished: [], keep, signal: first.abort.signal }),
      ).rejects.toMatchObject({ code: "cancelled" });
      const done = new Set(first.kept.map(finishedKey));
      expect(done.size).toBeGreaterThanOrEqual(stopAfter);
      expect(done.size).toBeLessThan(whole.length);
      const second = setUp({ finished: first.kept });
      expect(sorted(await second.run())).toEqual(whole);
      expect(second.kept.filter((one) => done.has(finishedKey(one)))).toEqual([]);
      for (const { model, items } of second.jobs)
        for (const { place } of items)
          expect(done.has(finishedKey({ kind: "cell", cell: { model, ...place, samples: null, attention: null } }))).toBe(false);
    }
  });

  it("stops at the first fault, which it tells, and keeps what was finished", async () => {
    const kept: Finished[] = [];
    let jobs = 0;
    const pool: Pool = {
      size: 2,
      run: async (job) => {
        if (++jobs === 8) throw new HeddleError("engine-failed", "The engine fell over.");
        return answer(job);
      },
    };
    const sweep = runSweep({
      spec,
      manifests,
      pool,
      finished: [],
      keep: async (one) => void kept.push(one),
      signal: new AbortController().signal,
    });
    await expect(sweep).rejects.toThrow("The engine fell over.");
    expect(kept.length).toBeGreaterThan(0);
    expect(jobs).toBeLessThan(12);
  });

  it("does not go on when a cell cannot be kept", async () => {
    const { run, jobs } = setUp({ keep: () => Promise.reject(new HeddleError("write-failed", "The disk is full.")) }, 1);
    await expect(run()).rejects.toThrow("The disk is full.");
    expect(jobs.length).toBeLessThan(6);
  });

  it("begins no job while it is paused", async () => {
    let open: () => void = () => {};
    const gate = vi.fn(() => new Promise<void>((resolve) => (open = resolve)));
    const { run, jobs } = setUp({ gate }, 1);
    const sweep = run();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(jobs).toHaveLength(0);
    open();
    await vi.waitFor(() => expect(jobs.length).toBe(1));
    gate.mockImplementation(() => Promise.resolve());
    open();
    await sweep;
  });

  it("tells how far it is and how long it takes: tokens still to read over tokens read", async () => {
    const told: SweepProgress[] = [];
    let time = 0;
    const { run } = setUp({ onProgress: (one) => told.push(one), now: () => (time += 500) }, 1);
    await run();
    expect(told[0]).toMatchObject({ cells: { done: 0, all: 12 }, samples: { done: 0, all: 144 }, secondsLeft: null });
    expect(told.at(-1)).toMatchObject({ cells: { done: 12, all: 12 }, samples: { done: 144, all: 144 }, secondsLeft: 0, active: [] });
    for (const [i, { samples }] of told.entries()) expect(samples.done).toBeGreaterThanOrEqual(told[i - 1]?.samples.done ?? 0);
    const some = told.find(({ samples }) => samples.done === 12);
    // 12 prompts of 64 tokens of 144 of which half have 128.
    expect(some?.secondsLeft).toBeCloseTo(
      ((some?.samples.done ?? 0) / (some?.samplesPerSecond ?? 1)) * ((72 * 64 + 72 * 128) / (12 * 64) - 1),
      6,
    );
  });
});

describe("ablation", () => {
  const off = parseNeedleSpec({ ...JSON.parse(JSON.stringify(spec)), ablation: { heads: [1, 2], draws: 2, samples: 7 } }, "spec");

  it("switches off the best retrieval heads and as many random ones, on the same prompts", async () => {
    const { run, jobs } = setUp({ spec: off });
    const done = await run();
    const ablations = done.flatMap((one) => (one.kind === "ablation" ? [one.ablation] : []));
    expect(ablations).toHaveLength(2 * 2 * 3);
    const best = ablations.filter(({ model, draw }) => model === "a" && draw === null).map((one) => one.off);
    expect(best).toEqual([
      [[1, 1]],
      [
        [1, 1],
        [0, 1],
      ],
    ]);
    for (const { right, off: heads } of ablations) {
      expect(right).toHaveLength(7);
      expect(new Set(heads.map(String)).size).toBe(heads.length);
    }
    const prompts = new Set(jobs.filter(({ knobs }) => Object.keys(knobs).length > 0).map(({ items }) => JSON.stringify(items)));
    expect(prompts.size).toBe(2);
    expect(done.map(finishedKey)).toHaveLength(new Set(done.map(finishedKey)).size);
    expect(await setUp({ spec: off, finished: done }).run()).toEqual(done);
    expect(isComplete({ spec: off, manifests, finished: done })).toBe(true);
    for (const kind of ["cell", "ablation"] as const) {
      const missing = done.findIndex((one) => one.kind === kind);
      expect(isComplete({ spec: off, manifests, finished: done.toSpliced(missing, 1) })).toBe(false);
    }
  });

  it("takes a model by the name of its folder, whatever its manifest says: two versions stand side by side", async () => {
    const folders = new Map([
      ["b", manifest("a")],
      ["a", manifest("a")],
    ]);
    const twice = { ...off, models: ["b", "a"] };
    const { run, jobs } = setUp({ spec: twice, manifests: folders });
    const finished = await run();
    const frame = frameOf({ spec: twice, text: null }, folders);
    expect(frame.models.map(({ id, title }) => [id, title])).toEqual([
      ["b", "Tiny (b)"],
      ["a", "Tiny (a)"],
    ]);
    const { ablations } = assembleResult(frame, finished, { engine: "", seconds: 0, samplesPerSecond: 0 });
    expect(ablations.map(({ model }) => model)).toEqual([...new Array(6).fill("a"), ...new Array(6).fill("b")]);
    const best = ablations.filter(({ draw, off: heads }) => draw === null && heads.length === 2).map((one) => [one.model, one.off]);
    // As in `answer`: the second head of the first layer copies in a alone.
    expect(best).toEqual([
      [
        "a",
        [
          [1, 1],
          [0, 1],
        ],
      ],
      [
        "b",
        [
          [1, 1],
          [0, 0],
        ],
      ],
    ]);
    expect(new Set(jobs.map(({ model }) => model))).toEqual(new Set(["a", "b"]));
  });

  it("knows the switch of a model", () => {
    expect(switchedOff(manifest("a"), [[1, 0]])).toEqual({ head_mask: [1, 1, 0, 1] });
    const cells = [
      {
        model: "a",
        needles: 1,
        queries: 1,
        length: 64,
        depth: 0,
        samples: [],
        attention: { answers: 2, absolute: [], signed: [], answer: [[0.1, 0.2]], retrieval: [[0.5, 1]] },
      },
    ];
    expect(headScores({ id: "a", layers: [4] }, cells)).toEqual([
      { layer: 4, head: 1, score: 1, answer: 0.2 },
      { layer: 4, head: 0, score: 0.5, answer: 0.1 },
    ]);
  });
});

describe("checkModels", () => {
  const check = (more: object, change: Partial<Manifest> = {}) =>
    checkModels(parseNeedleSpec({ models: ["a"], lengths: [64], ...more }, "spec"), new Map([["a", { ...manifest("a"), ...change }]]));
  it("lets through what can be run", () => expect(() => check({})).not.toThrow());
  it.each<[string, object, Partial<Manifest>, RegExp]>([
    ["a model that is not there", { models: ["c"] }, {}, /no model "c".*here/],
    ["a model that fills gaps", {}, { task: "masked" }, /fills gaps/],
    ["prompts that are too long", { lengths: [1024] }, {}, /1024 tokens.*512/],
    ["an ablation of a model without switch", { attention: 1, ablation: { heads: [1] } }, { knobs: [] }, /no switch/],
    [
      "an ablation of more heads than there are",
      { attention: 1, ablation: { heads: [1, 5] } },
      {},
      /5 heads cannot be switched off.*has 4/,
    ],
  ])("refuses %s", (_, more, change, sentence) => expect(() => check(more, change)).toThrow(sentence));
});
