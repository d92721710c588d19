// Installs the npm packages when they are missing or are not those of the lock file. Compared by content, not by date:
// a checkout touches dates.

import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, run, runScript, Stop } from "./project.mjs";

const MINIMUM_NODE = [20, 19];

/** @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, link?: boolean, os?: string[], cpu?: string[] }} LockEntry */

/** Makes sure that node_modules is what package-lock.json says. */
export async function ensureInstalled() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = MINIMUM_NODE;
  if (major < wantedMajor || (major === wantedMajor && minor < wantedMinor))
    throw new Stop(`Heddle needs Node.js ${MINIMUM_NODE.join(".")} or newer; this is ${process.versions.node}.`);
  if (isInstalled(ROOT)) return;
  process.stdout.write("Installing packages (npm ci, about a minute)...\n");
  const code = await npmCi();
  if (code !== 0) throw new Stop("The packages could not be installed; npm's message is above.");
}

/**
 * True when every package of the lock that this machine needs is there in the same version.
 * @param {string} folder holds package-lock.json and node_modules
 */
export function isInstalled(folder) {
  const record = join(folder, "node_modules", ".package-lock.json");
  if (!existsSync(record)) return false;
  const wanted = packagesOf(join(folder, "package-lock.json"));
  const present = packagesOf(record);
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === "" || entry.link) return true;
    const found = present[path];
    // Packages for other systems are in the lock and not on the disk.
    return found === undefined ? entry.optional === true || entry.devOptional === true : found.version === entry.version;
  });
}

/**
 * @param {string} path
 * @returns {Record<string, LockEntry>}
 */
function packagesOf(path) {
  return JSON.parse(readFileSync(path, "utf8")).packages ?? {};
}

/** @returns {Promise<number>} */
function npmCi() {
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  // Under `npm start` npm tells where it is; running that file with this Node needs no shell on any system.
  const npm = process.env["npm_execpath"];
  if (npm?.endsWith(".js")) return run(process.execPath, [npm, ...args]);
  return new Promise((resolve) => {
    const child = execFile("npm", args, { cwd: ROOT, shell: process.platform === "win32" }, (error) => resolve(error ? 1 : 0));
    child.stdout?.pipe(process.stdout);
    child.stderr?.pipe(process.stderr);
  });
}

if (process.argv[1] === import.meta.filename) await runScript(() => ensureInstalled().then(() => 0));
