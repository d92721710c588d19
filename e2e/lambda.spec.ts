// The five maps of a difference, λ set to a value, and λ of each head and token: as printed, as computed by the command line.

import type { Locator, Page } from "@playwright/test";
import { findCapture, type Trace } from "../shared/trace/trace.ts";
import { expectAccessibleInBothThemes } from "./accessible.ts";
import { test, expect as usual } from "./app.ts";
import { field, head, map, pairOf, pinPair, readout } from "./maps.ts";
import { cell, numberOf, referenceTrace, TOLERANCE } from "./reference.ts";
import { openModel, settled, type } from "./window.ts";

/** A machine that does other work as well may take long for a run of the model. */
const expect = usual.configure({ timeout: 60_000 });

const TEXT = "The old city of London was quiet that night.";
const [LAYER, HEAD] = [1, 2];
const PAIR = { query: 8, key: 3 };

const pane = (page: Page): Locator => page.locator("[data-pair]");

/** A₁ or A₂ of the head. */
function branchOf(trace: Trace, branch: "1" | "2", query: number, key: number): number {
  const count = trace.tokens.length;
  return findCapture(trace.captures, "attention.map", { layer: LAYER, branch })?.data[(HEAD * count + query) * count + key] ?? Number.NaN;
}

/** λ of the head at a query: one a layer, or one for each head and token. */
function lambdaAt(trace: Trace, query: number, at = HEAD): number {
  const capture = findCapture(trace.captures, "diff.lambda", { layer: LAYER });
  return capture?.data[capture.axes[0] === "head" ? at * trace.tokens.length + query : 0] ?? Number.NaN;
}

async function open(page: Page, title: string): Promise<void> {
  await settled(page);
  await openModel(page, title);
  await type(page, TEXT);
  await page.getByRole("tab", { name: "Differential" }).click();
  await head(page, `L${LAYER + 1}H${HEAD + 1}`).click();
  await expect(map(page)).toBeVisible();
  await settled(page);
  await pinPair(page, PAIR);
  await page.mouse.move(5, 5);
  await expect.poll(() => pairOf(pane(page))).toEqual(PAIR);
}

/** Everything that the pane says of the pinned pair. */
async function expectPair(page: Page, trace: Trace): Promise<void> {
  const { query, key } = PAIR;
  const lambda = lambdaAt(trace, query);
  const [first, second] = [branchOf(trace, "1", query, key), branchOf(trace, "2", query, key)];
  const common = (k: number): number => Math.min(branchOf(trace, "1", query, k), lambda * branchOf(trace, "2", query, k));
  const wanted = {
    first,
    second,
    lambda,
    scaled: lambda * second,
    common: common(key),
    difference: cell(trace, "attention.effective", LAYER, HEAD, query, key),
  };
  for (const [name, value] of Object.entries(wanted))
    await expect
      .poll(async () => Math.abs((await field(pane(page), name)) - value), { message: `${name}: ${value}` })
      .toBeLessThanOrEqual(TOLERANCE);
  expect(Math.abs(wanted.first - wanted.scaled - wanted.difference)).toBeLessThanOrEqual(1e-6);
  const share = Array.from({ length: query + 1 }, (_, k) => common(k)).reduce((sum, value) => sum + value, 0);
  const shown = numberOf(((await pane(page).locator('[data-field="common-share"]').textContent()) ?? "").replace("%", "")) / 100;
  // Rows of A₁ sum to 1; printed with two digits of a percent.
  expect(Math.abs(shown - share)).toBeLessThanOrEqual(0.00005 + TOLERANCE);
}

test.beforeEach(() => {
  test.setTimeout(300_000);
});

test("five maps under one cursor, λA₂ and what both have in common among them; λ set to a value", async ({ page }) => {
  await open(page, "DIFF");
  const trace = await referenceTrace("diff", TEXT);
  await page.keyboard.press("v");
  await expect(page.locator("[data-maps]")).toHaveAttribute("data-maps", "five");
  await expectPair(page, trace);

  // The card beside the cursor says what the map under it shows: the pinned pair is ringed in each of them.
  const rings = await page.locator("[data-map] [data-pin]").evaluateAll((all) =>
    all.map((one) => {
      const { x, y, width, height } = one.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    }),
  );
  const names = ["first", "second", "scaled", "common", "difference"];
  expect(rings).toHaveLength(names.length);
  for (const [place, name] of names.entries()) {
    const wanted = await field(pane(page), name);
    await page.mouse.move(rings[place]?.x ?? 0, rings[place]?.y ?? 0);
    await expect.poll(() => pairOf(readout(page))).toEqual(PAIR);
    await expect.poll(() => field(readout(page), name)).toBe(wanted);
  }
  await page.mouse.move(5, 5);
  await expectAccessibleInBothThemes(page);

  const knob = trace.manifest.knobs.find(({ input }) => input === "lambda_override");
  if (!knob) throw new Error("no knob that sets λ");
  const fixed = page.locator("[data-fixed]");
  await fixed.getByRole("checkbox").check();
  await fixed.getByRole("slider").focus();
  await page.keyboard.press("End");
  await settled(page);
  const values = Array.from({ length: trace.manifest.size.layers }, (_, layer) => (layer === LAYER ? knob.maximum : knob.default));
  await expectPair(page, await referenceTrace("diff", TEXT, "--knob", `lambda_override=${JSON.stringify(values)}`));
  expect(numberOf(await page.locator(`[data-field="lambda-L${LAYER + 1}"]`).textContent())).toBe(knob.maximum);
  await fixed.getByRole("checkbox").uncheck();
  await settled(page);
  await expectPair(page, trace);
});

test("λ of each head and token, where a model has it so", async ({ page }) => {
  await open(page, "DIFF Transformer V2");
  const trace = await referenceTrace("diff-v2", TEXT);
  await page.keyboard.press("t");
  await expect(page.locator("[data-below]")).toHaveAttribute("data-below", "tokens");
  await expectPair(page, trace);
  // Beside the rows stands the mean of each head.
  const { heads } = trace.manifest.size;
  const chart = page.locator("[data-lambda-chart]");
  const caption = (await chart.getByRole("img").first().getAttribute("aria-label")) ?? "";
  const means = [...caption.matchAll(/(?<=[ ])(\d+): ([\d.e−-]+)(?=[,.])/g)];
  expect(means).toHaveLength(heads);
  const count = trace.tokens.length;
  for (const [, name = "", value = ""] of means) {
    const mean =
      Array.from({ length: count }, (_, token) => lambdaAt(trace, token, Number(name) - 1)).reduce((sum, one) => sum + one, 0) / count;
    expect(Math.abs(numberOf(value) - mean), `head ${name}`).toBeLessThanOrEqual(0.005 * Math.abs(mean) + TOLERANCE);
  }
  // Along the rows the cursor goes from token to token: λ of the shown head changes with it.
  const box = await chart.locator("[data-scene]").boundingBox();
  if (!box) throw new Error("the chart is not there");
  const seen = new Set<number>();
  for (const share of [0.3, 0.5, 0.7]) {
    await page.mouse.move(box.x + box.width * share, box.y + box.height * 0.3);
    const query = Number(await pane(page).getAttribute("data-query"));
    await expect
      .poll(async () => Math.abs((await field(pane(page), "one-minus-lambda")) - (1 - lambdaAt(trace, query))))
      .toBeLessThanOrEqual(TOLERANCE);
    seen.add(query);
  }
  expect(seen.size).toBeGreaterThanOrEqual(2);
  await page.mouse.move(5, 5);
  await expectAccessibleInBothThemes(page);
});
