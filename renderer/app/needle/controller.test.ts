import { afterEach, describe, expect, it, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import { localizedError } from "../../../shared/error.ts";
import { fixtureTrace } from "../../../shared/figures/fixtures/traces.ts";
import type { Job } from "../../../shared/needle/executor.ts";
import { fixtureResult } from "../../../shared/needle/fixtures/result.ts";
import type { Finished } from "../../../shared/needle/result.ts";
import { parseNeedleSpec } from "../../../shared/needle/spec.ts";
import { sha256Hex } from "../../../shared/sha256.ts";
import type { Archive, StoredRun } from "./archive.ts";
import { createLab } from "./controller.ts";
import { draftOf } from "./draft.ts";
import { type LabState, labStore } from "./store.ts";

const manifest = fixtureTrace().manifest;
const spec = parseNeedleSpec({ models: ["a"], lengths: [64, 128], depths: [0, 50], samples: 1, attention: 0 }, "spec");
const file = (name: string, text: string): File => new File([text], name);

function memory(): Archive & { readonly kept: Map<string, { run: StoredRun; finished: Finished[] }> } {
  const kept = new Map<string, { run: StoredRun; finished: Finished[] }>();
  return {
    kept,
    runs: async () => Array.from(kept.values(), ({ run, finished }) => ({ ...run, done: finished.length })),
    finished: async (identity) => [...(kept.get(identity)?.finished ?? [])],
    begin: async (run) => {
      if (!kept.has(run.identity)) kept.set(run.identity, { run: { ...run, done: 0, changed: 0 }, finished: [] });
    },
    add: async (identity, one) => void kept.get(identity)?.finished.push(one),
    remove: async (identity) => void kept.delete(identity),
  };
}

afterEach(() => void vi.restoreAllMocks());

/** A lab whose jobs are answered one by one, when the test says so, with a clock that goes on a second each time it is asked. */
function setUp() {
  const store = createStore<LabState>()((set) => ({ ...labStore.getInitialState(), change: (change) => set(change) }));
  const archive = memory();
  const asked: { job: Job; answer: () => void }[] = [];
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => (now += 1000));
  const lab = createLab({
    store,
    archive,
    models: () => [{ id: "a", base: "a/", manifest, error: null }],
    startPool: () => ({
      engine: "none",
      pool: {
        size: 1,
        close: () => {},
        run: (job) =>
          new Promise((resolve) =>
            asked.push({
              job,
              answer: () =>
                resolve(job.items.map(() => ({ said: [{ mistake: null, said: "1" }], written: " 1.", passes: 1, attention: null }))),
            }),
          ),
      },
    }),
  });
  store.getState().change({ draft: draftOf(spec) });
  let answered = 0;
  /** Lets the next cell be finished, and waits until it is kept. */
  const step = async (): Promise<void> => {
    await vi.waitFor(() => expect(asked.length).toBeGreaterThan(answered));
    asked[answered++]?.answer();
    await vi.waitFor(() => expect([...archive.kept.values()].at(-1)?.finished).toHaveLength(answered));
  };
  const shownCells = (): number | undefined => store.getState().shown?.data.result?.cells.length;
  return { store, archive, lab, step, shownCells };
}

describe("an experiment under way", () => {
  it("is drawn as it grows", async () => {
    const { lab, store, step, shownCells } = setUp();
    const running = lab.run();
    await step();
    await vi.waitFor(() => expect(shownCells()).toBe(1));
    for (let i = 0; i < 3; i++) await step();
    await running;
    expect(shownCells()).toBe(4);
    expect(store.getState()).toMatchObject({ status: "idle", problem: null, shown: { source: { kind: "run" } } });
  });

  it("leaves alone what was opened meanwhile, with its cell and its sample", async () => {
    const { lab, store, step } = setUp();
    const running = lab.run();
    await step();
    lab.openJson(fixtureResult(), { kind: "file", name: "other.json" });
    const cell = { model: "b", needles: 1, queries: 1, length: 128, depth: 50 };
    store.getState().change({ cell, sample: 2 });
    const { shown, figure } = store.getState();
    for (let i = 0; i < 3; i++) await step();
    await running;
    expect(store.getState().shown).toBe(shown);
    expect(store.getState()).toMatchObject({ cell, sample: 2, figure, problem: null });
  });

  it("is followed again when it is the one to be shown", async () => {
    const { lab, store, step, shownCells } = setUp();
    const running = lab.run();
    await step();
    await lab.refresh();
    lab.openJson(fixtureResult(), { kind: "file", name: "other.json" });
    store.getState().change({ cell: { model: "b", needles: 1, queries: 1, length: 128, depth: 50 }, sample: 2 });
    const [own] = store.getState().stored;
    if (own) await lab.show(own);
    expect(store.getState()).toMatchObject({ cell: null, sample: null, shown: { source: { kind: "run" } } });
    for (let i = 0; i < 3; i++) await step();
    await running;
    expect(shownCells()).toBe(4);
    if (own) await lab.show(own);
    expect(store.getState().shown?.source.kind).toBe("stored");
  });
});

describe("a person's own text", () => {
  const text = "The loom stands. The thread runs.";
  const result = () => ({
    ...fixtureResult(),
    spec: { ...fixtureResult().spec, haystack: { kind: "file" as const, file: "book.txt" } },
    haystack: { name: "book.txt", sha256: sha256Hex(text) },
  });

  it("goes to the form, whatever result is shown", async () => {
    const { lab, store } = setUp();
    lab.openJson(result(), { kind: "file", name: "result.json" });
    for (const [name, words] of [
      ["other.txt", "Quite another text."],
      ["book.txt", text],
    ] as const) {
      await lab.takeText(file(name, words));
      expect(store.getState()).toMatchObject({ problem: null, draft: { file: { name, text: words } }, shown: { experiment: null } });
    }
  });

  it("goes to the shown result where it is the one that it was made with, and then not to the form", async () => {
    const { lab, store } = setUp();
    lab.openJson(result(), { kind: "file", name: "result.json" });
    await lab.takeTextOfShown(file("other.txt", "Quite another text."));
    expect(store.getState().problem?.message).toBe("other.txt is not the text that this result was made with.");
    await lab.takeTextOfShown(file("renamed.txt", text));
    expect(store.getState()).toMatchObject({ problem: null, draft: { file: null }, shown: { experiment: { text } } });
  });
});

it("tells why a file could not be saved, also where it could not even be made", async () => {
  const { lab, store } = setUp();
  const full = localizedError("write-failed", { en: ["r.json could not be written.", ""], zh: ["无法写入 r.json。", ""] });
  await lab.save(() => Promise.reject(full));
  expect(store.getState().problem?.message).toBe("r.json could not be written.");
  await lab.save(async () => null);
  expect(store.getState().problem).toBeNull();
  await lab.save(() => {
    throw full;
  });
  expect(store.getState().problem?.code).toBe("write-failed");
});
