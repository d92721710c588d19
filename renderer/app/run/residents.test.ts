import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createQueue } from "../../../shared/engine/queue.ts";
import type { EngineClient } from "../../engine/client.ts";
import { createResidents } from "./residents.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Residents of an engine that does one thing after the other, as the worker does; while `slow`, loads wait for `arrive`. */
function setUp() {
  const memory = new Set<string>();
  const queue = createQueue();
  const state = { slow: false, arrive: () => {} };
  const load = vi.fn(({ id }: { readonly id: string }) =>
    queue.add(async () => {
      if (state.slow) await new Promise<void>((resolve) => (state.arrive = resolve));
      memory.add(id);
      return {} as Awaited<ReturnType<EngineClient["load"]>>;
    }),
  );
  const residents = createResidents({ load, unload: (id) => queue.add(async () => void memory.delete(id)) });
  const open = (id: string) => residents.load({ id, base: `/${id}/` }, { prefer: "wasm" });
  const work = (id: string, task: () => Promise<void> = async () => {}) => residents.using(id, () => open(id), task);
  const held = (): string[] => [...memory].sort();
  return { residents, open, work, held, load, state };
}

const pass = (seconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(seconds * 1000);

it("lets a model that no place needs go a while after the last work on it", async () => {
  const { residents, open, work, held, load } = setUp();
  await open("a");
  residents.keepOnly(["a"]);
  // The requests of one job follow one another; each of them loading the model anew would take longer than the work.
  for (let request = 0; request < 5; request++) {
    await work("b");
    await pass(5);
    expect(held()).toEqual(["a", "b"]);
  }
  expect(load.mock.calls.filter(([{ id }]) => id === "b")).toHaveLength(1);
  await pass(10);
  expect(held()).toEqual(["a"]);
  await work("b");
  expect(held()).toEqual(["a", "b"]);
});

it("keeps what a place needs, also when it was worked on", async () => {
  const { residents, open, work, held } = setUp();
  await open("a");
  residents.keepOnly(["a"]);
  await work("a");
  await work("b");
  residents.keepOnly(["a", "b"]);
  await pass(60);
  expect(held()).toEqual(["a", "b"]);
});

it("keeps what is being worked on, however long it takes", async () => {
  const { residents, open, work, held } = setUp();
  await open("a");
  residents.keepOnly(["a"]);
  let finish = (): void => {};
  const long = work("b", () => new Promise<void>((resolve) => (finish = resolve)));
  await work("a");
  await pass(60);
  expect(held()).toEqual(["a", "b"]);
  finish();
  await long;
  await pass(60);
  expect(held()).toEqual(["a"]);
});

it("keeps what is on its way to a place", async () => {
  const { residents, open, work, held, state } = setUp();
  await open("a");
  residents.keepOnly(["a"]);
  await work("b");
  state.slow = true;
  const opening = open("b");
  await pass(60);
  state.arrive();
  await opening;
  residents.keepOnly(["a", "b"]);
  await pass(60);
  expect(held()).toEqual(["a", "b"]);
});
