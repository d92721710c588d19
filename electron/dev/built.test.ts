// What the build must have made of the shell. A forgotten "external" bundles Electron's installer into the preload, and a
// package left out of the bundle is missing from the packaged app: both only show when the app is started.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ROOT } from "./project.mjs";

const BUILTIN = new Set(["electron", ...builtinModules, ...builtinModules.map((name) => `node:${name}`)]);
let folder = "";

beforeAll(async () => {
  const { build } = await import("vite");
  folder = mkdtempSync(join(tmpdir(), "heddle-built-"));
  for (const mode of ["main", "preload", "serve"])
    await build({
      mode,
      root: ROOT,
      configFile: join(ROOT, "vite.config.ts"),
      logLevel: "error",
      build: { outDir: join(folder, mode), minify: false },
    });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (...path: string[]): string => readFileSync(join(folder, ...path), "utf8");

test("the preload is one CommonJS file that asks for Electron first and for nothing else", () => {
  const text = read("preload", "index.cjs");
  const code = text.replace(/^(\s|\/\/.*\n|"use strict";|Object\.defineProperty\(exports.*\n)*/, "");
  expect(code).toMatch(/^(const|let|var) \w+ = require\("electron"\)/);
  expect([...text.matchAll(/require\(["'`]([^"'`]+)["'`]\)/g)].map((match) => match[1])).toEqual(["electron"]);
  expect(text.length).toBeLessThan(4000);
});

test.each(["main", "serve"])("%s needs nothing that is not in Electron or Node", (name) => {
  const text = read(name, "index.js");
  const addresses = [
    ...text.matchAll(/(?:^|[;}\s])(?:import|export)\b[^"'`;]*?from\s*["'`]([^"'`]+)["'`]|import\s*\(?\s*["'`]([^"'`]+)["'`]/g),
  ].map((match) => match[1] ?? match[2] ?? "");
  expect(addresses.length).toBeGreaterThan(0);
  expect(addresses.filter((address) => !BUILTIN.has(address))).toEqual([]);
});
