import { describe, expect, it, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import { createQueue } from "../../../shared/engine/queue.ts";
import type { Manifest } from "../../../shared/manifest/schema.ts";
import type { CatalogEntry, CatalogState } from "../../state/catalog.ts";
import { createSelectionStore } from "../../state/selection.ts";
import { parseSettings, type SettingsState } from "../../state/settings.ts";
import { createSlotsStore } from "../../state/slots.ts";
import { createLoader } from "./loader.ts";

const info = { provider: "wasm", threads: 1, device: "" } as const;
const knobs = [
  { input: "gain", shape: [2], default: 1 },
  { input: "mask", shape: [1], default: 1 },
];
const manifest = { size: { layers: 1, heads: 1 }, captures: [], knobs } as unknown as Manifest;

/** A loader over an engine that does one thing after the other, as the worker does; loads of names in `slow` wait. */
function setUp(slow: readonly string[] = []) {
  const memory = new Set<string>();
  const waiting: (() => void)[] = [];
  const queue = createQueue();
  const engine = {
    load: vi.fn(({ id }: { id: string }, _: unknown, __?: unknown, signal?: AbortSignal) =>
      queue.add(async () => {
        if (slow.includes(id)) await new Promise<void>((resolve) => waiting.push(resolve));
        memory.add(id);
        return { manifest, info };
      }, signal),
    ),
    unload: (id: string) => queue.add(async () => void memory.delete(id)),
  };
  const slots = createSlotsStore();
  const models = ["a", "b", "c", "d"].map((id): CatalogEntry => ({ id, base: `/${id}/`, manifest, error: null }));
  const catalog = createStore<CatalogState>()(() => ({ models, setModels: () => {} }));
  const settings = createStore<SettingsState>()((set) => ({
    settings: parseSettings({}),
    change: (change) => set((state) => ({ settings: { ...state.settings, ...change } })),
  }));
  const loader = createLoader({ listModels: async () => [] }, engine, { slots, catalog, selection: createSelectionStore(), settings });
  const held = async (): Promise<string[]> => {
    await queue.add(async () => {});
    return [...memory].sort();
  };
  return { loader, slots, engine, held, arrive: () => waiting.shift()?.() };
}

describe("models in memory", () => {
  it("are those on the stage and the one that stood there before", async () => {
    const { loader, held } = setUp();
    for (const id of ["a", "b", "c", "d"]) await loader.open(0, id);
    expect(await held()).toEqual(["c", "d"]);
  });

  it("are without the second when it was closed", async () => {
    const { loader, held } = setUp();
    await loader.open(0, "a");
    await loader.open(1, "b");
    loader.close();
    expect(await held()).toEqual(["a"]);
  });

  it("hold a model once that stands in both slots", async () => {
    const { loader, held } = setUp();
    await loader.open(0, "a");
    await loader.open(1, "a");
    loader.close();
    expect(await held()).toEqual(["a"]);
  });

  it("hold what a cancelled load gives back, and let go what came too late", async () => {
    const { loader, slots, held, arrive } = setUp(["b"]);
    await loader.open(0, "a");
    const opening = loader.open(0, "b");
    loader.cancel(0);
    expect(slots.getState().slots[0]).toMatchObject({ modelId: "a", load: { state: "ready" } });
    arrive();
    await opening;
    expect(await held()).toEqual(["a"]);
  });

  it("stay while work goes on with them, and come again for work", async () => {
    const { loader, held, engine } = setUp();
    await loader.open(0, "a");
    let finish = (_: string): void => {};
    const work = loader.using("a", () => new Promise<string>((resolve) => (finish = resolve)));
    await loader.open(0, "b");
    await loader.open(0, "c");
    expect(await held()).toEqual(["a", "b", "c"]);
    finish("done");
    expect(await work).toBe("done");
    await loader.open(0, "d");
    expect(await held()).toEqual(["c", "d"]);
    expect(await loader.using("a", held)).toEqual(["a", "c", "d"]);
    expect(engine.load.mock.calls.filter(([{ id }]) => id === "a")).toHaveLength(2);
  });
});

describe("knobs of a model that is opened", () => {
  it("are there while it loads, and stay through a second request", async () => {
    const { loader, slots } = setUp();
    const opening = loader.open(0, "a", { gain: [0, 1] });
    expect(slots.getState().slots[0]?.knobs).toEqual({ gain: [0, 1] });
    const again = loader.open(0, "a", slots.getState().slots[0]?.knobs);
    expect(await opening).toBe(false);
    expect(await again).toBe(true);
    expect(slots.getState().slots[0]).toMatchObject({ load: { state: "ready" }, knobs: { gain: [0, 1] } });
  });

  it("are those that it has and that are not as shipped", async () => {
    const { loader, slots } = setUp();
    await loader.open(0, "a", { gain: [1, 1], mask: [0], other: [3] });
    expect(slots.getState().slots[0]?.knobs).toEqual({ mask: [0] });
    await loader.open(0, "a", { gain: [0] });
    expect(slots.getState().slots[0]?.knobs).toEqual({});
  });
});

it("says whether a load was overtaken or cancelled", async () => {
  const { loader, arrive } = setUp(["b"]);
  await loader.open(0, "a");
  const cancelled = loader.open(0, "b");
  loader.cancel(0);
  arrive();
  expect(await cancelled).toBe(false);
  expect(await loader.open(0, "c")).toBe(true);
});
