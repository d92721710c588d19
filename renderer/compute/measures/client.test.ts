// What becomes of requests when the workers go away. Stand-ins for the workers speak comlink's messages; real ones are in
// measures.gpu.test.ts.

import { afterEach, expect, it, vi } from "vitest";
import { fixtureTrace } from "../../../shared/figures/fixtures/traces.ts";
import { createMeasurer } from "./client.ts";

interface Call {
  readonly id: string;
  readonly path: readonly string[];
}

/** A worker that answers every call with nothing, until it is ended. */
class StandIn extends EventTarget {
  static heard: (method: string) => void = () => {};
  private ended = false;
  postMessage({ id, path }: Call): void {
    if (this.ended) return;
    StandIn.heard(path.at(-1) ?? "");
    queueMicrotask(() => this.dispatchEvent(new MessageEvent("message", { data: { id, type: "RAW", value: undefined } })));
  }
  terminate(): void {
    this.ended = true;
  }
}

afterEach(() => vi.unstubAllGlobals());

it("lets nobody wait for workers that were ended while nobody waited", async () => {
  vi.stubGlobal("Worker", StandIn);
  vi.stubGlobal("navigator", { hardwareConcurrency: 1 });
  const measurer = createMeasurer();
  const trace = fixtureTrace({ layers: 2 });
  // Between two layers the client takes a breath; this timer comes before it.
  StandIn.heard = (method) => void (method === "hold" && setTimeout(measurer.rest));
  await expect(measurer.measure(trace, { role: "attention.map" }, [])).rejects.toMatchObject({ code: "cancelled" });
});
