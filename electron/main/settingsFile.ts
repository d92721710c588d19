// The settings as one JSON file. A damaged file is set aside and said so, never silently overwritten.

import { readFile, rename } from "node:fs/promises";
import * as v from "valibot";
import { createQueue } from "../../shared/engine/queue.ts";
import { ARGUMENTS, type Settings, type StoredSettings } from "../../shared/ipc.ts";
import { atomicWrite } from "./atomicWrite.ts";

export async function readSettingsFile(path: string): Promise<StoredSettings> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return { values: {}, problem: null };
    const why = (cause as Error).message;
    return {
      values: {},
      problem: {
        en: `The settings could not be read (${why}); Heddle starts with its own.`,
        zh: `无法读取设置（${why}）；Heddle 以默认设置启动。`,
      },
    };
  }
  try {
    return { values: v.parse(ARGUMENTS["settings.write"], JSON.parse(text)), problem: null };
  } catch {
    const aside = `${path}.damaged`;
    // If even the rename fails there is nothing more to save; the sentence below still tells.
    await rename(path, aside).catch(() => undefined);
    return {
      values: {},
      problem: {
        en: `The settings file was damaged and is kept as ${aside}; Heddle starts with its own settings.`,
        zh: `设置文件已损坏，另存为 ${aside}；Heddle 以默认设置启动。`,
      },
    };
  }
}

const queue = createQueue();

/** Writes of the same moment are kept in their order: a slow older one must not end after a newer one. */
export function writeSettingsFile(path: string, values: Settings): Promise<void> {
  return queue.add(() => atomicWrite(path, `${JSON.stringify(values, null, 2)}\n`));
}
