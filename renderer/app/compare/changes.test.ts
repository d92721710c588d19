import { beforeEach, describe, expect, it } from "vitest";
import type { Manifest } from "../../../shared/manifest/schema.ts";
import { catalogStore } from "../../state/catalog.ts";
import { selectionStore } from "../../state/selection.ts";
import { settingsStore } from "../../state/settings.ts";
import { slotsStore } from "../../state/slots.ts";
import { createLoader } from "../run/loader.ts";
import { stopComparing } from "./changes.ts";

const info = { provider: "wasm", threads: 1, device: "" } as const;
const manifestOf = (id: string) => ({ id, size: { layers: 1, heads: 1 }, captures: [], knobs: [] }) as unknown as Manifest;

/** A loader whose models arrive when told. */
function setUp() {
  const waiting = new Map<string, () => void>();
  const engine = {
    load: ({ id }: { id: string }, _: unknown, __?: unknown, signal?: AbortSignal) =>
      new Promise<{ manifest: Manifest; info: typeof info }>((resolve, reject) => {
        signal?.addEventListener("abort", () => reject(new Error("cancelled")));
        waiting.set(id, () => resolve({ manifest: manifestOf(id), info }));
      }),
    unload: async () => {},
  };
  catalogStore.getState().setModels(["a", "b"].map((id) => ({ id, base: `/${id}/`, manifest: manifestOf(id), error: null })));
  const stores = { slots: slotsStore, catalog: catalogStore, selection: selectionStore, settings: settingsStore };
  const loader = createLoader({ listModels: async () => [] }, engine, stores);
  const arrive = async (id: string): Promise<void> => {
    waiting.get(id)?.();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { loader, arrive };
}

describe("taking the first of two models away", () => {
  beforeEach(() => slotsStore.setState({ slots: [] }));

  it("keeps the second, which is still loading", async () => {
    const { loader, arrive } = setUp();
    void loader.open(0, "a");
    await arrive("a");
    void loader.open(1, "b");
    stopComparing(loader, 0);
    await arrive("b");
    expect(slotsStore.getState().slots).toMatchObject([{ modelId: "b", load: { state: "ready", manifest: { id: "b" } } }]);
  });

  it("drops it for good, though it is still loading", async () => {
    const { loader, arrive } = setUp();
    void loader.open(0, "a");
    void loader.open(1, "b");
    await arrive("b");
    stopComparing(loader, 0);
    await arrive("b");
    await arrive("a");
    expect(slotsStore.getState().slots).toMatchObject([{ modelId: "b", load: { state: "ready", manifest: { id: "b" } } }]);
  });
});
