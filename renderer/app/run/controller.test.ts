import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import type { RunRequest } from "../../../shared/engine/contract.ts";
import { HeddleError } from "../../../shared/error.ts";
import type { Manifest } from "../../../shared/manifest/schema.ts";
import type { Capture, Token, Trace } from "../../../shared/trace/trace.ts";
import type { RangeState } from "../../state/range.ts";
import { createSelectionStore } from "../../state/selection.ts";
import { parseSettings, type SettingsState } from "../../state/settings.ts";
import { createSlotsStore } from "../../state/slots.ts";
import { startRuns, TYPING_PAUSE } from "./controller.ts";

const AXES = ["head", "query", "key"] as const;
const manifest = {
  id: "small",
  task: "causal",
  size: { layers: 1, heads: 1, context: 4 },
  captures: [
    { output: "map", role: "attention.map", layer: 0, axes: AXES, kind: "probability" },
    { output: "logits", role: "logits", axes: ["token", "vocabulary"], kind: "logit" },
  ],
  knobs: [],
} as unknown as Manifest;
const info = { provider: "wasm", threads: 1, device: "" } as const;

const tokensOf = (text: string): Token[] =>
  [...text].map((label, start) => ({ id: label.charCodeAt(0), text: label, label, start, end: start + 1, word: 0 }));

function setUp(tokenize: (id: string, text: string) => Promise<Token[]> = async (_, text) => tokensOf(text)) {
  const slots = createSlotsStore();
  const selection = createSelectionStore();
  const settings = createStore<SettingsState>()((set) => ({
    settings: parseSettings({}),
    change: (change) => set((state) => ({ settings: { ...state.settings, ...change } })),
  }));
  const requests: (RunRequest & { signal: AbortSignal | undefined; finish(): void; fail(error: Error): void })[] = [];
  const engine = {
    tokenize,
    run: (_: string, request: RunRequest, signal?: AbortSignal) =>
      new Promise<Trace>((resolve, reject) => {
        signal?.addEventListener("abort", () => reject(new HeddleError("cancelled", "cancelled")));
        const captures = request.outputs.map((name) => ({ name, data: new Float32Array(1) }) as unknown as Capture);
        const trace: Trace = {
          manifest,
          text: request.text,
          tokens: tokensOf(request.text),
          knobs: request.knobs,
          captures,
          engine: info,
          milliseconds: 1,
        };
        requests.push({ ...request, signal, finish: () => resolve(trace), fail: reject });
      }),
  };
  const range = createStore<RangeState>()((set) => ({ range: null, setRange: (next) => set({ range: next }) }));
  const runs = startRuns(engine, async () => null, { slots, selection, settings, range });
  const open = (index = 0) => {
    slots.getState().open(index, index === 0 ? "small" : "other");
    slots.getState().change(index, { load: { state: "ready", manifest, info } });
  };
  const settle = () => vi.advanceTimersByTimeAsync(0);
  const slot = (index = 0) => slots.getState().slots[index];
  return { slots, selection, range, settings, requests, runs, open, settle, slot };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("startRuns", () => {
  it("says nothing of a text that could not be split into tokens once another one is there", async () => {
    let fail: (error: Error) => void = () => {};
    const tokenize = (_: string, text: string): Promise<Token[]> =>
      text === "old" ? new Promise((_resolve, reject) => (fail = reject)) : Promise.resolve(tokensOf(text));
    const { slots, open, settle, slot } = setUp(tokenize);
    open();
    slots.getState().setText("old");
    slots.getState().setText("new");
    fail(new HeddleError("bad-tokenizer", "no"));
    await settle();
    expect(slot()).toMatchObject({ problem: null, tokens: tokensOf("new") });
  });

  it("runs when a model is opened, with the logits among the outputs", async () => {
    const { slots, requests, open, settle, slot } = setUp();
    slots.getState().setText("ab");
    open();
    await settle();
    expect(requests).toHaveLength(1);
    expect(requests[0]?.outputs).toContain("logits");
    expect(slot()).toMatchObject({ running: true, tokens: tokensOf("ab") });
    requests[0]?.finish();
    await settle();
    expect(slot()).toMatchObject({ running: false, problem: null });
    expect(slot()?.trace?.text).toBe("ab");
  });

  it("waits for a pause in typing, and a newer text replaces an older run", async () => {
    const { slots, requests, open, settle, slot } = setUp();
    open();
    await settle();
    slots.getState().setText("a");
    await vi.advanceTimersByTimeAsync(TYPING_PAUSE / 2);
    slots.getState().setText("ab");
    await vi.advanceTimersByTimeAsync(TYPING_PAUSE / 2);
    expect(requests.filter(({ text }) => text === "a")).toHaveLength(0);
    expect(slot()?.tokens).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(TYPING_PAUSE);
    const first = requests.at(-1);
    expect(first?.text).toBe("ab");
    slots.getState().setText("abc");
    expect(first?.signal?.aborted).toBe(true);
    await vi.advanceTimersByTimeAsync(TYPING_PAUSE);
    requests.at(-1)?.finish();
    await settle();
    expect(slot()?.trace?.text).toBe("abc");
  });

  describe("pins and marks", () => {
    const answer = { kind: "answer", start: 1, end: 3 } as const;
    /** "abcd" with b to c marked and c pinned. */
    async function marked(tokenize?: Parameters<typeof setUp>[0]) {
      const all = setUp(tokenize);
      all.slots.getState().setText("abcd");
      all.open();
      await all.settle();
      all.selection.getState().select({ query: 2, spans: [answer] });
      return all;
    }

    it("follow an edit with the range that is being chosen", async () => {
      const { slots, selection, range, settle } = await marked();
      range.getState().setRange({ start: 2, end: 4 });
      slots.getState().setText("Xabcd");
      await settle();
      expect(selection.getState().selection).toMatchObject({ query: 3, spans: [{ ...answer, start: 2, end: 4 }] });
      expect(range.getState().range).toEqual({ start: 3, end: 5 });
      slots.getState().setText("other");
      await settle();
      expect(range.getState().range).toBeNull();
    });

    it("follow an edit that is made while a model loads, in the history too", async () => {
      const { slots, selection, open, settle } = await marked();
      slots.getState().open(0, "small");
      slots.getState().setText("Xabcd");
      await settle();
      open();
      await settle();
      expect(selection.getState().selection).toMatchObject({ query: 3, spans: [{ ...answer, start: 2, end: 4 }] });
      selection.getState().select({ query: null });
      selection.getState().undo();
      expect(selection.getState().selection.query).toBe(3);
    });

    it("stay on their characters with another tokenizer", async () => {
      const pairs = (text: string): Token[] =>
        (text.match(/..?/g) ?? []).map((label, at) => ({ id: at, text: label, label, start: 2 * at, end: 2 * at + label.length, word: 0 }));
      const { slots, selection, settle } = await marked(async (id, text) => (id === "pairs" ? pairs(text) : tokensOf(text)));
      slots.getState().open(0, "pairs");
      slots.getState().change(0, { load: { state: "ready", manifest, info } });
      await settle();
      expect(selection.getState().selection).toMatchObject({ query: 1, spans: [{ ...answer, start: 0, end: 2 }] });
    });

    it("are left where a link puts them", async () => {
      const { slots, selection, open, settle } = await marked();
      slots.getState().setText("Xabcd");
      selection.getState().begin({ ...selection.getState().selection, query: 1 });
      open();
      await settle();
      expect(selection.getState()).toMatchObject({ selection: { query: 1, spans: [answer] }, past: [] });
    });
  });

  it("keeps the last good trace when the text is too long, and recovers", async () => {
    const { slots, requests, open, settle, slot } = setUp();
    slots.getState().setText("ab");
    open();
    await settle();
    requests[0]?.finish();
    await settle();
    slots.getState().setText("abcdefgh");
    await vi.advanceTimersByTimeAsync(TYPING_PAUSE);
    requests[1]?.fail(new HeddleError("text-too-long", "too long"));
    await settle();
    expect(slot()?.problem?.code).toBe("text-too-long");
    expect(slot()?.trace?.text).toBe("ab");
    expect(slot()?.running).toBe(false);
    expect(requests).toHaveLength(2);
    slots.getState().setText("ab");
    await vi.advanceTimersByTimeAsync(TYPING_PAUSE);
    expect(slot()?.problem).toBeNull();
    expect(requests).toHaveLength(2);
  });

  it("finishes a run for an older knob value, then runs the newest only, and keeps the baseline", async () => {
    const { slots, requests, open, settle, slot } = setUp();
    slots.getState().setText("ab");
    open();
    await settle();
    requests[0]?.finish();
    await settle();
    for (const value of [0.1, 0.2, 0.3]) slots.getState().change(0, { knobs: { gain: [value] } });
    await settle();
    expect(requests.map(({ knobs }) => knobs["gain"]?.[0])).toEqual([undefined, 0.1]);
    requests[1]?.finish();
    await settle();
    expect(slot()?.trace?.knobs).toEqual({ gain: [0.1] });
    expect(slot()?.baseline?.knobs).toEqual({});
    requests[2]?.finish();
    await settle();
    expect(slot()?.trace?.knobs).toEqual({ gain: [0.3] });
    slots.getState().change(0, { knobs: {} });
    await settle();
    requests[3]?.finish();
    await settle();
    expect(slot()?.baseline).toBeNull();
  });

  it("makes a baseline when the text changes while a knob is changed", async () => {
    const { slots, requests, open, settle, slot } = setUp();
    slots.getState().setText("ab");
    open();
    slots.getState().change(0, { knobs: { gain: [0] } });
    await settle();
    requests.at(-1)?.finish();
    await settle();
    const last = requests.at(-1);
    expect(last?.knobs).toEqual({});
    last?.finish();
    await settle();
    expect(slot()?.baseline?.text).toBe("ab");
    expect(slot()?.running).toBe(false);
  });

  it("tries a failed run again only when asked", async () => {
    const { slots, requests, runs, selection, open, settle } = setUp();
    slots.getState().setText("ab");
    open();
    await settle();
    requests[0]?.fail(new HeddleError("engine-failed", "no"));
    await settle();
    selection.getState().select({ query: 1 });
    await settle();
    expect(requests).toHaveLength(1);
    runs.retry(0);
    await settle();
    expect(requests).toHaveLength(2);
  });
});

describe("startRuns with two slots", () => {
  async function two() {
    const app = setUp();
    app.slots.getState().setText("ab");
    app.open();
    app.open(1);
    await app.settle();
    return app;
  }

  it("runs both; the second waits in line until the first has ended", async () => {
    const { requests, settle, slot } = await two();
    expect(requests).toHaveLength(2);
    expect([slot(0)?.queued, slot(1)?.queued]).toEqual([false, true]);
    requests[0]?.finish();
    await settle();
    expect(slot(0)).toMatchObject({ running: false, queued: false });
    expect(slot(1)).toMatchObject({ running: true, queued: false });
    requests[1]?.finish();
    await settle();
    expect(slot(1)).toMatchObject({ running: false, problem: null });
    expect(slot(1)?.trace?.text).toBe("ab");
  });

  it("lets an error of one leave the other alone", async () => {
    const { requests, settle, slot } = await two();
    requests[1]?.fail(new HeddleError("text-too-long", "too long"));
    requests[0]?.finish();
    await settle();
    expect(slot(0)).toMatchObject({ running: false, problem: null });
    expect(slot(0)?.trace?.text).toBe("ab");
    expect(slot(1)).toMatchObject({ running: false, queued: false, trace: null });
    expect(slot(1)?.problem?.code).toBe("text-too-long");
  });

  it("cancels one alone, says so, and runs it again when asked", async () => {
    const { requests, runs, settle, slot } = await two();
    runs.cancel(0);
    await settle();
    expect(requests[0]?.signal?.aborted).toBe(true);
    expect(requests[1]?.signal?.aborted).toBe(false);
    expect(slot(0)).toMatchObject({ running: false });
    expect(slot(0)?.problem?.code).toBe("cancelled");
    expect(slot(1)?.queued).toBe(false);
    expect(requests).toHaveLength(2);
    runs.retry(0);
    await settle();
    expect(requests).toHaveLength(3);
    requests[2]?.finish();
    await settle();
    expect(slot(0)).toMatchObject({ running: false, problem: null });
  });

  it("drops the run of a slot that is closed, and runs anew what changed places", async () => {
    const { slots, requests, settle, slot } = await two();
    slots.getState().swap();
    await settle();
    expect(requests.slice(0, 2).map(({ signal }) => signal?.aborted)).toEqual([true, true]);
    for (const request of requests) request.finish();
    await settle();
    expect([slot(0)?.modelId, slot(1)?.modelId]).toEqual(["other", "small"]);
    expect([slot(0)?.running, slot(1)?.running]).toEqual([false, false]);
    slots.getState().setText("abc");
    await vi.advanceTimersByTimeAsync(TYPING_PAUSE);
    slots.getState().close();
    expect(requests.at(-1)?.signal?.aborted).toBe(true);
    requests.at(-2)?.finish();
    await settle();
    expect(slot(0)?.trace?.text).toBe("abc");
    expect(slot(1)).toBeUndefined();
  });
});
