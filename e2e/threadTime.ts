// Processor time of the page's threads. On a machine that does other work as well, the clock says how long a run had to
// wait; the time that its busiest thread was really computing says what the run itself costs. Known on Linux only.

import { readdirSync, readFileSync } from "node:fs";
import type { Browser } from "@playwright/test";

/** Milliseconds that each thread has computed; by process and thread. */
export type ThreadTimes = ReadonlyMap<string, number>;

/** @returns what reads the times of all threads of the browser's pages; null where the system does not tell */
export async function watchThreads(browser: Browser | null): Promise<(() => ThreadTimes) | null> {
  if (process.platform !== "linux" || !browser) return null;
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const pages = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
  return () =>
    new Map(
      pages.flatMap((id) =>
        readdirSync(`/proc/${id}/task`).flatMap((thread) => {
          try {
            const [nanoseconds] = readFileSync(`/proc/${id}/task/${thread}/schedstat`, "utf8").split(" ");
            return [[`${id}/${thread}`, Number(nanoseconds) / 1e6] as const];
          } catch {
            // A thread may end between being listed and being read.
            return [];
          }
        }),
      ),
    );
}

/** Milliseconds that the busiest thread has computed in between. */
export function busiest(before: ThreadTimes, after: ThreadTimes): number {
  return Math.max(...Array.from(after, ([thread, time]) => time - (before.get(thread) ?? 0)));
}
