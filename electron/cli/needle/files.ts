// The files of an experiment that are read: spec, haystack, result.

import { readFile, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { HeddleError } from "../../../shared/error.ts";
import type { Experiment } from "../../../shared/needle/executor.ts";
import { type NeedleSpec, parseNeedleSpec } from "../../../shared/needle/spec.ts";

/** Largest file that is read at all; a haystack's own limit is told by what reads it. */
const LARGEST_BYTES = 64_000_000;

/**
 * Reads a JSON file.
 * @throws HeddleError `file-missing` or `bad-spec`
 */
export async function readJson(path: string): Promise<unknown> {
  const text = await readText(path);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new HeddleError(
      "bad-spec",
      `${path} is not JSON: ${cause instanceof Error ? cause.message : String(cause)}.`,
      "Correct the file.",
      {
        cause,
      },
    );
  }
}

/** Reads a file that may be absent: null. */
export async function readJsonIfThere(path: string): Promise<unknown> {
  const there = await stat(path).catch(() => null);
  return there ? readJson(path) : null;
}

async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > LARGEST_BYTES) throw new HeddleError("bad-spec", `${path} has ${(size / 1e6).toFixed(0)} MB.`, "Choose a smaller file.");
    return await readFile(path, "utf8");
  } catch (cause) {
    if (cause instanceof HeddleError) throw cause;
    throw new HeddleError("file-missing", `${path} could not be read.`, "Check the path.", { cause });
  }
}

/** The spec of a file and the text that it hides needles in. */
export async function readExperiment(path: string, json: unknown): Promise<Experiment> {
  const spec: NeedleSpec = parseNeedleSpec(json, path);
  const text = spec.haystack.kind === "file" ? await readText(resolve(dirname(path), spec.haystack.file)) : null;
  return { spec, text };
}
