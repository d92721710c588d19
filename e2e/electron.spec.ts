// What only the desktop shell has. Where Electron's program is not installed these tests are skipped, and the project
// runs no other spec.

import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ElectronApplication } from "@playwright/test";
import { installedElectron } from "../electron/dev/electronBinary.mjs";
import type { Answer, Bridge } from "../shared/ipc.ts";
import { expect, test } from "./app.ts";

test.skip(
  installedElectron() === null,
  "Electron's program is not installed (npm cannot bring it; `npx install-electron` downloads it from GitHub)",
);

declare const window: { readonly heddle: Bridge };

function shell(app: ElectronApplication | null): ElectronApplication {
  if (app === null) throw new Error("Electron is not running");
  return app;
}

test("the bridge answers, and refuses what is not in its table", async ({ page }) => {
  const info = await page.evaluate(() => window.heddle.call("app.info", undefined));
  expect(info).toMatchObject({ ok: true, value: { kind: "electron" } });
  const refused = await page.evaluate(() =>
    (window.heddle.call as (channel: string, argument: unknown) => Promise<Answer<unknown>>)("shell.open", "ls"),
  );
  expect(refused.ok).toBe(false);
});

test("a file is saved where the person says", async ({ page, electronApp }) => {
  const path = join(tmpdir(), `heddle-e2e-${process.pid}.txt`);
  await shell(electronApp).evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, path);
  const answer = await page.evaluate(() =>
    window.heddle.call("file.save", { suggestedName: "a.txt", bytes: new Uint8Array([72, 105]), filters: [] }),
  );
  expect(answer.ok).toBe(true);
  expect(await readFile(path, "utf8")).toBe("Hi");
  await rm(path);
});

test("an item of the native menu reaches the page", async ({ page, electronApp }) => {
  await page.evaluate(async () => {
    window.heddle.onAction((id) => document.body.setAttribute("data-e2e-action", id));
    await window.heddle.call("menu.set", [{ label: "Test", items: [{ type: "action", id: "e2e.try", label: "Try" }] }]);
  });
  await shell(electronApp).evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById("e2e.try")?.click());
  await expect(page.locator("body")).toHaveAttribute("data-e2e-action", "e2e.try");
});

test("the page cannot be led elsewhere", async ({ page, electronApp }) => {
  await page.evaluate(() => {
    location.href = "https://example.org/";
  });
  await page.waitForTimeout(300);
  expect(page.url()).toMatch(/^app:\/\/heddle\//);
  expect(shell(electronApp).windows()).toHaveLength(1);
});
