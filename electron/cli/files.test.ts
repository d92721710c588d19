import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { save } from "./files.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "heddle-save-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("a result is saved in a folder that is made, and leaves nothing beside it", async () => {
  const path = join(folder, "new", "result.json");
  await save(path, "one");
  await save(path, new TextEncoder().encode("two"));
  expect(await readFile(path, "utf8")).toBe("two");
  expect(await readdir(join(folder, "new"))).toEqual(["result.json"]);
});

test("a link stays a link", async () => {
  await writeFile(join(folder, "real.json"), "old");
  await symlink(join(folder, "real.json"), join(folder, "link.json"));
  await save(join(folder, "link.json"), "new");
  expect(await readFile(join(folder, "real.json"), "utf8")).toBe("new");
  expect((await lstat(join(folder, "link.json"))).isSymbolicLink()).toBe(true);
});

test.skipIf(process.platform === "win32")("a device is written to, not replaced", async () => {
  await save("/dev/null", "x");
  expect((await lstat("/dev/null")).isCharacterDevice()).toBe(true);
});

test("what cannot be written is said, and the folder is as it was", async () => {
  await mkdir(join(folder, "figure.svg"));
  await expect(save(join(folder, "figure.svg"), "x")).rejects.toMatchObject({ code: "write-failed", remedy: "Choose another place." });
  await writeFile(join(folder, "file"), "old");
  await expect(save(join(folder, "file", "a.svg"), "x")).rejects.toMatchObject({ code: "write-failed" });
  expect((await readdir(folder)).sort()).toEqual(["figure.svg", "file"]);
});
