// `npm run heddle -- ...`: the command line, built when it is older than its sources.

import { join } from "node:path";
import { buildTargets } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { ROOT, run, runScript } from "./project.mjs";

await runScript(async () => {
  await quietly(ensureInstalled);
  await quietly(() => buildTargets(["cli"]));
  return run(process.execPath, [join(ROOT, "out", "cli", "heddle.js"), ...process.argv.slice(2)]);
});

/**
 * What is said while preparing goes to stderr: stdout is the command's own and may be piped.
 * @param {() => Promise<void>} work
 */
async function quietly(work) {
  const write = process.stdout.write;
  process.stdout.write = /** @type {typeof write} */ (process.stderr.write.bind(process.stderr));
  try {
    await work();
  } finally {
    process.stdout.write = write;
  }
}
