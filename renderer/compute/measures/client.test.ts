// What becomes of requests when the workers go away. Stand-ins for the workers speak comlink's messages; real ones are in
// measures.gpu.test.ts.

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { fixtureTrace } from "../../../shared/figures/fixtures/traces.ts";
import { createMeasurer } from "./client.ts";

interface Call {
  readonly id: string;
  readonly path: readonly string[];
}

/** A worker that answers every call with `answer`, until it is ended. */
class StandIn extends EventTarget {
  static heard: (method: string, worker: StandIn) => void = () => {};
  static answer: unknown;
  static all: StandIn[] = [];
  ended = false;
  constructor() {
    super();
    StandIn.all.push(this);
  }
  postMessage({ id, path }: Call): void {
    if (this.ended) return;
    StandIn.heard(path.at(-1) ?? "", this);
    const { answer: value } = StandIn;
    queueMicrotask(() => this.dispatchEvent(new MessageEvent("message", { data: { id, type: "RAW", value } })));
  }
  terminate(): void {
    this.ended = true;
  }
}

beforeEach(() => {
  Object.assign(StandIn, { heard: () => {}, answer: undefined, all: [] });
  vi.stubGlobal("Worker", StandIn);
  vi.stubGlobal("navigator", { hardwareConcurrency: 1 });
});
afterEach(() => vi.unstubAllGlobals());

it("lets nobody wait for workers that were ended while nobody waited", async () => {
  const measurer = createMeasurer();
  const trace = fixtureTrace({ layers: 2 });
  // Between two layers the client takes a breath; this timer comes before it.
  StandIn.heard = (method, worker) => void (method === "hold" && setTimeout(() => worker.dispatchEvent(new Event("error"))));
  await expect(measurer.measure(trace, { role: "attention.map" }, [])).rejects.toMatchObject({ code: "engine-failed" });
});

it("rests when what was asked for is done, and starts again for what is asked for later", async () => {
  const measurer = createMeasurer();
  const places = [{ start: 0, end: 1 }];
  StandIn.answer = { ok: true, value: places };
  const found = [measurer.match("a", "/a/"), measurer.match("a", "/./")];
  measurer.rest();
  expect(await Promise.all(found)).toEqual([places, places]);
  await vi.waitFor(() => expect(StandIn.all.map(({ ended }) => ended)).toEqual([true]));
  measurer.rest();
  expect(await measurer.match("a", "/a/")).toEqual(places);
  expect(StandIn.all.map(({ ended }) => ended)).toEqual([true, false]);
});
