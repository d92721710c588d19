// Composition: the numbers at the cursor are the command line's, the matrix really turns what goes in into what comes
// out, and switched off it is the identity.

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { ROOT } from "../electron/dev/project.mjs";
import { factorsOf, type Stage } from "../shared/analysis/composition-matrix/factors.ts";
import { BRANCHES, entryOf, pairMatrix } from "../shared/analysis/composition-matrix/matrix.ts";
import { findCapture, type Trace } from "../shared/trace/trace.ts";
import { expectAccessible } from "./accessible.ts";
import { expect, test } from "./app.ts";
import { field, head, hoverMap, map, pairOf, readout } from "./maps.ts";
import { numberOf, referenceTrace, TOLERANCE } from "./reference.ts";
import { chips, openModel, settled, type } from "./window.ts";

const MODEL = "dcformer";
const TITLE = "DCFormer";
const TEXT = "The old city of London was quiet that night.";
const LAYER = 1;
const HEAD = 2;

test.skip(!existsSync(join(ROOT, "models", MODEL, "manifest.json")), `models/${MODEL} is not there: it has not been trained yet.`);

const pane = (page: Page): Locator => page.locator("[data-pair]");
const off = (page: Page): Locator => page.getByRole("button", { name: /^Composition (off|on)$/ });

/** The whole number of a cell of the table, which prints it short. */
async function exact(page: Page, name: string): Promise<number> {
  return numberOf(await pane(page).locator(`[data-field="${name}"]`).getAttribute("title"));
}

/** The value of a head at a pair in a map of the reference. */
function valueIn(
  trace: Trace,
  role: "attention.scores" | "compose.scores" | "attention.map" | "attention.effective",
  at: number,
  query: number,
  key: number,
): number {
  const count = trace.tokens.length;
  return findCapture(trace.captures, role, { layer: LAYER })?.data[(at * count + query) * count + key] ?? Number.NaN;
}

/** All gains at 0, for the command line. */
const GAINS_OFF = ["pre", "post"].flatMap((stage) =>
  ["static", "query", "key", "gates"].flatMap((part) => ["--knob", `compose_gain.${stage}.${part}=0`]),
);

/** Pins a pair that the query sees, by the tokens of the prompt, and takes the pointer away. */
async function pinPair(page: Page): Promise<{ query: number; key: number }> {
  const pair = { query: 8, key: 3 };
  await chips(page).nth(pair.query).click();
  await chips(page)
    .nth(pair.key)
    .click({ modifiers: ["Control"] });
  await page.mouse.move(5, 5);
  await expect.poll(() => pairOf(pane(page))).toEqual(pair);
  return pair;
}

test.beforeEach(async ({ page }) => {
  await settled(page);
  await openModel(page, TITLE);
  await type(page, TEXT);
  await page.getByRole("tab", { name: "Composition" }).click();
  await head(page, `L${LAYER + 1}H${HEAD + 1}`).click();
  await expect(map(page)).toBeVisible();
  await settled(page);
});

for (const stage of ["post", "pre"] as const satisfies readonly Stage[])
  test(`every number at the cursor is the command line's: ${stage}`, async ({ page }) => {
    const trace = await referenceTrace(MODEL, TEXT);
    const factors = factorsOf(trace, LAYER, stage);
    if (!factors) throw new Error("the command line gave no factors");
    if (stage === "pre") await page.keyboard.press("s");
    await expect(pane(page)).toHaveAttribute("data-stage", stage);
    const { query, key } = await pinPair(page);
    await expect(pane(page).locator("table")).toHaveAttribute("data-into", `L${LAYER + 1}H${HEAD + 1}`);
    const matrix = pairMatrix(factors, query, key);
    const [before, after] =
      stage === "pre" ? (["attention.scores", "compose.scores"] as const) : (["attention.map", "attention.effective"] as const);
    let sum = 0;
    for (let n = 0; n < factors.heads; n++) {
      const id = `H${n + 1}`;
      const [input, entry] = [await exact(page, `in-${id}`), await exact(page, `m-${id}`)];
      expect(Math.abs(input - valueIn(trace, before, n, query, key))).toBeLessThanOrEqual(TOLERANCE);
      expect(Math.abs(entry - entryOf(matrix, n, HEAD))).toBeLessThanOrEqual(TOLERANCE);
      expect(Math.abs((await exact(page, `out-${id}`)) - valueIn(trace, after, n, query, key))).toBeLessThanOrEqual(TOLERANCE);
      for (const branch of BRANCHES)
        expect(
          Math.abs((await exact(page, `${branch}-${id}`)) - (matrix.branches[branch][n * factors.heads + HEAD] ?? Number.NaN)),
        ).toBeLessThanOrEqual(TOLERANCE);
      // What is printed is the number itself, to its four digits.
      expect(Math.abs((await field(pane(page), `m-${id}`)) - entry)).toBeLessThanOrEqual(1e-3 * Math.max(1e-3, Math.abs(entry)));
      sum += input * entry;
    }
    expect(Math.abs(sum - (await exact(page, "sum")))).toBeLessThanOrEqual(1e-5);
    expect(Math.abs(sum - valueIn(trace, after, HEAD, query, key))).toBeLessThanOrEqual(TOLERANCE);
  });

test("the pair under the pointer is read at once in the maps, the matrix and the numbers", async ({ page }) => {
  const trace = await referenceTrace(MODEL, TEXT);
  await pinPair(page);
  await hoverMap(page, 0.22, 0.6);
  const { query, key } = await pairOf(readout(page));
  await expect.poll(() => pairOf(pane(page))).toEqual({ query, key });
  const id = `H${HEAD + 1}`;
  const wanted = key > query ? null : valueIn(trace, "attention.map", HEAD, query, key);
  if (wanted === null) await expect(pane(page).locator(`[data-field="in-${id}"]`)).toHaveText("–");
  else {
    expect(Math.abs((await exact(page, `in-${id}`)) - wanted)).toBeLessThanOrEqual(TOLERANCE);
    expect(Math.abs((await field(readout(page), "before")) - wanted)).toBeLessThanOrEqual(TOLERANCE);
  }
});

test("composition off makes every matrix the identity, the model runs again, and undo brings it back", async ({ page }) => {
  const plain = await referenceTrace(MODEL, TEXT, ...GAINS_OFF);
  const { heads } = plain.manifest.size;
  const { query, key } = await pinPair(page);
  const entries = () => Promise.all(Array.from({ length: heads }, (_, n) => exact(page, `m-H${n + 1}`)));
  const shipped = await entries();
  expect(shipped.some((entry, n) => Math.abs(entry - (n === HEAD ? 1 : 0)) > 1e-3)).toBe(true);
  const composed = await exact(page, `out-H${HEAD + 1}`);

  await off(page).click();
  await settled(page);
  await expect.poll(entries).toEqual(Array.from({ length: heads }, (_, n) => (n === HEAD ? 1 : 0)));
  for (let n = 0; n < heads; n++) {
    const [input, output] = [await exact(page, `in-H${n + 1}`), await exact(page, `out-H${n + 1}`)];
    expect(output).toBe(input);
    expect(Math.abs(output - valueIn(plain, "attention.effective", n, query, key))).toBeLessThanOrEqual(TOLERANCE);
    await expect(pane(page).locator(`[data-field="others-H${n + 1}"]`)).toHaveText("0%");
  }
  await expect(page.getByTestId("status")).toContainText("gates 0 (changed)");

  await page.keyboard.press("Control+z");
  await settled(page);
  await expect.poll(entries).toEqual(shipped);
  expect(await exact(page, `out-H${HEAD + 1}`)).toBe(composed);
  // The key does the same as the button.
  await page.keyboard.press("o");
  await settled(page);
  await expect.poll(() => exact(page, `m-H${HEAD + 1}`)).toBe(1);
});

test("a gain of one layer changes that layer's matrices alone", async ({ page }) => {
  await pinPair(page);
  const gains = page.getByRole("region", { name: "Gains of the composition" });
  await gains.getByRole("combobox").selectOption("layer");
  const base = await exact(page, "base-H1");
  expect(base).not.toBe(0);
  const slider = gains.getByRole("slider").first();
  await slider.focus();
  await page.keyboard.press("Home");
  await settled(page);
  await expect.poll(() => exact(page, "base-H1")).toBe(0);
  await head(page, `L${LAYER + 2}H${HEAD + 1}`).click();
  await expect(pane(page).locator("table")).toHaveAttribute("data-into", `L${LAYER + 2}H${HEAD + 1}`);
  await settled(page);
  expect(await exact(page, "base-H1")).not.toBe(0);
});

test("a click in the picture of all layers opens that head", async ({ page }) => {
  const layers = page.locator("[data-layers]");
  await pinPair(page);
  const box = await layers.locator("[data-scene]").boundingBox();
  if (!box) throw new Error("the picture is not there");
  const read = layers.locator('[data-field="layers-cell"]');
  for (const x of [0.3, 0.4, 0.5, 0.7]) {
    await page.mouse.move(box.x + box.width * x, box.y + 60);
    if (/^L\d/.test((await read.textContent()) ?? "")) break;
  }
  const name = /^(L\d+H\d+), (pre|post|before|after)/.exec((await read.textContent()) ?? "")?.[1];
  expect(name).toBeDefined();
  await page.mouse.down();
  await page.mouse.up();
  await expect(page.getByRole("tabpanel").getByRole("heading", { level: 2 })).toContainText(name ?? "");
});

for (const colorScheme of ["light", "dark"] as const)
  test(`axe finds nothing: ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await pinPair(page);
    await expectAccessible(page);
  });
