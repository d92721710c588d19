// What is on the screen while a text cannot be run, and what keys and clicks beside the map do.

import type { Locator } from "@playwright/test";
import { expect, test } from "./app.ts";
import { head, heading, map } from "./maps.ts";
import { openModel, prompt, settled, type } from "./window.ts";

/** How opaque an element is drawn, its surroundings included. */
const opacity = (where: Locator): Promise<number> =>
  where.evaluate((element) => {
    let product = 1;
    for (let at: Element | null = element; at; at = at.parentElement) product *= Number(getComputedStyle(at).opacity);
    return product;
  });

test("all that shows the last text looks stale while the present one cannot be run", async ({ page, problems }) => {
  test.slow();
  await type(page, "The cat sat", 4);
  const places = [
    map(page).locator("[data-scene]"),
    // The lines beside it.
    page.getByRole("tabpanel").locator("[data-scene]").nth(1),
    page.locator("[data-atlas] [data-scene]"),
    page.locator(".next"),
  ];
  for (const place of places) expect(await opacity(place)).toBe(1);
  for (const text of ["", "the ".repeat(600).trim()]) {
    await prompt(page).fill(text);
    for (const place of places) await expect.poll(() => opacity(place)).toBeLessThan(0.7);
    for (const place of places) expect(await opacity(place)).toBeGreaterThan(0.4);
    // What is to be changed is not stale.
    expect(await opacity(page.locator(".knobs, .inspector [role=slider], .inspector input[type=range]").first())).toBe(1);
  }
  await type(page, "The cat sat on", 5);
  for (const place of places) await expect.poll(() => opacity(place)).toBe(1);
  expect(problems).toEqual([]);
});

test("plus and minus zoom the map at the pinned pair, nought shows all again", async ({ page }) => {
  await type(page, "The old city of London was quiet that night.");
  await map(page).focus();
  await page.keyboard.press("ArrowRight");
  const mark = page.locator("[data-region]");
  await page.keyboard.press("+");
  const first = (await mark.getAttribute("data-region"))?.split(",").map(Number) ?? [];
  await page.keyboard.press("=");
  const second = (await mark.getAttribute("data-region"))?.split(",").map(Number) ?? [];
  expect((second[1] ?? 0) - (second[0] ?? 0)).toBeLessThan((first[1] ?? 0) - (first[0] ?? 0));
  await page.keyboard.press("-");
  await expect(mark).toHaveAttribute("data-region", first.join());
  await page.keyboard.press("0");
  await expect(mark).toHaveCount(0);
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog");
  for (const title of ["Zoom in", "Zoom out", "Show the whole map"]) await expect(sheet).toContainText(title);
});

test("a click on a layer in the chart of λ selects it", async ({ page }) => {
  await settled(page);
  await openModel(page, "DIFF");
  await type(page, "The cat sat", 4);
  await page.getByRole("tab", { name: "Differential" }).click();
  await head(page, "L2H3").click();
  const chart = page.locator("[data-lambda-chart]");
  await expect(chart.locator("[data-scene]")).toBeVisible();
  const box = await chart.boundingBox();
  const across = async (share: number): Promise<string | null> => {
    await chart.click({ position: { x: (box?.width ?? 0) * share, y: (box?.height ?? 0) * 0.4 } });
    return heading(page).textContent();
  };
  const [left, right] = [await across(0.2), await across(0.75)];
  expect(left).toMatch(/L[12]H3/);
  expect(right).toMatch(/L[56]H3/);
});

test("colours to the 99th percentile are said in the legend", async ({ page }) => {
  await type(page, "The old city of London was quiet that night.");
  await page.getByRole("tabpanel").getByLabel("Colours").selectOption("p99");
  await expect(map(page).locator("text, tspan").filter({ hasText: "99th percentile" }).first()).toBeAttached();
  await expect(map(page).getByRole("img").first()).toHaveAttribute(
    "aria-label",
    /being the 99th percentile of the values shown; larger values/,
  );
});

test("the window may become narrow and wide again, and panes be dragged, without an error", async ({ page, problems }) => {
  await type(page, "The cat sat", 4);
  const separator = page.getByRole("separator").first();
  for (let round = 0; round < 4; round++) {
    const box = await separator.boundingBox();
    await page.mouse.move(box?.x ?? 0, (box?.y ?? 0) + 200);
    await page.mouse.down();
    await page.mouse.move((box?.x ?? 0) + (round % 2 ? -40.5 : 40.5), (box?.y ?? 0) + 210, { steps: 5 });
    await page.mouse.up();
    await page.setViewportSize({ width: 820 - round, height: 700 });
    await expect(page.getByRole("separator").first()).toBeVisible();
    await page.setViewportSize({ width: 1280 + round, height: 800 });
    await expect(map(page)).toBeVisible();
  }
  expect(problems).toEqual([]);
});
