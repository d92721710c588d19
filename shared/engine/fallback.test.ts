import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { HeddleError } from "../error.ts";
import type { Runtime, Session } from "./contract.ts";
import { createFallbackRuntime, type FallbackEvent } from "./fallback.ts";

type Provider = "webgpu" | "wasm";
const GRAPH = new Uint8Array();

/** A runtime that keeps account of its sessions; `run` and `create` may be told to fail or to hang. */
function fake(provider: Provider, run: () => Promise<Record<string, never>> = async () => ({}), create: () => void = () => {}) {
  const log: string[] = [];
  const runtime: Runtime = {
    async create() {
      create();
      log.push("create");
      const session: Session = {
        info: { provider, threads: 1, device: "" },
        inputs: ["tokens"],
        outputs: ["logits"],
        run: () => {
          log.push("run");
          return run();
        },
        dispose: async () => void log.push("dispose"),
      };
      return session;
    },
  };
  return { runtime, log };
}

function setUp(gpu: ReturnType<typeof fake>, cpu = fake("wasm"), moment = async (): Promise<void> => {}) {
  const events: FallbackEvent[] = [];
  let lose = (_: string): void => {};
  const lost = new Promise<string>((resolve) => {
    lose = resolve;
  });
  const runtime = createFallbackRuntime({ gpu: gpu.runtime, cpu: cpu.runtime, lost, onFallback: (event) => events.push(event), moment });
  return { runtime, events, cpu, lose: (why: string) => lose(why) };
}

describe("a GPU with the processor behind it", () => {
  it("stays on the GPU while that works", async () => {
    const gpu = fake("webgpu");
    const { runtime, events, cpu } = setUp(gpu);
    const session = await runtime.create(GRAPH, "g");
    await session.run({}, []);
    await session.dispose();
    expect(session.info.provider).toBe("webgpu");
    expect([gpu.log, cpu.log, events]).toEqual([["create", "run", "dispose"], [], []]);
  });

  it("moves when the session cannot be built there", async () => {
    const gpu = fake("webgpu", undefined, () => {
      throw new Error("no such operator");
    });
    const { runtime, events } = setUp(gpu);
    const session = await runtime.create(GRAPH, "g");
    expect(session.info.provider).toBe("wasm");
    expect(events).toMatchObject([{ code: "gpu-failed", detail: "no such operator", info: { provider: "wasm" } }]);
  });

  it("moves when a run fails, runs again, and stays", async () => {
    const gpu = fake("webgpu", () => Promise.reject(new Error("out of memory")));
    const { runtime, events, cpu } = setUp(gpu);
    const session = await runtime.create(GRAPH, "g");
    await session.run({}, []);
    await session.run({}, []);
    expect(session.info.provider).toBe("wasm");
    expect(gpu.log).toEqual(["create", "run", "dispose"]);
    expect(cpu.log).toEqual(["create", "run", "run"]);
    expect(events).toMatchObject([{ code: "gpu-failed", detail: "out of memory" }]);
  });

  it("does not wait for a run that hangs on a lost device, and goes to the processor from then on", async () => {
    const gpu = fake("webgpu", () => new Promise(() => {}));
    const { runtime, events, cpu, lose } = setUp(gpu);
    const session = await runtime.create(GRAPH, "g");
    const running = session.run({}, []);
    lose("driver reset");
    await running;
    await runtime.create(GRAPH, "h");
    await session.dispose();
    expect(gpu.log).toEqual(["create", "run"]);
    expect(cpu.log).toEqual(["create", "run", "create", "dispose"]);
    expect(events).toMatchObject([{ code: "gpu-lost", detail: "driver reset" }]);
  });

  it("knows a lost device by what is heard a moment after the run has failed on it", async () => {
    const gpu = fake("webgpu", () => Promise.reject(new Error("a buffer is gone")));
    const { runtime, events, lose } = setUp(gpu, fake("wasm"), async () => {
      lose("driver reset");
      await new Promise(() => {});
    });
    const session = await runtime.create(GRAPH, "g");
    await session.run({}, []);
    expect(session.info.provider).toBe("wasm");
    expect(events).toMatchObject([{ code: "gpu-lost", detail: "driver reset" }]);
  });

  it("reports a broken graph once, from the processor, and no fallback", async () => {
    const fail = (): void => {
      throw new HeddleError("bad-model-file", "g cannot be run.");
    };
    const { runtime, events } = setUp(fake("webgpu", undefined, fail), fake("wasm", undefined, fail));
    await expect(runtime.create(GRAPH, "g")).rejects.toMatchObject({ code: "bad-model-file" });
    expect(events).toEqual([]);
  });

  it("holds on to no output that it has given away, however long the GPU lives", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const given: WeakRef<object>[] = [];
    const gpu = fake("webgpu", async () => {
      const output = {};
      given.push(new WeakRef(output));
      return output;
    });
    const session = await setUp(gpu).runtime.create(GRAPH, "g");
    for (let i = 0; i < 5; i++) await session.run({}, []);
    await new Promise((resolve) => setTimeout(resolve));
    collect();
    expect(given.map((output) => output.deref())).toEqual(new Array(5).fill(undefined));
  });
});
