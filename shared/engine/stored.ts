// A model's stored prompt against what the engine at hand makes of it: whether the numbers here are the model's own.

import { localizedError } from "../error.ts";
import type { LoadedModel, ModelFiles, Runtime, SessionTensor } from "./contract.ts";
import { type LoadOptions, loadModel } from "./load.ts";
import type { Queue } from "./queue.ts";

/** Largest difference of any number of a capture from what PyTorch computed that still counts as the same. */
export const STORED_TOLERANCE = 1e-3;

/** How far an engine is from the stored values. */
export interface Difference {
  /** Name of the capture that is furthest off. */
  readonly capture: string;
  /** In its own units; infinite where a shape differs. */
  readonly largest: number;
  /** Captures that were compared. */
  readonly captures: number;
}

/**
 * Runs the stored prompt with every capture that is stored, all knobs at their defaults.
 * @returns null when the model has no stored prompt
 * @throws HeddleError see `LoadedModel.stored` and `LoadedModel.forward`
 */
export async function differenceFromStored(model: LoadedModel, signal?: AbortSignal): Promise<Difference | null> {
  const stored = await model.stored(signal);
  if (!stored) return null;
  const outputs = stored.captures.map(({ name }) => name);
  // Outputs as they are: a trace refuses what is no number, and that is a difference like any other here.
  const found = await model.forward({ ids: stored.tokens.map(({ id }) => id), outputs, knobs: {} }, signal);
  const differences = stored.captures.map(({ name, data }) => ({ capture: name, largest: furthest(data, found[name]?.data) }));
  const none = { capture: "", largest: 0 };
  const worst = differences.reduce((most, one) => (one.largest > most.largest ? one : most), differences[0] ?? none);
  return { ...worst, captures: differences.length };
}

function furthest(wanted: Float32Array, found: SessionTensor["data"] | undefined): number {
  if (found?.length !== wanted.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let at = 0; at < wanted.length; at++) {
    const [there, here] = [wanted[at] ?? Number.NaN, Number(found[at])];
    // What a mask hides may be the same infinity in both.
    if (there !== here) most = Math.max(most, Math.abs(there - here));
  }
  return Number.isNaN(most) ? Number.POSITIVE_INFINITY : most;
}

/**
 * Holds an engine to the stored prompt where no other may step in for it.
 * @throws HeddleError `not-supported` when it computes other numbers; the model is let go
 */
export async function requireStored(model: LoadedModel): Promise<void> {
  const difference = await differenceFromStored(model);
  if (!difference || difference.largest <= STORED_TOLERANCE) return;
  await model.dispose();
  const { capture, largest } = difference;
  const off = largest.toPrecision(2);
  throw localizedError("not-supported", {
    en: [
      `This GPU computes other numbers than ${model.manifest.title} should give: ${capture} is off by ${off}.`,
      "Choose the processor as the engine, or install a newer graphics driver.",
    ],
    zh: [`此 GPU 算出的数值与 ${model.manifest.title} 应有的不同：${capture} 相差 ${off}。`, "请选择处理器作为引擎，或更新显卡驱动程序。"],
  });
}

export interface HeldRuntimes {
  readonly gpu: Runtime;
  readonly cpu: () => Runtime;
  /** Told when the model was loaded on the processor because the GPU's numbers are others. */
  readonly onDiffer: (difference: Difference, info: LoadedModel["info"]) => void;
}

/**
 * Loads a model on the GPU and compares it there with its stored prompt before anything of it is shown: drivers have been
 * wrong. A GPU that computes other numbers is left for the processor. A model without a stored prompt is taken as it is.
 * @throws HeddleError see `loadModel`, and `bad-trace-file` for a stored prompt that cannot be read
 */
export async function loadHeld(
  files: ModelFiles,
  { gpu, cpu, onDiffer }: HeldRuntimes,
  queue: Queue,
  options: LoadOptions = {},
): Promise<LoadedModel> {
  const model = await loadModel(files, gpu, queue, options);
  const { bytes } = model.manifest.graph;
  options.onProgress?.({ stage: "comparing", loaded: bytes, total: bytes });
  let difference: Difference | null;
  try {
    difference = await differenceFromStored(model, options.signal);
  } catch (error) {
    await model.dispose();
    throw error;
  }
  // The run itself may have found the GPU unable, and gone on without it.
  if (!difference || difference.largest <= STORED_TOLERANCE || model.info.provider !== "webgpu") return model;
  await model.dispose();
  const instead = await loadModel(files, cpu(), queue, options);
  onDiffer(difference, instead.info);
  return instead;
}
