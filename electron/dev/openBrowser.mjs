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

/** A browser that ends sooner either failed or handed the address to one that was already running. */
const HANDED_OVER_MS = 5000;

/**
 * How the browser ended: `closed` its window; `unknown` when it went on elsewhere; `failed` when it could not start.
 * @typedef {"closed" | "unknown" | "failed"} Ending
 */

/**
 * @param {string} url
 * @returns {{ name: string, ending: Promise<Ending> }} what was opened, and how that ends
 */
export function openBrowser(url) {
  const browser = process.env["CHROMIUM"] || systemBrowser();
  if (browser !== null && browser !== "npm") {
    const began = Date.now();
    const child = spawn(browser, appWindowArgs(url), { stdio: "ignore" });
    const ending = new Promise((/** @type {(ending: Ending) => void} */ resolve) => {
      child.on("exit", (code) => {
        if (Date.now() - began > HANDED_OVER_MS) resolve("closed");
        else resolve(code === 0 ? "unknown" : "failed");
      });
      child.on("error", () => resolve("failed"));
    });
    return { name: basename(browser), ending };
  }
  const [program, args] = defaultOpener(url);
  const opener = spawn(program, args, { stdio: "ignore", detached: true });
  opener.unref();
  const ending = new Promise((/** @type {(ending: Ending) => void} */ resolve) => {
    opener.on("exit", (code) => resolve(code === 0 ? "unknown" : "failed"));
    opener.on("error", () => resolve("failed"));
  });
  return { name: "the default browser", ending };
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
