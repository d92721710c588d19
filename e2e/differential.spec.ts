// Two maps and their difference: the numbers under the linked cursor are the command line's, and the printed sum holds.

import { findCapture, type Trace } from "../shared/trace/trace.ts";
import { expectAccessible } from "./accessible.ts";
import { expect, test } from "./app.ts";
import { field, head, hoverMap, map, pairOf, pointOf, readout } from "./maps.ts";
import { numberOf, referenceTrace, TOLERANCE } from "./reference.ts";
import { openModel, settled, type } from "./window.ts";

const TEXT = "The old city of London was quiet that night.";
const LAYER = 1;
const HEAD = 2;

/** The values of a head at a pair, in the order A₁, A₂, A₁ − λA₂. */
function valuesOf(trace: Trace, query: number, key: number): number[] {
  const count = trace.tokens.length;
  const places = [
    ["attention.map", "1"],
    ["attention.map", "2"],
    ["attention.effective", undefined],
  ] as const;
  return places.map(([role, branch]) => {
    const capture = findCapture(trace.captures, role, { layer: LAYER, ...(branch ? { branch } : {}) });
    return capture?.data[(HEAD * count + query) * count + key] ?? Number.NaN;
  });
}

test.beforeEach(async ({ page }) => {
  await settled(page);
  await openModel(page, "DIFF");
  await type(page, TEXT);
  await page.getByRole("tab", { name: "Differential" }).click();
  await head(page, `L${LAYER + 1}H${HEAD + 1}`).click();
  await expect(map(page)).toBeVisible();
  await settled(page);
});

test("one cursor reads all three maps, and a₁ − λ a₂ = a as printed", async ({ page }) => {
  const trace = await referenceTrace("diff", TEXT);
  const lambda = findCapture(trace.captures, "diff.lambda", { layer: LAYER })?.data[0] ?? Number.NaN;
  const pane = page.locator("[data-pair]");
  for (const x of [0.15, 0.42, 0.7]) {
    await hoverMap(page, x, 0.45);
    const { query, key } = await pairOf(pane);
    if (key > query) continue;
    const [first = 0, second = 0, difference = 0] = valuesOf(trace, query, key);
    const read = {
      first: await field(pane, "first"),
      second: await field(pane, "second"),
      lambda: await field(pane, "lambda"),
      difference: await field(pane, "difference"),
    };
    expect(Math.abs(read.first - first)).toBeLessThanOrEqual(TOLERANCE);
    expect(Math.abs(read.second - second)).toBeLessThanOrEqual(TOLERANCE);
    expect(Math.abs(read.lambda - lambda)).toBeLessThanOrEqual(TOLERANCE);
    expect(Math.abs(read.difference - difference)).toBeLessThanOrEqual(TOLERANCE);
    expect(Math.abs(read.first - read.lambda * read.second - read.difference)).toBeLessThanOrEqual(1e-6);
    expect(Math.abs((await field(pane, "row-sum")) - (1 - lambda))).toBeLessThanOrEqual(TOLERANCE);
    await expect(pane.locator('[data-field="sum"]')).toContainText("=");
  }
});

test("the cursor is in every map at once, and the card beside it says the one it is on", async ({ page }) => {
  await hoverMap(page, 0.15, 0.45);
  const first = await pairOf(readout(page));
  await expect(readout(page).locator('[data-field="first"], [data-field="masked"]')).toHaveCount(1);
  const bands = await map(page).locator("svg[aria-hidden] g > path").count();
  // A row and a column in each of three maps, and the row in the strip.
  expect(bands).toBe(7);
  const box = await map(page).boundingBox();
  expect(box).not.toBeNull();
  expect(first.query).toBeGreaterThanOrEqual(0);
});

test("λ of every layer is the command line's; a click shows that layer", async ({ page }) => {
  const trace = await referenceTrace("diff", TEXT);
  for (let layer = 0; layer < trace.manifest.size.layers; layer++) {
    const shown = numberOf(await page.locator(`[data-field="lambda-L${layer + 1}"]`).textContent());
    expect(Math.abs(shown - (findCapture(trace.captures, "diff.lambda", { layer })?.data[0] ?? Number.NaN))).toBeLessThanOrEqual(TOLERANCE);
  }
  await page.locator('[data-field="lambda-L4"]').click();
  await expect(page.getByRole("tabpanel").getByRole("heading", { level: 2 })).toContainText(`L4H${HEAD + 1}`);
});

test("the λ knob of the layer changes the difference; the maps stay", async ({ page }) => {
  const pane = page.locator("[data-pair]");
  await hoverMap(page, 0.15, 0.5);
  const point = await pointOf(page, 0.15, 0.5);
  await page.mouse.click(point.x, point.y);
  await page.mouse.move(5, 5);
  const before = { first: await field(pane, "first"), lambda: await field(pane, "lambda") };
  const slider = page.getByRole("tabpanel").getByRole("slider").first();
  await slider.focus();
  await page.keyboard.press("Home");
  await settled(page);
  await expect.poll(() => field(pane, "lambda")).toBe(0);
  expect(before.lambda).not.toBe(0);
  expect(Math.abs((await field(pane, "difference")) - (await field(pane, "first")))).toBeLessThanOrEqual(1e-6);
});

test("zoom is shared by the three maps", async ({ page }) => {
  await hoverMap(page, 0.2, 0.4);
  await page.mouse.wheel(0, -400);
  await expect(page.locator("[data-region]")).toBeVisible();
  const at = await pointOf(page, 0.2, 0.4);
  await page.mouse.dblclick(at.x, at.y);
  await expect(page.locator("[data-region]")).toHaveCount(0);
});

for (const colorScheme of ["light", "dark"] as const)
  test(`axe finds nothing: ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await hoverMap(page, 0.15, 0.45);
    await expectAccessible(page);
  });
