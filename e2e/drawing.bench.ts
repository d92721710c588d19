// What drawing costs at 512 tokens: all heads within 300 ms of the window's thread, and 30 frames a second while hovering.

import type { Page } from "@playwright/test";
import { expect, test } from "./app.ts";
import { framesWhileMoving, pointOf } from "./maps.ts";
import { openModel, type } from "./window.ts";

/** One letter and one blank make one token. */
const TEXT = "a".concat(" a".repeat(510));
/** Frames a second of a page that does nothing, under which nothing can be said of one that does something. */
const BUSY = 50;

test("the atlas of 48 heads", async ({ page }) => {
  await openModel(page, "Transformer");
  await type(page, TEXT, 512);
  const times = await page.evaluate(() => performance.getEntriesByName("heddle.atlas").map(({ duration }) => duration));
  console.log(`atlas of 48 heads, draws in order: ${times.map((time) => time.toFixed(0)).join(", ")} ms`);
  expect(times.at(-1)).toBeLessThanOrEqual(300);
});

for (const [title, tab] of [
  ["Transformer", "Attention"],
  ["DIFF", "Differential"],
] as const)
  test(`hovering, ${tab}`, async ({ page }) => {
    await openModel(page, title);
    await type(page, TEXT, 512);
    await page.getByRole("tab", { name: tab }).click();
    await hover(page, tab);
  });

async function hover(page: Page, name: string): Promise<void> {
  const frames = await framesWhileMoving(page, await pointOf(page, 0.15, 0.25), await pointOf(page, 0.8, 0.7));
  console.log(`hovering, ${name}: ${frames.moving.toFixed(0)} frames a second; ${frames.idle.toFixed(0)} with nothing to do`);
  test.skip(frames.idle < BUSY, "the machine is busy");
  expect(frames.moving).toBeGreaterThanOrEqual(30);
}
