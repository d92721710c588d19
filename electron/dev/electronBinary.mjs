// Electron's program. The npm package no longer brings it: it is fetched from GitHub at first use, which may not be
// possible where this runs, and then the app opens in a browser.

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageFile } from "./project.mjs";

/** After a failed download, how long `npm start` does not try again: 1 day. */
const RETRY_AFTER_MS = 24 * 60 * 60 * 1000;
/** A download of some 110 MB that takes longer than this is given up. */
const DOWNLOAD_LIMIT_MS = 4 * 60 * 1000;
const FAILURE_NOTE = packageFile(".heddle", "no-electron");

/**
 * Path of Electron's program where it is installed.
 * @returns {string | null}
 */
export function installedElectron() {
  const folder = packageFile("electron");
  let name;
  const override = process.env["ELECTRON_OVERRIDE_DIST_PATH"];
  if (override !== undefined && override !== "") {
    const path = join(
      override,
      { darwin: "Electron.app/Contents/MacOS/Electron", win32: "electron.exe" }[/** @type {string} */ (process.platform)] ?? "electron",
    );
    return existsSync(path) ? path : null;
  }
  try {
    name = readFileSync(join(folder, "path.txt"), "utf8").trim();
  } catch {
    return null;
  }
  const path = join(folder, "dist", name);
  return existsSync(path) ? path : null;
}

/**
 * The program, fetched if need be: once, quietly, with a time limit.
 * @returns {Promise<{ path: string } | { problem: string }>}
 */
export async function obtainElectron() {
  const present = installedElectron();
  if (present !== null) return { path: present };
  const note = statSync(FAILURE_NOTE, { throwIfNoEntry: false });
  if (note !== undefined && Date.now() - note.mtimeMs < RETRY_AFTER_MS) return { problem: readFileSync(FAILURE_NOTE, "utf8") };
  const problem = await download();
  const fetched = installedElectron();
  if (fetched !== null) return { path: fetched };
  mkdirSync(dirname(FAILURE_NOTE), { recursive: true });
  writeFileSync(FAILURE_NOTE, problem);
  return { problem };
}

/** @returns {Promise<string>} why there is no program afterwards; meaningless when there is one */
function download() {
  const script = packageFile("electron", "install.js");
  if (!existsSync(script)) return Promise.resolve("it is not installed");
  const passing = process.stderr.isTTY ? "Downloading Electron once (about 110 MB)..." : "";
  process.stderr.write(passing);
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script], { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (chunk) => {
      said += String(chunk);
    });
    const limit = setTimeout(() => {
      said = "Error: the download took too long";
      child.kill("SIGKILL");
    }, DOWNLOAD_LIMIT_MS);
    child.on("close", () => {
      clearTimeout(limit);
      // The passing line is wiped: what stays on the screen is one line about the outcome.
      if (passing !== "") process.stderr.write(`\r${" ".repeat(passing.length)}\r`);
      const reason = /^\s*(?:\w*Error): (.+)$/m.exec(said)?.[1] ?? "the download failed";
      resolve(reason.replace(/\.$/, ""));
    });
  });
}
