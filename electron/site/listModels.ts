// Which models there are: every folder of models/ that holds a manifest. Looked up on each call, so that a model
// exported while the app runs is found by the next one.

import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ModelPlace } from "../../shared/ipc.ts";
import { isModelFolder } from "./resolvePath.ts";

/** @returns sorted by id; empty when the folder does not exist */
export async function listModels(folder: string): Promise<ModelPlace[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw cause;
  }
  const ids = names.filter((name) => /^[a-z0-9][a-z0-9-]*$/.test(name) && isModelFolder(name)).sort();
  const present = await Promise.all(ids.map((id) => isFile(join(folder, id, "manifest.json"))));
  return ids.filter((_, index) => present[index]).map((id) => ({ id, base: `models/${id}/` }));
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
