// What the command line computes for the same text: the numbers that specs hold the screen against.

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "../electron/dev/project.mjs";
import { readTrace } from "../shared/trace/npz.ts";
import { findCapture, type Trace } from "../shared/trace/trace.ts";

const run = promisify(execFile);

/** Largest difference between a number on the screen and the command line's: two engines, float32. */
export const TOLERANCE = 1e-4;

/** A trace of a text, made by the built command line without a display. */
export async function referenceTrace(model: string, text: string, ...options: string[]): Promise<Trace> {
  const folder = await mkdtemp(join(tmpdir(), "heddle-trace-"));
  const out = join(folder, "trace.npz");
  try {
    await run(
      process.execPath,
      [join(ROOT, "out", "cli", "heddle.js"), "trace", "--model", model, "--text", text, "--out", out, ...options],
      { cwd: ROOT },
    );
    return readTrace(new Uint8Array(await readFile(out)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A(query, key) of a head in a map of a trace. */
export function cell(
  trace: Trace,
  role: "attention.map" | "attention.effective",
  layer: number,
  at: number,
  query: number,
  key: number,
): number {
  const count = trace.tokens.length;
  return findCapture(trace.captures, role, { layer })?.data[(at * count + query) * count + key] ?? Number.NaN;
}

/** The number that a field of the screen prints. */
export function numberOf(text: string | null): number {
  return Number((text ?? "").trim().replaceAll("−", "-"));
}
