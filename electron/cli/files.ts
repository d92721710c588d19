// Files of the command line: a model's from its folder, and what a command saves.

import { createHash } from "node:crypto";
import { mkdir, readFile, realpath, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { ModelFiles } from "../../shared/engine/contract.ts";
import { cancelled } from "../../shared/engine/queue.ts";
import { HeddleError, localizedError } from "../../shared/error.ts";
import { atomicWrite } from "../main/atomicWrite.ts";

export function folderFiles(folder: string): ModelFiles {
  return {
    async read(file, onBytes, signal) {
      const path = join(folder, file);
      try {
        const bytes = await readFile(path, signal ? { signal } : {});
        onBytes(bytes.length);
        return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      } catch (cause) {
        if (signal?.aborted) throw cancelled();
        const absent = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
        throw localizedError(
          "file-missing",
          {
            en: [
              `${path} could not be read: ${absent ? "there is no such file" : String(cause)}.`,
              "Check the folder given with --models and the model's name.",
            ],
            zh: [`无法读取 ${path}：${absent ? "没有这个文件" : String(cause)}。`, "请检查 --models 给出的文件夹和模型名。"],
          },
          cause,
        );
      }
    },
    digest: async (bytes) => createHash("sha256").update(bytes).digest("hex"),
  };
}

/**
 * Saves what a command made, whole or not at all; folders on the way are made. A link is followed, and what is no plain file
 * (a device, a pipe) is written to as it is.
 * @throws HeddleError `write-failed`
 */
export async function save(path: string, bytes: Uint8Array | string): Promise<void> {
  try {
    await mkdir(dirname(resolve(path)), { recursive: true });
    const place = await realpath(path).catch(() => path);
    const present = await stat(place).catch(() => null);
    await (present && !present.isFile() ? writeFile(place, bytes) : atomicWrite(place, bytes));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new HeddleError("write-failed", `${path} could not be written: ${why}.`, "Choose another place.", { cause });
  }
}
