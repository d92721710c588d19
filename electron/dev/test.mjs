// `npm test`: types, lint, unit tests, build, and the built app in a real browser. Every step runs, whatever came before;
// the last line is the sum.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findChromium, NO_CHROMIUM } from "./browser.mjs";
import { buildTargets } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { packageFile, ROOT, run, runScript, Stop } from "./project.mjs";
import { closingLine, NONE, playwrightCounts, settle, sum, vitestCounts } from "./testCounts.mjs";

/** @typedef {import("./testCounts.mjs").Counts} Counts */

const REPORTS = join(ROOT, "out", "test");
const VITEST_REPORT = join(REPORTS, "vitest.json");
const PLAYWRIGHT_REPORT = join(REPORTS, "playwright.json");

await runScript(async () => {
  const began = Date.now();
  mkdirSync(REPORTS, { recursive: true });
  await step("packages", async () => {
    await ensureInstalled();
    return NONE;
  });
  const chromium = await findChromium();
  if (chromium === null) throw new Stop(NO_CHROMIUM);
  process.stdout.write(`Browser: ${chromium.path} (${chromium.source})\n`);
  // The runners look for themselves; what was found here is what they shall take.
  const env = { ...process.env, CHROMIUM: chromium.path };

  const counts = [
    await step("types", () => asOne(run(process.execPath, [packageFile("typescript", "bin", "tsc"), "-b"]))),
    await step("lint", () =>
      asOne(run(process.execPath, [packageFile("@biomejs", "biome", "bin", "biome"), "check", "--error-on-warnings"])),
    ),
    await step("build", async () => {
      await buildTargets(["renderer", "main", "preload", "serve", "cli"]);
      return NONE;
    }),
    await step("unit tests", async () => {
      rmSync(VITEST_REPORT, { force: true });
      const args = ["run", "--reporter=dot", "--reporter=json", `--outputFile.json=${VITEST_REPORT}`];
      const code = await run(process.execPath, [packageFile("vitest", "vitest.mjs"), ...args], env);
      return settle(read(VITEST_REPORT, vitestCounts), code);
    }),
    await step("the app in a browser", async () => {
      rmSync(PLAYWRIGHT_REPORT, { force: true });
      const args = ["test", "--config", "e2e/playwright.config.ts", "--reporter=line,json"];
      const code = await run(process.execPath, [packageFile("@playwright", "test", "cli.js"), ...args], {
        ...env,
        PLAYWRIGHT_JSON_OUTPUT_NAME: PLAYWRIGHT_REPORT,
      });
      return settle(read(PLAYWRIGHT_REPORT, playwrightCounts), code);
    }),
  ];
  const total = sum(counts);
  writeFileSync(join(REPORTS, "counts.json"), JSON.stringify(total));
  process.stdout.write(`\nDone in ${seconds(began)}\n${closingLine(total)}\n`);
  return total.failed === 0 ? 0 : 1;
});

/**
 * @param {string} name
 * @param {() => Promise<Counts>} work
 * @returns {Promise<Counts>}
 */
async function step(name, work) {
  const began = Date.now();
  process.stdout.write(`\n== ${name}\n`);
  /** @type {Counts} */
  let counts;
  try {
    counts = await work();
  } catch (thrown) {
    // Without packages nothing else can run; every other failure is counted and the next step has its turn.
    if (!(thrown instanceof Stop) || name === "packages") throw thrown;
    process.stderr.write(`${thrown.message}\n`);
    counts = { ...NONE, failed: 1 };
  }
  process.stdout.write(`== ${name}: ${counts === NONE ? "done" : closingLine(counts)} in ${seconds(began)}\n`);
  return counts;
}

/**
 * @param {Promise<number>} exit
 * @returns {Promise<Counts>}
 */
async function asOne(exit) {
  return (await exit) === 0 ? { ...NONE, passed: 1 } : { ...NONE, failed: 1 };
}

/**
 * @template T
 * @param {string} path
 * @param {(report: T) => Counts} count
 * @returns {Counts | null}
 */
function read(path, count) {
  return existsSync(path) ? count(JSON.parse(readFileSync(path, "utf8"))) : null;
}

/** @param {number} began */
function seconds(began) {
  return `${((Date.now() - began) / 1000).toFixed(1)} s`;
}
