// Two kinds of unit tests: in Node, and (*.gpu.test.ts) in a Chromium with WebGPU, where a shader is held to its
// TypeScript twin.

import { readFileSync } from "node:fs";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { findChromium, WEBGPU_ARGS } from "./electron/dev/browser.mjs";

const chromium = await findChromium();
const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
const define = { __HEDDLE_VERSION__: JSON.stringify(version) };

export default defineConfig({
  test: {
    passWithNoTests: true,
    projects: [
      {
        define,
        test: {
          name: "node",
          include: ["{electron,renderer,shared}/**/*.test.{ts,tsx}"],
          exclude: ["**/*.gpu.test.ts"],
          // Loading a real model and training-free property tests share two cores with the rest of the suite.
          testTimeout: 30_000,
        },
      },
      ...(chromium === null
        ? []
        : [
            {
              define,
              // As the app's own server: threads of WASM need an isolated page.
              server: { headers: { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" } },
              worker: { format: "es" as const },
              // What the engine's worker imports is named here; found only while a test runs, it would reload the page.
              optimizeDeps: { exclude: ["onnxruntime-web"], include: ["comlink", "fflate", "valibot", "@huggingface/tokenizers"] },
              test: {
                name: "gpu",
                env: { WHOLE_TEXTS: process.env["WHOLE_TEXTS"] ?? "" },
                include: ["renderer/**/*.gpu.test.ts"],
                browser: {
                  enabled: true,
                  headless: true,
                  screenshotFailures: false,
                  provider: playwright({ launchOptions: { executablePath: chromium.path, args: WEBGPU_ARGS } }),
                  instances: [{ browser: "chromium" as const }],
                },
              },
            },
          ]),
    ],
  },
});
