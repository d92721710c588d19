// Whether a build target is older than what it is made from. A target's stamp is written only when its build succeeded.

import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./project.mjs";

/** Every target: what it is made from, and the file that it must have produced. */
export const TARGETS = {
  renderer: { sources: ["renderer", "shared", "assets"], product: "renderer/index.html" },
  main: { sources: ["electron/main", "electron/site", "shared"], product: "main/index.js" },
  preload: { sources: ["electron/preload", "shared"], product: "preload/index.cjs" },
  serve: { sources: ["electron/serve", "electron/site", "shared"], product: "serve/index.js" },
  cli: { sources: ["electron/cli", "shared"], product: "cli/heddle.js" },
};

/** @typedef {keyof typeof TARGETS} Target */

const COMMON = ["vite.config.ts", "package.json", "package-lock.json"];
const NOT_SOURCES = /\.(test|gpu\.test)\.tsx?$|\.md$/;

/** @param {Target} target */
export function isStale(target) {
  const { sources, product } = TARGETS[target];
  const stamp = stampPath(target);
  if (!existsSync(stamp) || !existsSync(join(ROOT, "out", product))) return true;
  const built = statSync(stamp).mtimeMs;
  return [...COMMON, ...sources].some((path) => newest(join(ROOT, path)) > built);
}

/**
 * @param {Target} target
 * @param {Date} begun when its build began: a source saved during the build must count as newer
 */
export function markBuilt(target, begun) {
  mkdirSync(join(ROOT, "out", "stamps"), { recursive: true });
  writeFileSync(stampPath(target), begun.toISOString());
  utimesSync(stampPath(target), begun, begun);
}

/** @param {Target} target */
function stampPath(target) {
  return join(ROOT, "out", "stamps", target);
}

/**
 * Newest change below a path, in milliseconds; folders count, so that a deleted file is seen.
 * @param {string} path
 * @returns {number}
 */
export function newest(path) {
  const info = statSync(path, { throwIfNoEntry: false });
  if (info === undefined) return 0;
  if (!info.isDirectory()) return NOT_SOURCES.test(path) ? 0 : info.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), info.mtimeMs);
}
