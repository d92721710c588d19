// The atlas and the large map: what is read off the screen is what the command line computes.

import { mapCaptures } from "../shared/trace/maps.ts";
import type { Trace } from "../shared/trace/trace.ts";
import { expectAccessible } from "./accessible.ts";
import { expect, test } from "./app.ts";
import { field, head, heading, hoverMap, map, pairOf, pinPair, pointOf, readout } from "./maps.ts";
import { referenceTrace, TOLERANCE } from "./reference.ts";
import { chips, openModel, settled, type } from "./window.ts";

const TEXT = "The old city of London was quiet that night.";

/** A value of the map that a first start shows. */
function mapValue(trace: Trace, layer: number, index: number, query: number, key: number): number {
  const capture = mapCaptures(trace, { role: "attention.map" }).find((one) => one.layer === layer);
  const count = trace.tokens.length;
  return capture?.data[(index * count + query) * count + key] ?? Number.NaN;
}

test.beforeEach(async ({ page }) => {
  await settled(page);
  await openModel(page, "Transformer");
  await type(page, TEXT);
  await expect(head(page, "L1H1")).toBeVisible();
});

test("the crosshair's value is the command line's, at every hovered pair", async ({ page }) => {
  const trace = await referenceTrace("transformer", TEXT);
  await head(page, "L3H5").click();
  await expect(heading(page)).toContainText("L3H5");
  for (const [x, y] of [
    [0.22, 0.5],
    [0.3, 0.55],
    [0.4, 0.6],
  ] as const) {
    await hoverMap(page, x, y);
    const { query, key } = await pairOf(readout(page));
    expect(key).toBeLessThanOrEqual(query);
    await expect(readout(page).locator('[data-field="query"]')).toHaveText(trace.tokens[query]?.label ?? "");
    await expect(readout(page).locator('[data-field="key"]')).toHaveText(trace.tokens[key]?.label ?? "");
    expect(Math.abs((await field(readout(page), "value")) - mapValue(trace, 2, 4, query, key))).toBeLessThanOrEqual(TOLERANCE);
    expect(Math.abs((await field(readout(page), "row-sum")) - 1)).toBeLessThanOrEqual(TOLERANCE);
  }
});

test("a pair is pinned by click and by chips, moved by arrows, freed by Escape", async ({ page }) => {
  const point = await pointOf(page, 0.3, 0.55);
  await page.mouse.click(point.x, point.y);
  const pinned = await pairOf(readout(page));
  await page.mouse.move(5, 5);
  await expect(readout(page)).toHaveAttribute("data-readout", "pin");
  expect(await pairOf(readout(page))).toEqual(pinned);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowLeft");
  await expect.poll(() => pairOf(readout(page))).toEqual({ query: pinned.query + 1, key: pinned.key - 1 });
  await page.keyboard.press("Shift+ArrowRight");
  await expect(heading(page)).toContainText("L1H2");
  await page.keyboard.press("]");
  await expect(heading(page)).toContainText("L2H2");
  await page.keyboard.press("Escape");
  await expect(readout(page)).toHaveCount(0);
  await pinPair(page, { query: 6, key: 2 });
  await page.mouse.move(5, 5);
  expect(await pairOf(readout(page))).toEqual({ query: 6, key: 2 });
});

test("the wheel zooms at the cursor, dragging pans, a double click shows all", async ({ page }) => {
  await hoverMap(page, 0.35, 0.6);
  const before = await pairOf(readout(page));
  await page.mouse.wheel(0, -400);
  const mark = page.locator("[data-region]");
  await expect(mark).toBeVisible();
  const region = async (): Promise<number[]> => ((await mark.getAttribute("data-region")) ?? "").split(",").map(Number);
  const [row0 = 0, row1 = 0, column0 = 0, column1 = 0] = await region();
  expect(row1 - row0).toBeLessThan(await chips(page).count());
  for (const [value, low, high] of [
    [before.query, row0, row1],
    [before.key, column0, column1],
  ] as const) {
    expect(value).toBeGreaterThanOrEqual(low);
    expect(value).toBeLessThan(high);
  }
  const from = await pointOf(page, 0.4, 0.5);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 150, from.y + 150, { steps: 4 });
  await page.mouse.up();
  const panned = await region();
  expect((panned[1] ?? 0) - (panned[0] ?? 0)).toBe(row1 - row0);
  expect(panned).not.toEqual([row0, row1, column0, column1]);
  await page.mouse.dblclick(from.x, from.y);
  await expect(mark).toHaveCount(0);
});

test("several heads are averaged, and the card says their mean", async ({ page }) => {
  const trace = await referenceTrace("transformer", TEXT);
  await head(page, "L1H1").click();
  await head(page, "L2H3").click({ modifiers: ["Shift"] });
  await page.mouse.move(5, 5);
  await expect(heading(page)).toContainText("L1H1, L2H3");
  await hoverMap(page, 0.3, 0.55);
  const { query, key } = await pairOf(readout(page));
  const mean = (mapValue(trace, 0, 0, query, key) + mapValue(trace, 1, 2, query, key)) / 2;
  expect(Math.abs((await field(readout(page), "value")) - mean)).toBeLessThanOrEqual(TOLERANCE);
});

test("the atlas previews under the pointer, switches heads off, and is walked by keys", async ({ page }) => {
  await head(page, "L4H2").hover();
  await expect(heading(page)).toContainText("L4H2");
  await page.mouse.move(5, 5);
  await expect(heading(page)).toContainText("L1H1");
  await head(page, "L4H2").click({ modifiers: ["Alt"] });
  await expect(head(page, "L4H2")).toHaveAttribute("data-off", "true");
  await expect(head(page, "L4H2")).toHaveAccessibleName("L4H2, off");
  await settled(page);
  await head(page, "L4H2").click({ modifiers: ["Alt"] });
  await expect(head(page, "L4H2")).toHaveAttribute("data-off", "false");
  await head(page, "L1H1").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  await expect(head(page, "L2H2")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(head(page, "L2H2")).toHaveAttribute("aria-pressed", "true");
});

test("one token is a map like any other", async ({ page, problems }) => {
  await page.locator("#prompt-text").fill("a");
  await settled(page, 2);
  await hoverMap(page, 0.3, 0.3);
  await expect(map(page)).toHaveAccessibleDescription(/2 queries by 2 keys/);
  expect(problems).toEqual([]);
});

for (const colorScheme of ["light", "dark"] as const)
  test(`axe finds nothing: ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await hoverMap(page, 0.3, 0.55);
    await expectAccessible(page, ".place-atlas", ".place-stage");
  });
