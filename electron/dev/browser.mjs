// Finding a Chromium: the one place that knows. Used to open the app where Electron is missing, and by all tests that
// need a real browser.

import { existsSync, realpathSync } from "node:fs";
import { delimiter, join } from "node:path";
import { packagedChromium } from "./packagedChromium.mjs";

/**
 * @typedef {object} Chromium
 * @property {string} path
 * @property {"environment" | "system" | "playwright" | "npm"} source
 */

const LINUX_NAMES = ["chromium", "google-chrome", "google-chrome-stable", "chromium-browser", "microsoft-edge", "microsoft-edge-stable"];
const MAC_APPS = ["Google Chrome", "Chromium", "Microsoft Edge"];
const WINDOWS_FILES = [
  "Google\\Chrome\\Application\\chrome.exe",
  "Chromium\\Application\\chrome.exe",
  "Microsoft\\Edge\\Application\\msedge.exe",
];

/**
 * The browser installed on this machine.
 * @param {string} [platform]
 * @param {NodeJS.ProcessEnv} [env]
 * @param {(path: string) => boolean} [exists]
 * @returns {string | null}
 */
export function systemBrowser(platform = process.platform, env = process.env, exists = existsSync) {
  const present = systemCandidates(platform, env).filter((path) => exists(path));
  // A snap sees neither our profile folder nor the temporary one: only when there is nothing else.
  return present.find((path) => !isSnap(path)) ?? present[0] ?? null;
}

/**
 * @param {string} platform
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]}
 */
function systemCandidates(platform, env) {
  if (platform === "darwin")
    return ["", env["HOME"] ?? ""].flatMap((home) => MAC_APPS.map((name) => `${home}/Applications/${name}.app/Contents/MacOS/${name}`));
  if (platform === "win32") {
    const folders = [env["PROGRAMFILES"], env["PROGRAMFILES(X86)"], env["LOCALAPPDATA"]].filter((folder) => folder !== undefined);
    return WINDOWS_FILES.flatMap((file) => folders.map((folder) => `${folder}\\${file}`));
  }
  const folders = [...(env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== ""), "/usr/bin", "/snap/bin"];
  return LINUX_NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
}

/** @param {string} path */
function isSnap(path) {
  try {
    return path.startsWith("/snap/") || realpathSync(path).endsWith("/snap");
  } catch {
    return false;
  }
}

/**
 * A Chromium for tests: CHROMIUM of the environment ("npm" asks for the packaged one), the system's, Playwright's own,
 * and last the one that comes as an npm package (Linux on x64 only).
 * @returns {Promise<Chromium | null>}
 */
export async function findChromium() {
  const wanted = process.env["CHROMIUM"];
  if (wanted !== undefined && wanted !== "" && wanted !== "npm") return { path: wanted, source: "environment" };
  if (wanted !== "npm") {
    const system = systemBrowser();
    if (system !== null) return { path: system, source: "system" };
    const { chromium } = await import("@playwright/test");
    const own = chromium.executablePath();
    if (own !== "" && existsSync(own)) return { path: own, source: "playwright" };
  }
  const packaged = await packagedChromium();
  return packaged === null ? null : { path: packaged, source: "npm" };
}

export const NO_CHROMIUM =
  "No Chromium was found: install Chrome, Chromium or Edge, run `npx playwright install chromium`, or set CHROMIUM to one.";

const QUIET = [
  "--disable-quic",
  "--no-first-run",
  "--no-default-browser-check",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Switches for tests on the processor alone: the page finds no GPU adapter. On Linux that is so by itself; elsewhere both
 * the GPU and its stand-in have to be switched off (there is no switch for WebGPU as such that Chromium 156 obeys).
 */
export const WASM_ARGS = process.platform === "linux" ? QUIET : [...QUIET, "--disable-gpu", "--disable-software-rasterizer"];

/**
 * Switches for tests with WebGPU. On Linux it is the software adapter, so that every machine computes the same; the
 * Vulkan switches make what a WebGPU canvas shows appear in screenshots.
 */
export const WEBGPU_ARGS =
  process.platform === "linux"
    ? [
        ...QUIET,
        "--enable-unsafe-webgpu",
        "--use-webgpu-adapter=swiftshader",
        "--enable-features=Vulkan",
        "--use-angle=swiftshader",
        "--use-vulkan=swiftshader",
      ]
    : [...QUIET, "--enable-unsafe-webgpu"];
