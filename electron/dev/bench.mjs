// `npm run bench`: the measurements in e2e/*.bench.ts against the built app, each once on WASM and once on WebGPU.

import { buildTargets } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { packageFile, run, runScript } from "./project.mjs";

await runScript(async () => {
  await ensureInstalled();
  await buildTargets(["renderer", "serve"]);
  const args = [
    packageFile("@playwright", "test", "cli.js"),
    "test",
    "--config",
    "e2e/playwright.config.ts",
    "--reporter",
    "line",
    ...process.argv.slice(2),
  ];
  return run(process.execPath, args, { ...process.env, HEDDLE_BENCH: "1" });
});
