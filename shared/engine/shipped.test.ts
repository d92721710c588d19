// Every model that is shipped gives in this engine what PyTorch gave for its stored prompt.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { folderFiles } from "../../electron/cli/files.ts";
import { createNodeRuntime } from "../../electron/cli/runtime.ts";
import { readTrace } from "../trace/npz.ts";
import { loadModel } from "./load.ts";
import { createQueue } from "./queue.ts";

const TOLERANCE = 1e-4;
const ids = readdirSync("models").filter((id) => existsSync(`models/${id}/manifest.json`));

describe.skipIf(ids.length === 0).each(ids)("models/%s", (id) => {
  it(`agrees with PyTorch on every capture, within ${TOLERANCE}`, async () => {
    const model = await loadModel(folderFiles(`models/${id}`), await createNodeRuntime("wasm"), createQueue());
    const probe = readTrace(new Uint8Array(readFileSync(`models/${id}/probe.npz`)), model);
    const names = model.manifest.captures.map(({ output }) => output);
    expect(probe.captures.map(({ name }) => name)).toEqual(names);
    const trace = await model.run({ text: probe.text, outputs: names, knobs: {} });
    for (const [i, capture] of trace.captures.entries()) {
      const wanted = probe.captures[i];
      expect(capture.shape).toEqual(wanted?.shape);
      const worst = capture.data.reduce((most, value, at) => Math.max(most, Math.abs(value - (wanted?.data[at] ?? Number.NaN))), 0);
      expect(worst, capture.name).toBeLessThanOrEqual(TOLERANCE);
    }
    await model.dispose();
  });
});
