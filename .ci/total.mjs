// Sums the counts of `npm test` (JSON) and of pytest (JUnit XML) into the closing line. A report that is missing is a
// failure: its tests did not run to the end.

import { existsSync, readFileSync } from "node:fs";
import { closingLine, NONE, sum } from "../electron/dev/testCounts.mjs";

const [app = "", foundry = ""] = process.argv.slice(2);

/** @param {string} path */
function pytestCounts(path) {
  const suite = /<testsuite\b[^>]*>/.exec(readFileSync(path, "utf8"))?.[0] ?? "";
  /** @param {string} name */
  const attribute = (name) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = attribute("failures") + attribute("errors");
  const skipped = attribute("skipped");
  return { passed: attribute("tests") - failed - skipped, failed, skipped };
}

const missing = { ...NONE, failed: 1 };
const total = sum([
  existsSync(app) ? JSON.parse(readFileSync(app, "utf8")) : missing,
  existsSync(foundry) ? pytestCounts(foundry) : missing,
]);
process.stdout.write(`${closingLine(total)}\n`);
process.exit(total.failed === 0 ? 0 : 1);
