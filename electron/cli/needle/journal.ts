// What a sweep has finished, on disk as soon as it is finished: one line a cell behind a line that says which experiment it is.
// A process that is killed leaves at worst half a line, which is cut off when the sweep goes on.

import { type FileHandle, mkdir, open, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import * as v from "valibot";
import { HeddleError } from "../../../shared/error.ts";
import { type Finished, finishedSchema } from "../../../shared/needle/result.ts";

const headerSchema = v.strictObject({ format: v.literal("heddle-needle-journal/1"), identity: v.string() });

export interface Journal {
  /** What earlier runs finished. */
  readonly finished: readonly Finished[];
  /** Adds a cell; when this settles it is on the disk. */
  add(finished: Finished): Promise<void>;
  close(): Promise<void>;
  /** Closes and deletes it: the result is written. */
  remove(): Promise<void>;
}

/**
 * Opens or begins the journal of an experiment.
 * @param identity what must be the same for finished cells to count
 * @throws HeddleError `bad-spec` when the file belongs to another experiment, `write-failed`
 */
export async function openJournal(path: string, identity: string): Promise<Journal> {
  const { finished, bytes } = await readJournal(path, identity);
  const file = await failing(path, async () => {
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(path, "a");
    await handle.truncate(bytes);
    if (bytes === 0) await append(handle, { format: "heddle-needle-journal/1", identity });
    return handle;
  });
  return {
    finished,
    add: (one) => failing(path, () => append(file, one)),
    close: () => file.close(),
    remove: async () => {
      await file.close();
      await rm(path, { force: true });
    },
  };
}

async function append(file: FileHandle, value: unknown): Promise<void> {
  await file.appendFile(`${JSON.stringify(value)}\n`);
  await file.sync();
}

/** The whole lines of a journal, and how many bytes they take. */
async function readJournal(path: string, identity: string): Promise<{ finished: Finished[]; bytes: number }> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw failed(path, error);
  });
  const finished: Finished[] = [];
  let bytes = 0;
  for (const [i, line] of text.split("\n").slice(0, -1).entries()) {
    const value = parse(line);
    if (i === 0) {
      const header = v.safeParse(headerSchema, value);
      if (!header.success || header.output.identity !== identity)
        throw new HeddleError(
          "bad-spec",
          `${path} belongs to another experiment: the spec, the haystack or a model was changed since.`,
          "Delete it, or choose another place with --out.",
        );
    } else {
      const one = v.safeParse(finishedSchema, value);
      // What is broken was never finished; nothing after it counts.
      if (!one.success) break;
      finished.push(one.output);
    }
    bytes += Buffer.byteLength(line) + 1;
  }
  return { finished, bytes };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function failed(path: string, cause: unknown): HeddleError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new HeddleError("write-failed", `${path} could not be written: ${why}.`, "Choose another place with --out.", { cause });
}

async function failing<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw cause instanceof HeddleError ? cause : failed(path, cause);
  }
}
