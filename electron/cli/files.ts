// A model's files from a folder on disk.

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ModelFiles } from "../../shared/engine/contract.ts";
import { cancelled } from "../../shared/engine/queue.ts";
import { localizedError } from "../../shared/error.ts";

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
