// The engine as the window uses it: the real worker, the real ONNX Runtime, in a real browser with WebGPU.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Trace } from "../../shared/trace/trace.ts";
import { createEngineClient, type EngineClient } from "./client.ts";
import type { EngineNotice, EnginePreference } from "./protocol.ts";

const TINY = { id: "tiny", base: "/shared/engine/fixtures/tiny/" };
const PROVIDERS: EnginePreference[] = ["wasm", "webgpu"];

const outputs = (trace: { manifest: Trace["manifest"] }): string[] => trace.manifest.captures.map(({ output }) => output);

describe.each(PROVIDERS)("on %s", (prefer) => {
  let client: EngineClient;
  beforeAll(async () => {
    client = createEngineClient();
    await client.load(TINY, { prefer });
  });
  afterAll(() => client.dispose());

  it("runs, and says where", async () => {
    const { manifest, info } = await client.load(TINY, { prefer });
    expect(info.provider).toBe(prefer);
    const trace = await client.run("tiny", { text: "Hi é", outputs: outputs({ manifest }), knobs: {} });
    expect(trace.engine.provider).toBe(prefer);
    expect(trace.manifest).toBe(manifest);
    expect(trace.captures).toHaveLength(manifest.captures.length);
    const map = trace.captures.find(({ role }) => role === "attention.map");
    expect(map?.shape).toEqual([2, 6, 6]);
    expect(map?.data.reduce((sum, value) => sum + value, 0)).toBeCloseTo(12, 4);
  });

  it("loads bytes with progress, and what is loaded at once", async () => {
    const stages = new Set<string>();
    await client.load({ ...TINY, id: "other" }, { prefer }, ({ stage }) => stages.add(stage));
    await expect.poll(() => [...stages]).toEqual(["reading", "checking", "preparing"]);
    const again = new Set<string>();
    await client.load({ ...TINY, id: "other" }, { prefer }, ({ stage }) => again.add(stage));
    expect(again.size).toBe(0);
    await client.unload("other");
    await expect(client.run("other", { text: "Hi", outputs: [], knobs: {} })).rejects.toMatchObject({ code: "engine-failed" });
  });

  it("compares itself with what PyTorch computed", async () => {
    const { difference, info } = await client.compare("tiny");
    expect(info.provider).toBe(prefer);
    expect(difference?.captures).toBe(6);
    expect(difference?.largest).toBeLessThan(1e-5);
  });

  it("tokenizes without the worker", async () => {
    expect((await client.tokenize("tiny", "Hi")).map(({ label }) => label)).toEqual(["<bos>", "H", "i"]);
  });

  it("gives errors with their code, and goes on", async () => {
    const run = (text: string, knobs = {}) => client.run("tiny", { text, outputs: ["L0.attention.scores"], knobs });
    await expect(run("")).rejects.toMatchObject({ name: "HeddleError", code: "empty-text" });
    await expect(run("x".repeat(16))).rejects.toMatchObject({ code: "text-too-long" });
    await expect(run("Hi", { temperature: [0] })).rejects.toMatchObject({ code: "not-finite" });
    await expect(run("Hi", { temperature: [-1] })).rejects.toMatchObject({ code: "knob-invalid" });
    await expect(client.load({ id: "nowhere", base: "/shared/engine/fixtures/nowhere/" }, { prefer })).rejects.toMatchObject({
      name: "HeddleError",
    });
    await expect(run("Hi")).resolves.toBeDefined();
  });

  it("keeps no trace that nobody holds", async () => {
    let freed = 0;
    const watched = new FinalizationRegistry<null>(() => void freed++);
    const run = async (): Promise<void> => {
      const trace = await client.run("tiny", { text: "Hi", outputs: ["L0.attention.map"], knobs: {} });
      watched.register(trace.captures[0]?.data ?? {}, null);
    };
    // Garbage is collected when there is enough of it.
    for (let round = 0; round < 200 && freed === 0; round++) {
      await run();
      new Float32Array(1 << 22).fill(1);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(freed).toBeGreaterThan(0);
  });

  it("cancels runs and loads", async () => {
    const controller = new AbortController();
    const work = [
      client.run("tiny", { text: "a", outputs: ["logits"], knobs: {} }, controller.signal),
      client.run("tiny", { text: "b", outputs: ["logits"], knobs: {} }, controller.signal),
      client.load({ ...TINY, id: "third" }, { prefer }, undefined, controller.signal),
    ];
    controller.abort();
    for (const one of work) await expect(one).rejects.toMatchObject({ code: "cancelled" });
    await expect(client.run("tiny", { text: "c", outputs: ["logits"], knobs: {} })).resolves.toBeDefined();
  });

  it("takes many requests at once for two models", async () => {
    await client.load({ ...TINY, id: "second" }, { prefer });
    const texts = ["a", "bc", "def", "ghij"];
    const traces = await Promise.all(
      texts.flatMap((text) => ["tiny", "second"].map((id) => client.run(id, { text, outputs: ["logits"], knobs: {} }))),
    );
    expect(traces.map(({ text }) => text)).toEqual(texts.flatMap((text) => [text, text]));
    traces.forEach((trace, i) => {
      if (i % 2 === 1) expect(trace.captures[0]?.data).toEqual(traces[i - 1]?.captures[0]?.data);
    });
  });
});

describe("a lost GPU", () => {
  it("is told, and the run goes on on the processor with the same numbers", async () => {
    const client = createEngineClient();
    const notices: EngineNotice[] = [];
    client.onNotice((notice) => notices.push(notice));
    await client.load(TINY, { prefer: "auto" });
    const request = { text: "Hello", outputs: ["L0.attention.map", "logits"], knobs: {} };
    const before = await client.run("tiny", request);
    expect(before.engine.provider).toBe("webgpu");
    const during = client.run("tiny", request);
    expect(await client.loseDevice()).toBe(true);
    await during;
    const after = await client.run("tiny", request);
    expect(after.engine.provider).toBe("wasm");
    after.captures.forEach((capture, i) => {
      capture.data.forEach((value, at) => void expect(Math.abs(value - (before.captures[i]?.data[at] ?? Number.NaN))).toBeLessThan(1e-5));
    });
    expect(notices.map(({ code }) => code)).toEqual(["gpu-lost"]);
    expect(notices[0]?.info.provider).toBe("wasm");
    // What is loaded from now on goes straight to the processor.
    const { info } = await client.load({ ...TINY, id: "later" }, { prefer: "auto" });
    expect(info.provider).toBe("wasm");
    client.dispose();
  });
});
