// The small decisions of the scripts: counting tests, reading options, finding a browser, telling what is out of date.

import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { systemBrowser } from "./browser.mjs";
import { isInstalled } from "./install.mjs";
import { newest } from "./stale.mjs";
import { parseStartOptions } from "./startOptions.mjs";
import { closingLine, NONE, playwrightCounts, settle, sum, vitestCounts } from "./testCounts.mjs";

test("counts come from the reports", () => {
  const report = {
    numPassedTests: 5,
    numFailedTests: 1,
    numPendingTests: 2,
    testResults: [
      { status: "failed", assertionResults: [] },
      { status: "failed", assertionResults: [{ status: "passed" }] },
      { status: "failed", assertionResults: [{ status: "failed" }] },
      { status: "passed", assertionResults: [{ status: "passed" }] },
    ],
  };
  expect(vitestCounts(report)).toEqual({ passed: 5, failed: 3, skipped: 2 });
  expect(playwrightCounts({ stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 4 }, errors: ["x"] })).toEqual({
    passed: 3,
    failed: 3,
    skipped: 4,
  });
  expect(settle(null, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(settle({ ...NONE, passed: 3 }, 1)).toEqual({ passed: 3, failed: 1, skipped: 0 });
  expect(settle({ ...NONE, failed: 3 }, 1)).toEqual({ passed: 0, failed: 3, skipped: 0 });
  expect(
    closingLine(
      sum([
        { ...NONE, passed: 1 },
        { passed: 2, failed: 0, skipped: 0 },
      ]),
    ),
  ).toBe("3 passed, 0 failed");
  expect(closingLine({ passed: 3, failed: 1, skipped: 2 })).toBe("3 passed, 1 failed, 2 skipped");
});

test("options of npm start", () => {
  expect(parseStartOptions([])).toMatchObject({ open: true, port: 0, models: null });
  expect(parseStartOptions(["--no-open", "--port=8080"])).toMatchObject({ open: false, port: 8080 });
  for (const words of [["--port"], ["--port", "x"], ["--port", "70000"], ["--what"], ["--models"], ["x"]])
    expect(() => parseStartOptions(words)).toThrow();
});

test("the browser of each system", () => {
  const only = (wanted: string) => (path: string) => path === wanted;
  const chrome = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
  expect(systemBrowser("darwin", { HOME: "/u" }, only(chrome))).toBe(chrome);
  const edge = "C:\\PF\\Microsoft\\Edge\\Application\\msedge.exe";
  expect(systemBrowser("win32", { PROGRAMFILES: "C:\\PF" }, only(edge))).toBe(edge);
  expect(systemBrowser("linux", { PATH: "" }, () => false)).toBeNull();
  // A snap is taken only when there is nothing else.
  expect(systemBrowser("linux", { PATH: "" }, (path) => path === "/snap/bin/chromium" || path === "/usr/bin/microsoft-edge")).toBe(
    "/usr/bin/microsoft-edge",
  );
  expect(systemBrowser("linux", { PATH: "" }, only("/snap/bin/chromium"))).toBe("/snap/bin/chromium");
});

test("packages are compared with the lock by version, other systems' left out", () => {
  const folder = mkdtempSync(join(tmpdir(), "heddle-install-"));
  const write = (path: string, packages: object) => writeFileSync(join(folder, path), JSON.stringify({ packages }));
  expect(isInstalled(folder)).toBe(false);
  mkdirSync(join(folder, "node_modules"));
  write("package-lock.json", { "": {}, "node_modules/a": { version: "1.0.0" }, "node_modules/b": { version: "2.0.0", optional: true } });
  write("node_modules/.package-lock.json", { "node_modules/a": { version: "1.0.0" } });
  expect(isInstalled(folder)).toBe(true);
  write("node_modules/.package-lock.json", { "node_modules/a": { version: "1.0.1" } });
  expect(isInstalled(folder)).toBe(false);
  write("node_modules/.package-lock.json", {});
  expect(isInstalled(folder)).toBe(false);
  rmSync(folder, { recursive: true });
});

test("tests and notes do not make a build old, sources do", () => {
  const folder = mkdtempSync(join(tmpdir(), "heddle-stale-"));
  const put = (name: string, seconds: number) => {
    writeFileSync(join(folder, name), "");
    utimesSync(join(folder, name), seconds, seconds);
    utimesSync(folder, 1, 1);
  };
  put("a.ts", 100);
  put("a.test.ts", 900);
  put("notes.md", 900);
  expect(newest(folder)).toBe(100_000);
  put("b.ts", 200);
  expect(newest(folder)).toBe(200_000);
  expect(newest(join(folder, "gone"))).toBe(0);
  rmSync(folder, { recursive: true });
});
