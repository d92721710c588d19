// The one window: locked down, kept where it was, and honest when its page dies.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { app, BrowserWindow, dialog, screen, shell } from "electron";
import { atomicWrite } from "./atomicWrite.ts";
import { isOwnPage, mayOpen } from "./links.ts";
import { clampWindow, FIRST_WINDOW, MINIMUM_SIZE, parseWindowState, type WindowState } from "./windowState.ts";

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
    // Written while the window can still be asked; a failure here must not keep the app open.
    void atomicWrite(statePath(), JSON.stringify(stateOf(window))).catch((cause: unknown) =>
      console.error("The window's place was not kept:", cause),
    );
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
    const choice = dialog.showMessageBoxSync(window, {
      type: "error",
      message: "Heddle's page stopped working.",
      detail: `Reason: ${reason} (${exitCode}). Saved files and settings are safe.`,
      buttons: ["Open it again", "Quit"],
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
