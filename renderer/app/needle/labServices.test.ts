// @vitest-environment jsdom
import { afterEach, expect, it, vi } from "vitest";
import type { Experiment } from "../../../shared/needle/executor.ts";
import { parseNeedleSpec } from "../../../shared/needle/spec.ts";
import { labServices } from "./labServices.ts";
import { labStore } from "./store.ts";

const experiment = (): Experiment => ({ spec: parseNeedleSpec({ models: ["a"], lengths: [64] }, "spec"), text: null });

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("ends the worker that looks into samples with the lab, and starts another when the lab is opened again", () => {
  vi.useFakeTimers();
  const ended: boolean[] = [];
  vi.stubGlobal("indexedDB", {});
  vi.stubGlobal(
    "Worker",
    class {
      private readonly at = ended.push(false) - 1;
      addEventListener(): void {}
      removeEventListener(): void {}
      postMessage(): void {}
      terminate(): void {
        ended[this.at] = true;
      }
    },
  );
  const { change } = labStore.getState();
  const [first, second] = [experiment(), experiment()];
  const look = (at: Experiment) =>
    void labServices().inspect(at, "a", { needles: 1, queries: 1, length: 64, depth: 0 }, 0, new AbortController().signal);
  change({ open: true });
  look(first);
  change({ sample: 1 });
  expect(ended).toEqual([false]);
  look(second);
  expect(ended).toEqual([true, false]);
  change({ open: false });
  expect(ended).toEqual([true, true]);
  change({ open: true });
  look(second);
  expect(ended).toEqual([true, true, false]);
});
