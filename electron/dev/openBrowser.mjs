// Opens the served app in a browser: the installed Chrome, Chromium or Edge as a window of its own, else whatever the
// system opens addresses with.

import { spawn } from "node:child_process";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import { systemBrowser } from "./browser.mjs";

/** True when a window can be shown at all. */
export function hasDisplay() {
  return process.platform !== "linux" || Boolean(process.env["DISPLAY"] || process.env["WAYLAND_DISPLAY"]);
}

/**
 * @param {string} url
 * @returns {{ name: string, closed: Promise<void> | null }} what was opened; `closed` settles with the app's window where
 *   that can be known
 */
export function openBrowser(url) {
  const browser = process.env["CHROMIUM"] || systemBrowser();
  if (browser !== null && browser !== "npm") {
    const child = spawn(browser, appWindowArgs(url), { stdio: "ignore" });
    const closed = new Promise((/** @type {(value: void) => void} */ resolve) => {
      child.on("exit", () => resolve());
      child.on("error", () => resolve());
    });
    return { name: basename(browser), closed };
  }
  const [program, args] = defaultOpener(url);
  spawn(program, args, { stdio: "ignore", detached: true })
    .on("error", () => {})
    .unref();
  return { name: "the default browser", closed: null };
}

/**
 * Switches count only for a browser process that this starts, so the window gets a profile of its own.
 * @param {string} url
 */
function appWindowArgs(url) {
  const args = [
    `--app=${url}`,
    `--user-data-dir=${profileFolder()}`,
    "--no-first-run",
    "--no-default-browser-check",
    "--window-size=1440,900",
  ];
  // Chromium offers WebGPU by itself on Windows and macOS only; this profile sees no page but ours.
  if (process.platform === "linux") args.push("--enable-unsafe-webgpu");
  if (process.getuid?.() === 0) args.push("--no-sandbox");
  return args;
}

function profileFolder() {
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "Heddle", "browser");
  if (process.platform === "win32") return join(process.env["LOCALAPPDATA"] ?? homedir(), "Heddle", "browser");
  return join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "heddle", "browser");
}

/**
 * @param {string} url
 * @returns {[string, string[]]}
 */
function defaultOpener(url) {
  if (process.platform === "darwin") return ["open", [url]];
  if (process.platform === "win32") return ["rundll32", ["url.dll,FileProtocolHandler", url]];
  return ["xdg-open", [url]];
}
