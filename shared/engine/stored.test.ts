// A model is held to its stored prompt on whatever computes it, and a GPU that computes otherwise is left.

import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { folderFiles } from "../../electron/cli/files.ts";
import { createNodeRuntime } from "../../electron/cli/runtime.ts";
import type { ModelFiles, Runtime } from "./contract.ts";
import { loadModel } from "./load.ts";
import { createQueue } from "./queue.ts";
import { type Difference, differenceFromStored, loadHeld, requireStored } from "./stored.ts";

const FOLDER = "shared/engine/fixtures/tiny";
const files = folderFiles(FOLDER);
let cpu: Runtime;
beforeAll(async () => {
  cpu = await createNodeRuntime("wasm");
});

/** The tiny model with one file replaced. */
const replacing = (name: string, bytes: Uint8Array): ModelFiles => ({
  ...files,
  read: async (file, ...rest) => (file === name ? bytes : files.read(file, ...rest)),
});

/** A manifest without its stored prompt. */
function withoutPrompt(): ModelFiles {
  const { probe: _, ...manifest } = JSON.parse(readFileSync(`${FOLDER}/manifest.json`, "utf8")) as Record<string, unknown>;
  return replacing("manifest.json", new TextEncoder().encode(JSON.stringify(manifest)));
}

/** A GPU whose numbers of one output are off by so much, and what became of its sessions. */
function gpuOffBy(off: number, output = "L0.attention.map"): { gpu: Runtime; freed: () => number } {
  let freed = 0;
  const gpu: Runtime = {
    async create(graph, where) {
      const session = await cpu.create(graph, where);
      return {
        inputs: session.inputs,
        outputs: session.outputs,
        info: { provider: "webgpu", threads: 1, device: "a driver" },
        async run(feeds, outputs) {
          const results = await session.run(feeds, outputs);
          const data = results[output]?.data;
          if (data instanceof Float32Array) data[0] = (data[0] ?? 0) + off;
          return results;
        },
        dispose: async () => {
          freed++;
          await session.dispose();
        },
      };
    },
  };
  return { gpu, freed: () => freed };
}

describe("the difference from the stored prompt", () => {
  it("is small for what computes right, over every capture", async () => {
    const model = await loadModel(files, cpu, createQueue());
    const found = await differenceFromStored(model);
    expect(found?.captures).toBe(model.manifest.captures.length);
    expect(found?.largest).toBeLessThan(1e-5);
  });

  it("names the capture that is furthest off", async () => {
    const model = await loadModel(files, gpuOffBy(0.25).gpu, createQueue());
    expect(await differenceFromStored(model)).toMatchObject({ capture: "L0.attention.map", largest: expect.closeTo(0.25, 4) });
  });

  it("is not known without a stored prompt", async () => {
    expect(await differenceFromStored(await loadModel(withoutPrompt(), cpu, createQueue()))).toBeNull();
  });

  it("is not taken from a file that the manifest does not describe", async () => {
    const bytes = new Uint8Array(readFileSync(`${FOLDER}/probe.npz`));
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    const model = await loadModel(replacing("probe.npz", bytes), cpu, createQueue());
    await expect(differenceFromStored(model)).rejects.toMatchObject({
      code: "bad-model-file",
      message: expect.stringContaining("probe.npz"),
    });
  });
});

it("is refused where no other engine may step in, and let go", async () => {
  const { gpu, freed } = gpuOffBy(0.01);
  const wrong = await loadModel(files, gpu, createQueue());
  await expect(requireStored(wrong)).rejects.toMatchObject({
    code: "not-supported",
    message: expect.stringContaining("L0.attention.map is off by 0.010"),
  });
  expect(freed()).toBe(1);
  await expect(requireStored(await loadModel(files, cpu, createQueue()))).resolves.toBeUndefined();
});

describe("a model loaded on a GPU", () => {
  const load = async (gpu: Runtime, from: ModelFiles = files, signal?: AbortSignal) => {
    const told: Difference[] = [];
    const onDiffer = (difference: Difference): void => void told.push(difference);
    const model = await loadHeld(from, { gpu, cpu: () => cpu, onDiffer }, createQueue(), { signal });
    return { provider: model.info.provider, told };
  };

  it("stays there while the numbers agree", async () => {
    const { gpu, freed } = gpuOffBy(1e-4);
    expect(await load(gpu)).toEqual({ provider: "webgpu", told: [] });
    expect(freed()).toBe(0);
  });

  it("moves to the processor when they do not, and says what differs", async () => {
    const { gpu, freed } = gpuOffBy(0.01);
    const { provider, told } = await load(gpu);
    expect(provider).toBe("wasm");
    expect(told).toMatchObject([{ capture: "L0.attention.map", largest: expect.closeTo(0.01, 4) }]);
    expect(freed()).toBe(1);
  });

  it("moves as well when the GPU gives no numbers at all", async () => {
    const { provider, told } = await load(gpuOffBy(Number.NaN).gpu);
    expect(provider).toBe("wasm");
    expect(told).toMatchObject([{ capture: "L0.attention.map", largest: Number.POSITIVE_INFINITY }]);
  });

  it("is taken as it is where nothing is stored", async () => {
    expect(await load(gpuOffBy(0.01).gpu, withoutPrompt())).toEqual({ provider: "webgpu", told: [] });
  });

  it("is let go when loading is cancelled meanwhile", async () => {
    const { gpu, freed } = gpuOffBy(0);
    const controller = new AbortController();
    const slow: ModelFiles = {
      ...files,
      read: async (file, ...rest) => {
        if (file === "probe.npz") controller.abort();
        return files.read(file, ...rest);
      },
    };
    await expect(load(gpu, slow, controller.signal)).rejects.toMatchObject({ code: "cancelled" });
    await expect.poll(freed).toBe(1);
  });
});
