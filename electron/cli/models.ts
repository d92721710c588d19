// The models of a folder, and opening one of them.

import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { LoadedModel } from "../../shared/engine/contract.ts";
import { loadModel } from "../../shared/engine/load.ts";
import { createQueue } from "../../shared/engine/queue.ts";
import { HeddleError } from "../../shared/error.ts";
import { knownAs } from "../../shared/manifest/knownAs.ts";
import { parseManifest } from "../../shared/manifest/parse.ts";
import type { Manifest } from "../../shared/manifest/schema.ts";
import { type Options, stringOption, type Values } from "./command.ts";
import { folderFiles } from "./files.ts";
import { createNodeRuntime, ENGINES, type EngineName } from "./runtime.ts";

/** The project's own models: two folders up both from the source and from the built program. */
const SHIPPED = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "models");

/** Options of every command that runs a model. */
export const MODEL_OPTIONS = {
  model: { type: "string" },
  models: { type: "string" },
  engine: { type: "string" },
} as const satisfies Options;

export const MODEL_HELP = `  --model ID       the model, as \`heddle models\` lists it
  --models DIR     folder of model folders (default: the ones that come with Heddle)
  --engine NAME    auto, native (onnxruntime-node, when installed) or wasm (default: auto)`;

export const modelsFolder = (values: Values): string => stringOption(values, "models") ?? SHIPPED;

/** A model found in a folder; `problem` when its manifest cannot be read. */
export interface FoundModel {
  readonly id: string;
  readonly manifest: Manifest | null;
  readonly problem: string;
}

/** @throws HeddleError `file-missing` when there is no such folder */
export async function findModels(folder: string): Promise<FoundModel[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new HeddleError("file-missing", `${folder} is not a folder that can be read.`, "Give the folder of models with --models.", {
      cause,
    });
  });
  const found = await Promise.all(
    names.sort().map(async (id): Promise<FoundModel | null> => {
      try {
        const bytes = await folderFiles(join(folder, id)).read("manifest.json", () => {});
        const manifest = parseManifest(JSON.parse(new TextDecoder().decode(bytes)), `${id}/manifest.json`);
        return { id, manifest: knownAs(manifest, id), problem: "" };
      } catch (error) {
        // A folder without manifest is no model; one with a broken manifest is worth a word.
        if (error instanceof HeddleError && error.code === "file-missing") return null;
        return { id, manifest: null, problem: error instanceof Error ? error.message : String(error) };
      }
    }),
  );
  return found.filter((model) => model !== null);
}

/** The engine that the options name. @throws HeddleError `bad-spec` */
export function engineOption(values: Values): EngineName {
  const engine = stringOption(values, "engine") ?? "auto";
  if (!isEngine(engine)) throw new HeddleError("bad-spec", `There is no engine "${engine}".`, `Engines: ${ENGINES.join(", ")}.`);
  return engine;
}

/**
 * Loads the model that the options name.
 * @throws HeddleError `bad-spec` when none or an unknown one is named, and all that `loadModel` throws
 */
export async function openModel(values: Values): Promise<LoadedModel> {
  const id = stringOption(values, "model");
  const engine = engineOption(values);
  if (id === undefined) throw new HeddleError("bad-spec", "No model was named.", "Give one with --model; `heddle models` lists them.");
  return openModelById(id, modelsFolder(values), engine);
}

/**
 * Loads a model of a folder.
 * @param threads as `createNodeRuntime` takes them
 * @throws HeddleError `bad-spec` when there is none of that name, and all that `loadModel` throws
 */
export async function openModelById(id: string, folder: string, engine: EngineName, threads?: number): Promise<LoadedModel> {
  const known = (await findModels(folder)).map((model) => model.id);
  if (!known.includes(id))
    throw new HeddleError("bad-spec", `There is no model "${id}" in ${folder}.`, `Models there: ${known.join(", ") || "none"}.`);
  return loadModel(folderFiles(join(folder, id)), await createNodeRuntime(engine, threads), createQueue(), { id });
}

function isEngine(word: string): word is EngineName {
  return (ENGINES as readonly string[]).includes(word);
}
