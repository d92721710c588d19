// One build, five targets, chosen by --mode: the page (renderer), the desktop shell (main, preload), the loopback server
// of the browser host (serve) and the command line (cli). Everything is bundled, so that no target needs node_modules to run;
// only the command line, which is run from this folder, leaves its inference engine there.

import { existsSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig, type UserConfig } from "vite";

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
const define = { __HEDDLE_VERSION__: JSON.stringify(version) };
const builtins = [...builtinModules, ...builtinModules.map((name) => `node:${name}`)];

const renderer: UserConfig = {
  root: "renderer",
  base: "./",
  publicDir: existsSync("assets/public") ? resolve("assets/public") : false,
  plugins: [react()],
  define,
  worker: { format: "es" },
  optimizeDeps: { exclude: ["onnxruntime-web"] },
  // Electron 45 and every Chromium that can run the app know all of the language.
  build: {
    outDir: resolve("out/renderer"),
    emptyOutDir: true,
    target: "chrome148",
    chunkSizeWarningLimit: 2000,
    reportCompressedSize: false,
  },
};

/** A program for Node or for Electron's main process. */
function program(
  name: string,
  entry: string,
  more: { format?: "es" | "cjs"; file?: string; external?: (string | RegExp)[] } = {},
): UserConfig {
  const format = more.format ?? "es";
  return {
    define,
    publicDir: false,
    ssr: { noExternal: true, target: "node" },
    build: {
      ssr: entry,
      outDir: resolve("out", name),
      emptyOutDir: true,
      target: "node20",
      minify: true,
      reportCompressedSize: false,
      rolldownOptions: {
        external: ["electron", ...builtins, ...(more.external ?? [])],
        output: { format, entryFileNames: more.file ?? "index.js", ...(format === "cjs" ? { codeSplitting: false } : {}) },
      },
    },
  };
}

const targets: Readonly<Record<string, UserConfig>> = {
  renderer,
  main: program("main", "electron/main/index.ts"),
  // A sandboxed preload is one CommonJS file; the package is a module, so its name must say what it is.
  preload: program("preload", "electron/preload/index.ts", { format: "cjs", file: "index.cjs" }),
  serve: program("serve", "electron/serve/index.ts"),
  // ONNX Runtime Web finds its WASM beside its own script, so it stays in node_modules; the native runtime is used where
  // it happens to be installed.
  cli: program("cli", "electron/cli/index.ts", { file: "heddle.js", external: ["onnxruntime-node", "onnxruntime-web"] }),
};

export default defineConfig(({ mode }) => {
  const target = targets[mode];
  if (target === undefined) throw new Error(`Unknown build mode "${mode}": one of ${Object.keys(targets).join(", ")}.`);
  return target;
});
