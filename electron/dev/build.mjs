// Builds the app: `node electron/dev/build.mjs [TARGET...] [--stale]`. With --stale only what is older than its sources.

import { rmSync } from "node:fs";
import { join } from "node:path";
import { ensureInstalled } from "./install.mjs";
import { ROOT, runScript, Stop } from "./project.mjs";
import { isStale, markBuilt, TARGETS } from "./stale.mjs";

/** @typedef {import("./stale.mjs").Target} Target */

/**
 * Builds those of the targets that are older than their sources.
 * @param {readonly Target[]} targets
 * @param {{ force?: boolean }} [options]
 */
export async function buildTargets(targets, options = {}) {
  const due = targets.filter((target) => options.force || isStale(target));
  if (due.length === 0) return;
  const { build } = await import("vite");
  process.chdir(ROOT);
  for (const target of due) {
    const begun = new Date();
    rmSync(join(ROOT, "out", "stamps", target), { force: true });
    try {
      await build({ mode: target, logLevel: "warn", configFile: join(ROOT, "vite.config.ts") });
    } catch (cause) {
      throw new Stop(`Building "${target}" failed: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
    markBuilt(target, begun);
    process.stdout.write(`Built ${target} in ${((Date.now() - begun.getTime()) / 1000).toFixed(1)} s\n`);
  }
}

/**
 * @param {string} word
 * @returns {word is Target}
 */
function isTarget(word) {
  return Object.hasOwn(TARGETS, word);
}

if (process.argv[1] === import.meta.filename) {
  await runScript(async () => {
    const words = process.argv.slice(2);
    const targets = words.filter((word) => !word.startsWith("--"));
    const unknown = targets.filter((word) => !isTarget(word));
    if (unknown.length > 0) throw new Stop(`Unknown target ${unknown.join(", ")}: one of ${Object.keys(TARGETS).join(", ")}.`, 2);
    await ensureInstalled();
    const all = /** @type {Target[]} */ (Object.keys(TARGETS));
    await buildTargets(targets.length > 0 ? targets.filter(isTarget) : all, { force: !words.includes("--stale") });
    return 0;
  });
}
