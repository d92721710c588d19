// The app as a person uses it, in a real Chromium with WebGPU (a software adapter), in one without, and in Electron
// where its program is installed. With HEDDLE_BENCH=1 the same two browsers run the measurements (*.bench.ts) instead.

import { defineConfig } from "@playwright/test";
import { findChromium, NO_CHROMIUM, WASM_ARGS, WEBGPU_ARGS } from "../electron/dev/browser.mjs";
import { installedElectron } from "../electron/dev/electronBinary.mjs";
import type { AppOptions } from "./app.ts";

const chromium = await findChromium();
if (chromium === null) throw new Error(NO_CHROMIUM);

const electron = installedElectron() !== null;
// Workers load this file too; the line is for the person who started the run.
if (!electron && process.env["TEST_WORKER_INDEX"] === undefined)
  console.log("Electron: skipped, its program is not installed (npm cannot bring it; `npx install-electron` downloads it from GitHub).");

const bench = process.env["HEDDLE_BENCH"] === "1";
const launch = (args: readonly string[]) => ({ executablePath: chromium.path, args: [...args] });
const testMatch = bench ? "*.bench.ts" : "*.spec.ts";
/** What has no page of its own, and the walks that take pictures, run once, not once a browser. */
const ONCE = ["start.spec.ts", "gallery.spec.ts", "walk*.spec.ts"];
/** Pictures are taken when they are asked for; what they show is tested by the specs of the views. */
const UNASKED = process.env["HEDDLE_GALLERY"] === "1" ? [] : ["gallery.spec.ts"];
/** What a GPU can change: where models run and the numbers on the screen. A software GPU is too slow for the rest. */
const ON_GPU = bench ? testMatch : ["shell.spec.ts", "engine.spec.ts"];

export default defineConfig<object, AppOptions>({
  testDir: ".",
  outputDir: "../out/test/e2e",
  timeout: bench ? 600_000 : 60_000,
  // One page at a time: the app uses every core it is given, and measured times must mean something.
  workers: 1,
  forbidOnly: process.env["CI"] !== undefined,
  use: { viewport: { width: 1440, height: 900 }, trace: "retain-on-failure" },
  projects: [
    { name: "webgpu", testMatch: ON_GPU, use: { launchOptions: launch(WEBGPU_ARGS) } },
    { name: "wasm", testMatch, testIgnore: ["electron.spec.ts", ...UNASKED], use: { launchOptions: launch(WASM_ARGS) } },
    ...(bench
      ? []
      : [
          {
            name: "electron",
            testMatch: electron ? "*.spec.ts" : "electron.spec.ts",
            testIgnore: ONCE,
            use: { host: "electron" as const },
          },
        ]),
  ],
});
