// The desktop shell, assembled. Everything that can be decided without Electron is decided in the files beside this one.

import { join, resolve } from "node:path";
import { app, type BrowserWindow, ipcMain, Menu, protocol } from "electron";
import type { SiteFolders } from "../site/site.ts";
import { parseCommandLine, USAGE } from "./commandLine.ts";
import { dispatch } from "./dispatch.ts";
import { makeHandlers, sendAction } from "./handlers.ts";
import { FIRST_MENU, menuTemplate } from "./menuTemplate.ts";
import { handleAppRequest, SCHEME } from "./protocol.ts";
import { openWindow } from "./window.ts";

const OUT = join(import.meta.dirname, "..");

function main(): void {
  const commandLine = parseCommandLine(process.argv.slice(1));
  if ("problem" in commandLine) {
    process.stderr.write(`${commandLine.problem}\n\n${USAGE}`);
    app.exit(2);
    return;
  }
  if (commandLine.help) {
    process.stdout.write(USAGE);
    app.exit(0);
    return;
  }
  if (!app.requestSingleInstanceLock()) {
    if (commandLine.models !== null)
      process.stderr.write(`Heddle is open already, with other models perhaps. Close it, then start it with ${commandLine.models}.\n`);
    app.exit(0);
    return;
  }
  const shipped = app.isPackaged ? join(process.resourcesPath, "models") : join(OUT, "..", "models");
  const folders: SiteFolders = {
    renderer: join(OUT, "renderer"),
    models: commandLine.models === null ? shipped : resolve(commandLine.models),
  };

  // Chromium offers WebGPU by itself on Windows and macOS only. All content is our own, so the switch is acceptable.
  if (process.platform === "linux") app.commandLine.appendSwitch("enable-unsafe-webgpu");
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([SCHEME]);

  let window: BrowserWindow | null = null;
  app.on("second-instance", () => {
    if (window === null) return;
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.on("window-all-closed", () => app.quit());
  app.on("child-process-gone", (_event, { type, reason }) => {
    if (reason !== "clean-exit") console.error(`A helper process of Chromium stopped: ${type} (${reason}).`);
  });

  const start = async (): Promise<void> => {
    await app.whenReady();
    protocol.handle(SCHEME.scheme, (request) => handleAppRequest(folders, request));
    const opened = openWindow(join(OUT, "preload", "index.cjs"));
    window = opened;
    opened.on("closed", () => {
      window = null;
    });
    const handlers = makeHandlers(opened, folders.models);
    ipcMain.handle("heddle:call", (event, channel: unknown, argument: unknown) => {
      const frame = event.senderFrame;
      const sender = { origin: frame?.origin ?? null, top: frame !== null && frame === opened.webContents.mainFrame };
      return dispatch(handlers, sender, channel, argument);
    });
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(FIRST_MENU, process.platform, (id) => sendAction(opened, id))));
    await opened.loadURL("app://heddle/index.html");
  };
  start().catch((cause: unknown) => {
    console.error("Heddle could not start:", cause);
    app.exit(1);
  });
}

main();
