// A model's files from a folder on disk.

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ModelFiles } from "../../shared/engine/contract.ts";
import { cancelled } from "../../shared/engine/queue.ts";
import { HeddleError } from "../../shared/error.ts";

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
        const why = cause instanceof Error && "code" in cause && cause.code === "ENOENT" ? "there is no such file" : String(cause);
        throw new HeddleError(
          "file-missing",
          `${path} could not be read: ${why}.`,
          "Check the folder given with --models and the model's name.",
          { cause },
        );
      }
    },
    digest: async (bytes) => createHash("sha256").update(bytes).digest("hex"),
  };
}
