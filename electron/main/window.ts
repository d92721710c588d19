// The one window: locked down, kept where it was, and honest when its page dies.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { app, BrowserWindow, dialog, screen, shell } from "electron";
import { atomicWriteSync } from "./atomicWrite.ts";
import { isOwnPage, mayOpen } from "./links.ts";
import { clampWindow, FIRST_WINDOW, MINIMUM_SIZE, parseWindowState, type WindowState } from "./windowState.ts";

const CRASHED = {
  en: {
    message: "Heddle's page stopped working.",
    detail: "Reason: {why}. Saved files and settings are safe.",
    again: "Open it again",
    quit: "Quit",
  },
  zh: { message: "Heddle 的页面已停止工作。", detail: "原因：{why}。已保存的文件和设置不受影响。", again: "重新打开", quit: "退出" },
} as const;

/** @param preload path of the built preload script */
export function openWindow(preload: string): BrowserWindow {
  const { maximized, ...place } = clampWindow(readState(), workAreas());
  const window = new BrowserWindow({
    ...place,
    minWidth: MINIMUM_SIZE.width,
    minHeight: MINIMUM_SIZE.height,
    show: false,
    title: "Heddle",
    webPreferences: { preload, sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true, webviewTag: false },
  });
  if (maximized) window.maximize();
  window.once("ready-to-show", () => window.show());
  window.on("close", () => {
    // Written while the window can still be asked, and at once: after the last window the process ends. A failure here must
    // not keep the app open.
    try {
      atomicWriteSync(statePath(), JSON.stringify(stateOf(window)));
    } catch (cause) {
      console.error("The window's place was not kept:", cause);
    }
  });
  lockDown(window);
  reportCrash(window);
  return window;
}

function lockDown(window: BrowserWindow): void {
  const { webContents } = window;
  // Nothing is asked for and nothing is granted, but writing what the person copied to the clipboard.
  webContents.session.setPermissionRequestHandler((_contents, permission, decide) => decide(permission === "clipboard-sanitized-write"));
  webContents.session.setPermissionCheckHandler((_contents, permission) => permission === "clipboard-sanitized-write");
  webContents.setWindowOpenHandler(({ url }) => {
    if (mayOpen(url)) void shell.openExternal(url);
    return { action: "deny" };
  });
  webContents.on("will-navigate", (event) => {
    if (!isOwnPage(event.url)) event.preventDefault();
  });
  webContents.on("will-attach-webview", (event) => event.preventDefault());
}

function reportCrash(window: BrowserWindow): void {
  window.webContents.on("render-process-gone", (_event, { reason, exitCode }) => {
    if (reason === "clean-exit" || window.isDestroyed()) return;
    console.error(`The page stopped: ${reason} (${exitCode}).`);
    // The page that knows the chosen language is gone: the system's has to do.
    const say = app.getLocale().startsWith("zh") ? CRASHED.zh : CRASHED.en;
    const choice = dialog.showMessageBoxSync(window, {
      type: "error",
      message: say.message,
      detail: say.detail.replace("{why}", `${reason} (${exitCode})`),
      buttons: [say.again, say.quit],
      defaultId: 0,
      cancelId: 1,
    });
    if (choice === 0) window.webContents.reload();
    else app.quit();
  });
}

function workAreas(): Electron.Rectangle[] {
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
  return [primary, ...others].map(({ workArea }) => workArea);
}

function statePath(): string {
  return join(app.getPath("userData"), "window.json");
}

function readState(): WindowState {
  try {
    return parseWindowState(readFileSync(statePath(), "utf8"));
  } catch {
    return FIRST_WINDOW;
  }
}

function stateOf(window: BrowserWindow): WindowState {
  return { ...window.getNormalBounds(), maximized: window.isMaximized() };
}
