// The settings as one JSON file. A damaged file is set aside and said so, never silently overwritten.

import { readFile, rename } from "node:fs/promises";
import * as v from "valibot";
import { ARGUMENTS, type Settings, type StoredSettings } from "../../shared/ipc.ts";
import { atomicWrite } from "./atomicWrite.ts";

export async function readSettingsFile(path: string): Promise<StoredSettings> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return { values: {}, problem: null };
    return { values: {}, problem: `The settings could not be read (${(cause as Error).message}); Heddle starts with its own.` };
  }
  try {
    return { values: v.parse(ARGUMENTS["settings.write"], JSON.parse(text)), problem: null };
  } catch {
    const aside = `${path}.damaged`;
    // If even the rename fails there is nothing more to save; the sentence below still tells.
    await rename(path, aside).catch(() => undefined);
    return { values: {}, problem: `The settings file was damaged and is kept as ${aside}; Heddle starts with its own settings.` };
  }
}

export async function writeSettingsFile(path: string, values: Settings): Promise<void> {
  await atomicWrite(path, `${JSON.stringify(values, null, 2)}\n`);
}
