// A file is replaced whole or not at all: written beside its place under another name, flushed, then renamed over it.

import { randomUUID } from "node:crypto";
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** @throws the system's error; then the old file is untouched and nothing is left behind */
export async function atomicWrite(path: string, bytes: Uint8Array | string): Promise<void> {
  const temporary = beside(path);
  try {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
}

/**
 * The same, done when it returns: for the last moment of a process, which does not wait for anything.
 * @throws as `atomicWrite`
 */
export function atomicWriteSync(path: string, text: string): void {
  const temporary = beside(path);
  try {
    const file = openSync(temporary, "wx");
    try {
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw cause;
  }
}

/** A name of its own in the same folder, so that renaming it does not copy. */
function beside(path: string): string {
  return join(dirname(path), `.${basename(path).slice(0, 80)}.${randomUUID()}.tmp`);
}
