// A model's files over fetch: from the app's own address, in Electron and in the browser alike.

import type { ModelFiles } from "../../shared/engine/contract.ts";
import { cancelled } from "../../shared/engine/queue.ts";
import { HeddleError, localizedError } from "../../shared/error.ts";
import type { Localized } from "../../shared/text.ts";

/** @param base absolute address of the model's folder */
export function fetchFiles(base: string): ModelFiles {
  const folder = base.endsWith("/") ? base : `${base}/`;
  return {
    async read(file, onBytes, signal) {
      try {
        const response = await fetch(new URL(file, folder), signal ? { signal } : {});
        if (!response.ok) throw missing(file, folder, { en: `the answer was ${response.status}`, zh: `应答为 ${response.status}` });
        return await readAll(response, onBytes);
      } catch (error) {
        if (error instanceof HeddleError) throw error;
        if (signal?.aborted) throw cancelled();
        const why = error instanceof Error ? error.message : String(error);
        throw missing(file, folder, { en: why, zh: why }, error);
      }
    },
    async digest(bytes) {
      const hash = await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>);
      return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
    },
  };
}

function missing(file: string, folder: string, why: Localized, cause?: unknown): HeddleError {
  const where = decodeURIComponent(new URL(folder).pathname);
  return localizedError(
    "file-missing",
    {
      en: [`${file} could not be read from ${where}: ${why.en}.`, "Check that the model's folder is complete."],
      zh: [`无法从 ${where} 读取 ${file}：${why.zh}。`, "请检查该模型的文件夹是否完整。"],
    },
    cause,
  );
}

/** The whole body, telling how far it has come. */
async function readAll(response: Response, onBytes: (loaded: number) => void): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let loaded = 0;
  const reader = response.body?.getReader();
  if (reader) {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      parts.push(part.value);
      loaded += part.value.length;
      onBytes(loaded);
    }
  }
  const bytes = new Uint8Array(loaded);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
