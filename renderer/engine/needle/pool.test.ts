import { describe, expect, it, vi } from "vitest";
import type { Experiment, Job } from "../../../shared/needle/executor.ts";
import { parseNeedleSpec } from "../../../shared/needle/spec.ts";
import { createNeedlePool, type Hand } from "./pool.ts";

const experiment: Experiment = { spec: parseNeedleSpec({ models: ["a"], lengths: [64] }, "spec"), text: null };
const job = (sample: number): Job => ({
  model: "a",
  items: [{ place: { needles: 1, queries: 1, length: 64, depth: 0 }, sample, attention: false }],
  knobs: {},
});
const signal = (): AbortSignal => new AbortController().signal;

type Run = Hand["remote"]["run"];

/** Workers that answer a job with the number of its prompt; `wrong` gives some of them another way to answer. */
function setUp(
  wrong: (worker: number, calls: number) => Run | "dies" | "hangs" | null = () => null,
  size = 2,
  begin: (worker: number) => ReturnType<Hand["remote"]["begin"]> = async () => ({ ok: true, value: null }),
) {
  let started = 0;
  let running = 0;
  let most = 0;
  const stopped: number[] = [];
  const start = (): Hand => {
    const id = started++;
    let calls = 0;
    let die: (why: string) => void = () => {};
    const gone = new Promise<string>((resolve) => (die = resolve));
    const run: Run = async (asked) => {
      const other = wrong(id, calls++);
      if (other === "dies") die("out of memory");
      if (other === "dies" || other === "hangs") return new Promise(() => {});
      if (other) return other(asked);
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running--;
      return { ok: true, value: [{ said: [], written: String(asked.items[0]?.sample), passes: 1, attention: null }] };
    };
    return { remote: { begin: () => begin(id), run }, gone, stop: () => void stopped.push(id) };
  };
  const pool = createNeedlePool({ experiment, models: [], prefer: "auto", size, start, patience: 50 });
  const written = async (sample: number, stop = signal()): Promise<string | undefined> => (await pool.run(job(sample), stop))[0]?.written;
  return { pool, written, stopped, started: () => started, most: () => most };
}

describe("createNeedlePool", () => {
  it("starts workers as they are needed and uses them again", async () => {
    const { pool, written, started, stopped, most } = setUp();
    expect(await written(1)).toBe("1");
    expect(await written(2)).toBe("2");
    expect(started()).toBe(1);
    expect(await Promise.all([written(3), written(4)])).toEqual(["3", "4"]);
    expect(started()).toBe(2);
    expect(most()).toBe(2);
    pool.close();
    expect(stopped).toEqual([0, 1]);
  });

  it.each(["dies", "hangs"] as const)("gives the job of a worker that %s to a new one", async (how) => {
    const { written, started, stopped } = setUp((worker, calls) => (worker === 0 && calls === 1 ? how : null), 1);
    expect(await written(1)).toBe("1");
    expect(await written(2)).toBe("2");
    expect(started()).toBe(2);
    expect(stopped).toEqual([0]);
  });

  it("replaces a worker whose engine failed, and gives up when new ones fail as well", async () => {
    const failing: Run = async () => ({ ok: false, error: { code: "engine-failed", message: "Aborted.", remedy: "" } });
    const once = setUp((worker) => (worker === 0 ? failing : null), 1);
    expect(await once.written(1)).toBe("1");
    const always = setUp(() => failing, 1);
    await expect(always.written(1)).rejects.toThrow("Aborted.");
    expect(always.started()).toBe(3);
    const dying = setUp(() => "dies", 1);
    await expect(dying.written(1)).rejects.toThrow(/ended: out of memory.*/);
  });

  it("does not try again what no worker can cure", async () => {
    const { written, started } = setUp(() => async () => ({ ok: false, error: { code: "bad-spec", message: "No.", remedy: "" } }), 1);
    await expect(written(1)).rejects.toThrow("No.");
    expect(started()).toBe(1);
  });

  it("stops a worker that computes what nobody waits for", async () => {
    const { written, stopped, started } = setUp((worker) => (worker === 0 ? "hangs" : null), 1);
    const abort = new AbortController();
    const waiting = written(1, abort.signal);
    await vi.waitFor(() => expect(started()).toBe(1));
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ code: "cancelled" });
    expect(stopped).toEqual([0]);
    expect(await written(2)).toBe("2");
  });

  it("stops a worker that cannot begin", async () => {
    const refused = { ok: false, error: { code: "not-supported", message: "No GPU.", remedy: "" } } as const;
    const { written, stopped } = setUp(undefined, 1, async () => refused);
    await expect(written(1)).rejects.toThrow("No GPU.");
    expect(stopped).toEqual([0]);
    const silent = setUp(undefined, 1, (worker) => (worker === 0 ? new Promise(() => {}) : Promise.resolve({ ok: true, value: null })));
    expect(await silent.written(1)).toBe("1");
    expect(silent.stopped).toEqual([0]);
  });
});
