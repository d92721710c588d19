// The power goes out in the middle of a sweep: what was finished is there, and the rest comes out as if nothing had happened.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseNeedleResult } from "../../../shared/needle/result.ts";

// Inside the project, so that the built program finds the engine it does not bundle.
const folder = mkdtempSync(join("out", "kill-"));
const at = (name: string): string => join(folder, name);
const DEPTHS = Array.from({ length: 20 }, (_, i) => i * 5);

beforeAll(async () => {
  const { build } = await import("vite");
  await build({
    mode: "cli",
    configFile: "vite.config.ts",
    logLevel: "error",
    build: { outDir: join(process.cwd(), folder, "cli"), minify: false },
  });
  writeFileSync(at("hay.txt"), "1. 2. 3. 4. 5. 6. 7. 8.");
  const words = { needle: "{key}={value}", question: "{key}?", keys: ["a", "b"], values: ["x", "y"] };
  const haystack = { kind: "file", file: "hay.txt" };
  writeFileSync(at("spec.json"), JSON.stringify({ models: ["tiny"], lengths: [16], depths: DEPTHS, samples: 30, haystack, ...words }));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(out: string, workers: number): { child: ChildProcess; said: () => string } {
  const options = ["--models", "shared/engine/fixtures", "--engine", "wasm", "--workers", String(workers)];
  const child = spawn(process.execPath, [at("cli/heddle.js"), "needle", at("spec.json"), "--out", at(out), ...options]);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (data: Buffer) => (said += data.toString()));
  return { child, said: () => said };
}
const cells = (name: string) => parseNeedleResult(JSON.parse(readFileSync(at(name), "utf8")), name).cells;
const journal = (name: string): string[] => (existsSync(at(name)) ? readFileSync(at(name), "utf8").split("\n").slice(1, -1) : []);

test("killed in the middle, a sweep on threads goes on and ends with the same cells", async () => {
  const whole = start("whole.json", 1);
  const [code] = (await once(whole.child, "exit")) as [number];
  expect(whole.said()).toContain("[20/20");
  expect(code).toBe(0);

  const killed = start("killed.json", 2);
  while (journal("killed.json.partial").length < 3) await new Promise((resolve) => setTimeout(resolve, 10));
  killed.child.kill("SIGKILL");
  await once(killed.child, "exit");
  const kept = journal("killed.json.partial");
  expect(kept.length).toBeGreaterThanOrEqual(3);
  expect(kept.length).toBeLessThan(20);
  expect(existsSync(at("killed.json"))).toBe(false);

  const again = start("killed.json", 2);
  expect((await once(again.child, "exit"))[0]).toBe(0);
  expect(again.said()).toContain(`Going on: ${kept.length} cells`);
  expect(again.said().match(/depth [\d.]+ %/g)).toHaveLength(20 - kept.length);
  expect(cells("killed.json")).toEqual(cells("whole.json"));
  expect(existsSync(at("killed.json.partial"))).toBe(false);
}, 240_000);

test("interrupted by the person, it says what is kept", async () => {
  const { child, said } = start("stopped.json", 2);
  while (journal("stopped.json.partial").length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
  child.kill("SIGINT");
  expect((await once(child, "exit"))[0]).toBe(1);
  expect(said()).toMatch(/Stopped: \d+ of 20 cells are finished and kept\.\n\s+The same command goes on/);
}, 120_000);
