import { readFileSync } from "node:fs";
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { atomicWrite, atomicWriteSync } from "./atomicWrite.ts";
import { readSettingsFile, writeSettingsFile } from "./settingsFile.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "heddle-files-"));
});
afterEach(async () => {
  await chmod(folder, 0o755);
  await rm(folder, { recursive: true, force: true });
});

test("a file is replaced whole, and nothing is left beside it", async () => {
  const path = join(folder, "figure.svg");
  await writeFile(path, "old");
  await atomicWrite(path, new TextEncoder().encode("new"));
  expect(await readFile(path, "utf8")).toBe("new");
  expect(await readdir(folder)).toEqual(["figure.svg"]);
});

test("a file written at once is there when the call returns", async () => {
  const path = join(folder, "window.json");
  atomicWriteSync(path, "old");
  atomicWriteSync(path, "new");
  expect(readFileSync(path, "utf8")).toBe("new");
  expect(await readdir(folder)).toEqual(["window.json"]);
  expect(() => atomicWriteSync(folder, "x")).toThrow();
  expect(await readdir(folder)).toEqual(["window.json"]);
});

test("a write that fails leaves nothing behind", async () => {
  await expect(atomicWrite(join(folder, "none", "a.txt"), "x")).rejects.toMatchObject({ code: "ENOENT" });
  // A folder cannot be replaced by a file: the rename fails after the bytes were written.
  await expect(atomicWrite(folder, "x")).rejects.toThrow();
  expect(await readdir(folder)).toEqual([]);
});

test("settings come back as they were written", async () => {
  const path = join(folder, "settings.json");
  expect(await readSettingsFile(path)).toEqual({ values: {}, problem: null });
  const values = { theme: "dark", split: [0.2, 0.8], nested: { open: true, last: null } };
  await writeSettingsFile(path, values);
  expect(await readSettingsFile(path)).toEqual({ values, problem: null });
});

test.each(["{", "[1]", "null", '"text"'])("damaged settings (%s) are set aside and said so", async (text) => {
  const path = join(folder, "settings.json");
  await writeFile(path, text);
  const got = await readSettingsFile(path);
  expect(got.values).toEqual({});
  for (const sentence of [got.problem?.en, got.problem?.zh]) expect(sentence).toContain("settings.json.damaged");
  expect(await readFile(`${path}.damaged`, "utf8")).toBe(text);
});

test("of settings written in one moment the newest stay", async () => {
  const path = join(folder, "settings.json");
  // The first is large, so that it would be the last to be on the disk.
  const all = Array.from({ length: 12 }, (_, number) => ({ number, text: "x".repeat(number === 0 ? 900_000 : 10) }));
  await Promise.all(all.map((values) => writeSettingsFile(path, values)));
  expect((await readSettingsFile(path)).values["number"]).toBe(11);
});
