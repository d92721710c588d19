// Every model that is shipped gives in this engine what PyTorch gave for its stored prompt, and shares that are shares.
// HEDDLE_MODELS=FOLDER tries the models of another folder, before they are shipped.

import { existsSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { folderFiles } from "../../electron/cli/files.ts";
import { createNodeRuntime } from "../../electron/cli/runtime.ts";
import type { Capture } from "../trace/trace.ts";
import { loadModel } from "./load.ts";
import { createQueue } from "./queue.ts";
import { differenceFromStored } from "./stored.ts";

const TOLERANCE = 1e-4;
const folder = process.env["HEDDLE_MODELS"] ?? "models";
const ids = readdirSync(folder).filter((id) => existsSync(`${folder}/${id}/manifest.json`));

/** How far any sum over the last axis is from 1. */
function furthestFromOne({ data, shape }: Capture): number {
  const length = shape.at(-1) ?? 1;
  let worst = 0;
  for (let at = 0; at < data.length; at += length) {
    const sum = data.subarray(at, at + length).reduce((total, share) => total + share, 0);
    worst = Math.max(worst, Math.abs(sum - 1));
  }
  return worst;
}

describe.skipIf(ids.length === 0).each(ids)(`${folder}/%s`, (id) => {
  it(`agrees with PyTorch on every capture, within ${TOLERANCE}`, async () => {
    const model = await loadModel(folderFiles(`${folder}/${id}`), await createNodeRuntime("wasm"), createQueue());
    const names = model.manifest.captures.map(({ output }) => output);
    const difference = await differenceFromStored(model);
    expect(difference?.captures).toBe(names.length);
    expect(difference?.largest, difference?.capture).toBeLessThanOrEqual(TOLERANCE);
    const trace = await model.run({ text: (await model.stored())?.text ?? "", outputs: names, knobs: {} });
    for (const capture of trace.captures) {
      if (capture.kind === "probability") expect(furthestFromOne(capture), `rows of ${capture.name}`).toBeLessThanOrEqual(1e-5);
    }
    await model.dispose();
  });
});
