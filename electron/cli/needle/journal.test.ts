import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { fixtureResult } from "../../../shared/needle/fixtures/result.ts";
import type { Finished } from "../../../shared/needle/result.ts";
import { openJournal } from "./journal.ts";

const folder = mkdtempSync(join(tmpdir(), "heddle-journal-"));
afterAll(() => rmSync(folder, { recursive: true }));

const all: Finished[] = fixtureResult()
  .cells.slice(0, 4)
  .map((cell) => ({ kind: "cell", cell }));
let last = 0;
const place = (): string => join(folder, "deep", `${++last}.partial`);

async function filled(path: string): Promise<void> {
  const journal = await openJournal(path, "me");
  for (const one of all) await journal.add(one);
  await journal.close();
}

describe("the journal", () => {
  it("gives back what was added, and can be gone on with", async () => {
    const path = place();
    const first = await openJournal(path, "me");
    expect(first.finished).toEqual([]);
    await first.add(all[0] as Finished);
    await first.close();
    const second = await openJournal(path, "me");
    expect(second.finished).toEqual([all[0]]);
    await second.add(all[1] as Finished);
    await second.close();
    const third = await openJournal(path, "me");
    expect(third.finished).toEqual(all.slice(0, 2));
    await third.remove();
    expect((await openJournal(path, "another")).finished).toEqual([]);
  });

  it("loses nothing but the line that was being written, wherever the process was killed", async () => {
    const path = place();
    await filled(path);
    const whole = readFileSync(path);
    const ends = [...whole.entries()].flatMap(([i, byte]) => (byte === 10 ? [i + 1] : []));
    for (const cut of [...ends, ...ends.map((end) => end - 1), ...ends.map((end) => end - 40), 3]) {
      writeFileSync(path, whole.subarray(0, Math.max(0, cut)));
      const journal = await openJournal(path, "me");
      const lines = ends.filter((end) => end <= cut).length;
      expect(journal.finished, `cut at ${cut}`).toEqual(all.slice(0, Math.max(0, lines - 1)));
      await journal.add(all[3] as Finished);
      await journal.close();
      const again = await openJournal(path, "me");
      expect(again.finished.at(-1)).toEqual(all[3]);
      expect(again.finished).toHaveLength(journal.finished.length + 1);
      await again.close();
    }
  });

  it("counts nothing behind a line that is broken", async () => {
    const path = place();
    await filled(path);
    appendFileSync(path, '{"kind":"cell","cell":{}}\n');
    appendFileSync(path, `${JSON.stringify(all[0])}\n`);
    expect((await openJournal(path, "me")).finished).toEqual(all);
  });

  it("refuses the cells of another experiment, and a file that is none", async () => {
    const path = place();
    await filled(path);
    await expect(openJournal(path, "you")).rejects.toThrow(/another experiment/);
    writeFileSync(path, "my notes\n");
    await expect(openJournal(path, "me")).rejects.toThrow(/another experiment/);
    expect(readFileSync(path, "utf8")).toBe("my notes\n");
    await expect(openJournal("/dev/null/x", "me")).rejects.toMatchObject({ code: "write-failed" });
  });
});
