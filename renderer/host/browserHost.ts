// A browser on the loopback address as a Host: models come from the server that served the page, settings live in the
// browser, and there is no native menu.

import * as v from "valibot";
import { localizedError } from "../../shared/error.ts";
import { ARGUMENTS, type SavedFile, type SaveRequest, type StoredSettings } from "../../shared/ipc.ts";
import type { Host } from "./host.ts";

const SETTINGS_KEY = "heddle.settings";

const modelIndex = v.object({ models: v.array(v.object({ id: v.string(), base: v.string() })) });

/** The part of the file system API that this host uses; not every browser has it. */
interface SavePicker {
  showSaveFilePicker?(options: {
    suggestedName: string;
    types: { description: string; accept: Record<string, string[]> }[];
  }): Promise<FileSystemFileHandle>;
}

/** @param page the window the app runs in */
export function browserHost(page: Window): Host {
  const here = page.document.baseURI;
  return {
    kind: "browser",
    info: async () => ({ kind: "browser", version: __HEDDLE_VERSION__, platform: "", versions: { browser: page.navigator.userAgent } }),
    listModels: async () => {
      const url = new URL("models/index.json", here);
      const response = await page.fetch(url);
      if (!response.ok)
        throw localizedError("file-missing", {
          en: [`The list of models could not be read (${response.status}).`, "Start Heddle again."],
          zh: [`无法读取模型列表（${response.status}）。`, "请重新启动 Heddle。"],
        });
      const { models } = v.parse(modelIndex, await response.json());
      return models.map(({ id, base }) => ({ id, base: new URL(base, here).href }));
    },
    saveFile: (request) => saveFile(page, v.parse(ARGUMENTS["file.save"], request)),
    readSettings: async () => readSettings(page),
    writeSettings: async (values) => {
      try {
        page.localStorage.setItem(SETTINGS_KEY, JSON.stringify(v.parse(ARGUMENTS["settings.write"], values)));
      } catch (cause) {
        const text = {
          en: ["The browser refused to keep the settings.", "Allow this page to store data."],
          zh: ["浏览器拒绝保存设置。", "请允许本页存储数据。"],
        } as const;
        throw localizedError("write-failed", text, cause);
      }
    },
    setMenu: async () => {},
    onAction: () => () => {},
  };
}

function readSettings(page: Window): StoredSettings {
  try {
    const text = page.localStorage.getItem(SETTINGS_KEY);
    return { values: text === null ? {} : v.parse(ARGUMENTS["settings.write"], JSON.parse(text)), problem: null };
  } catch {
    return {
      values: {},
      problem: {
        en: "The settings kept in this browser could not be read; Heddle starts with its own.",
        zh: "无法读取此浏览器中保存的设置；Heddle 以默认设置启动。",
      },
    };
  }
}

async function saveFile(page: Window & SavePicker, request: SaveRequest): Promise<SavedFile | null> {
  const blob = new Blob([request.bytes as Uint8Array<ArrayBuffer>], { type: "application/octet-stream" });
  if (!page.showSaveFilePicker) return download(page, blob, request.suggestedName);
  let handle: FileSystemFileHandle;
  try {
    handle = await page.showSaveFilePicker({
      suggestedName: request.suggestedName,
      types: request.filters.map(({ name, extensions }) => ({
        description: name,
        accept: { "application/octet-stream": extensions.map((extension) => `.${extension}`) },
      })),
    });
  } catch (cause) {
    if (isAbort(cause)) return null;
    // A picker needs a fresh click and some browsers forbid it altogether; a download needs neither.
    return download(page, blob, request.suggestedName);
  }
  try {
    const stream = await handle.createWritable();
    await stream.write(blob);
    await stream.close();
  } catch (cause) {
    const text = {
      en: [`${handle.name} could not be written.`, "Choose another place."],
      zh: [`无法写入 ${handle.name}。`, "请选择其他位置。"],
    } as const;
    throw localizedError("write-failed", text, cause);
  }
  return { saved: handle.name };
}

/** True for what a picker throws when the person closes it. */
function isAbort(thrown: unknown): boolean {
  return typeof thrown === "object" && thrown !== null && "name" in thrown && thrown.name === "AbortError";
}

function download(page: Window, blob: Blob, name: string): SavedFile {
  const url = URL.createObjectURL(blob);
  const link = page.document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the blob after the click returns; a minute is enough for any file on this machine.
  page.setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return { saved: name };
}
