// The figure place: what is previewed is what is saved, at the size that was asked for.

import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, test } from "./app.ts";
import { downloadFiles, inspector, settled, type } from "./window.ts";

/** Saves through a download, as in a browser without a file picker, and gives the bytes. */
async function saved(page: Page, button: string | RegExp): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent("download"), inspector(page).getByRole("button", { name: button }).click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

test.beforeEach(async ({ page, host }) => {
  test.skip(host === "electron", "a native dialog chooses the file there");
  await downloadFiles(page);
  await type(page, "The cat sat on the mat");
  await page.keyboard.press("Escape");
  await page.keyboard.press("f");
  await expect(page.locator(".figure-paper svg")).toBeVisible();
});

test("SVG at one column, with its caption and its spec", async ({ page }) => {
  const { name, bytes } = await saved(page, "Save SVG");
  expect(name).toBe("transformer-attention-map.svg");
  const svg = bytes.toString("utf8");
  expect(Number(/width="([\d.]+)pt"/.exec(svg)?.[1])).toBeCloseTo((89 / 25.4) * 72, 0);
  expect(svg).toContain("<desc>Transformer");
  expect(svg).toContain("The cat sat on the mat");
  await expect(inspector(page).getByRole("status")).toContainText("Saved as transformer-attention-map.svg.");
  const spec = await saved(page, "Save spec");
  expect(JSON.parse(spec.bytes.toString("utf8"))).toMatchObject({
    figure: "attention-map",
    model: "transformer",
    text: "The cat sat on the mat",
  });
});

test("PNG at the chosen resolution and width", async ({ page }) => {
  await inspector(page).locator(".segmented-option", { hasText: "PNG" }).click();
  await inspector(page).locator(".segmented-option", { hasText: "183 mm" }).click();
  await inspector(page).getByRole("textbox", { name: "Dots per inch" }).fill("200");
  await page.keyboard.press("Enter");
  const { bytes } = await saved(page, "Save PNG");
  expect([...bytes.subarray(1, 4)]).toEqual([...Buffer.from("PNG")]);
  expect(bytes.readUInt32BE(16)).toBe(Math.round((183 / 25.4) * 200));
  await expect(page.locator(".figure-preview")).toContainText(`${bytes.readUInt32BE(16)} × ${bytes.readUInt32BE(20)} pixels`);
});

test("theme, language and furniture change the preview; the window's own stay", async ({ page }) => {
  const svg = page.locator(".figure-paper svg");
  await inspector(page).locator(".segmented-option", { hasText: "中文" }).click();
  await expect(svg).toContainText("查询");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await inspector(page).locator(".segmented-option", { hasText: "Dark" }).click();
  await expect(svg.locator("rect").first()).toHaveAttribute("fill", "#131518");
  const full = await svg.evaluate((element) => element.getBoundingClientRect().height);
  await inspector(page).locator(".segmented-option", { hasText: "Map only" }).click();
  expect(await svg.evaluate((element) => element.getBoundingClientRect().height)).toBeLessThan(full);
  await page.keyboard.press("Escape");
  await inspector(page).getByRole("button", { name: "Close" }).click();
  await settled(page);
  await expect(page.locator(".figure-paper")).toHaveCount(0);
});
