// What the shell does on each channel of the bridge.

import { basename, join } from "node:path";
import { app, type BrowserWindow, dialog, Menu as NativeMenu } from "electron";
import { listModels } from "../site/listModels.ts";
import { atomicWrite } from "./atomicWrite.ts";
import type { Handlers } from "./dispatch.ts";
import { menuTemplate } from "./menuTemplate.ts";
import { readSettingsFile, writeSettingsFile } from "./settingsFile.ts";

/**
 * @param window the window the dialogs belong to
 * @param models the folder of model folders
 */
export function makeHandlers(window: BrowserWindow, models: string): Handlers {
  const settings = join(app.getPath("userData"), "settings.json");
  return {
    "app.info": async () => ({
      kind: "electron",
      version: app.getVersion(),
      platform: process.platform,
      versions: { electron: process.versions.electron ?? "", chromium: process.versions["chrome"] ?? "", node: process.versions.node },
    }),
    "models.list": () => listModels(models),
    "file.save": async ({ suggestedName, bytes, filters }) => {
      const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath: suggestedName, filters });
      if (canceled || filePath === "") return null;
      await atomicWrite(filePath, bytes);
      return { saved: basename(filePath) };
    },
    "settings.read": () => readSettingsFile(settings),
    "settings.write": async (values) => {
      await writeSettingsFile(settings, values);
      return null;
    },
    "menu.set": async (menu) => {
      NativeMenu.setApplicationMenu(NativeMenu.buildFromTemplate(menuTemplate(menu, process.platform, (id) => sendAction(window, id))));
      return null;
    },
  };
}

/** Hands an action of the native menu to the page. */
export function sendAction(window: BrowserWindow, id: string): void {
  if (!window.isDestroyed()) window.webContents.send("heddle:action", id);
}
