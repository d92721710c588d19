// Experiments on this machine, cell by cell: what was finished outlives the window, a crash and a restart. One transaction a cell,
// so that a cell is there whole or not at all.

import * as v from "valibot";
import { type HeddleError, localizedError } from "../../../shared/error.ts";
import { type Finished, finishedSchema } from "../../../shared/needle/result.ts";
import { type NeedleSpec, parseNeedleSpec } from "../../../shared/needle/spec.ts";

const storedSchema = v.object({
  identity: v.string(),
  spec: v.unknown(),
  text: v.nullable(v.string()),
  all: v.number(),
  done: v.number(),
  changed: v.number(),
});

/** An experiment that was begun. */
export interface StoredRun {
  readonly identity: string;
  readonly spec: NeedleSpec;
  /** The person's own haystack. */
  readonly text: string | null;
  /** Cells and sets of heads there are, and how many of them are finished. */
  readonly all: number;
  readonly done: number;
  /** When a cell was last added, in milliseconds since 1970. */
  readonly changed: number;
}

export interface Archive {
  /** The latest first. What an older version wrote and this one cannot read is left out. */
  runs(): Promise<StoredRun[]>;
  finished(identity: string): Promise<Finished[]>;
  /** Begins an experiment, or finds the one that was begun. */
  begin(run: Pick<StoredRun, "identity" | "spec" | "text" | "all">): Promise<void>;
  /** When this settles, the cell is kept. */
  add(identity: string, finished: Finished): Promise<void>;
  remove(identity: string): Promise<void>;
}

const NAME = "heddle-needle";
/** Experiments that are kept; the oldest go. */
const MOST = 30;

const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const settled = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });

function open(factory: IDBFactory): Promise<IDBDatabase> {
  const request = factory.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("runs", { keyPath: "identity" });
    request.result.createObjectStore("finished", { autoIncrement: true }).createIndex("identity", "identity");
  };
  return done(request);
}

const failed = (cause: unknown): HeddleError => {
  const why = cause instanceof Error ? cause.message : String(cause);
  return localizedError(
    "write-failed",
    {
      en: [`The experiment could not be kept on this machine: ${why}.`, "Free some disk space, or run it on the command line."],
      zh: [`实验无法保存在本机：${why}。`, "请腾出磁盘空间，或用命令行运行。"],
    },
    cause,
  );
};

/** @param factory the browser's own, or one of a test */
export function createArchive(factory: IDBFactory): Archive {
  let opening: Promise<IDBDatabase> | undefined;
  const database = (): Promise<IDBDatabase> => {
    opening ??= open(factory);
    return opening;
  };

  async function removeAll(transaction: IDBTransaction, identity: string): Promise<void> {
    transaction.objectStore("runs").delete(identity);
    const cells = transaction.objectStore("finished");
    for (const key of await done(cells.index("identity").getAllKeys(identity))) cells.delete(key);
  }

  async function write(names: string[], work: (transaction: IDBTransaction) => Promise<void>): Promise<void> {
    try {
      const transaction = (await database()).transaction(names, "readwrite", { durability: "strict" });
      // Both are waited for: a request that fails rejects the work, and then the transaction by itself.
      await Promise.all([work(transaction), settled(transaction)]);
    } catch (cause) {
      throw failed(cause);
    }
  }

  return {
    async runs() {
      const all = await done<unknown[]>((await database()).transaction("runs").objectStore("runs").getAll());
      return all.flatMap(readRun).sort((a, b) => b.changed - a.changed);
    },

    async finished(identity) {
      const index = (await database()).transaction("finished").objectStore("finished").index("identity");
      const all = await done<unknown[]>(index.getAll(identity));
      return all.flatMap((one) => {
        const read = v.safeParse(v.object({ finished: finishedSchema }), one);
        return read.success ? [read.output.finished] : [];
      });
    },

    begin: ({ identity, spec, text, all }) =>
      write(["runs", "finished"], async (transaction) => {
        const runs = transaction.objectStore("runs");
        const [present, known] = [await done<unknown>(runs.get(identity)), await done<unknown[]>(runs.getAll())];
        if (present !== undefined) return;
        runs.put({ identity, spec, text, all, done: 0, changed: Date.now() });
        const old = known.flatMap(readRun).sort((a, b) => b.changed - a.changed);
        for (const run of old.slice(MOST - 1)) await removeAll(transaction, run.identity);
      }),

    add: (identity, finished) =>
      write(["runs", "finished"], async (transaction) => {
        transaction.objectStore("finished").add({ identity, finished });
        const runs = transaction.objectStore("runs");
        const run = v.safeParse(storedSchema, await done<unknown>(runs.get(identity)));
        if (run.success) runs.put({ ...run.output, done: run.output.done + 1, changed: Date.now() });
      }),

    remove: (identity) => write(["runs", "finished"], (transaction) => removeAll(transaction, identity)),
  };
}

function readRun(stored: unknown): StoredRun[] {
  const read = v.safeParse(storedSchema, stored);
  if (!read.success) return [];
  try {
    return [{ ...read.output, spec: parseNeedleSpec(read.output.spec, "a stored experiment") }];
  } catch {
    return [];
  }
}
