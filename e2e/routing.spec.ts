// Routes on the screen are the command line's; a step that is forced is taken, and undone.

import { existsSync } from "node:fs";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { ROOT } from "../electron/dev/project.mjs";
import { entropyAt } from "../shared/analysis/route-entropy/analysis.ts";
import { readStops, takenAt } from "../shared/analysis/route-path/routes.ts";
import { skipRates } from "../shared/analysis/route-skip/analysis.ts";
import { skipAttention } from "../shared/analysis/route-skip-attention/analysis.ts";
import { expect, test } from "./app.ts";
import { field, hoverMap, readout } from "./maps.ts";
import { referenceTrace, TOLERANCE } from "./reference.ts";
import { openModel, settled, type } from "./window.ts";

const MODEL = "mom";
const TEXT = "The old city of London was quiet that night.";
const there = existsSync(join(ROOT, "models", MODEL, "model.onnx"));

const chips = (page: Page): Locator => page.locator("[data-chip]");
const path = (page: Page): Locator => page.locator("[data-path]");
const show = (page: Page, what: string): Promise<unknown> =>
  page.getByRole("tabpanel").getByRole("combobox", { name: /^Show/ }).selectOption(what);

/** Keeps a token of the text and waits until its path is told. */
async function keep(page: Page, token: number): Promise<void> {
  await page.locator(`.chips [data-index="${token}"]`).click();
  await expect(path(page)).toHaveAttribute("data-path", String(token));
}

test.skip(!there, `models/${MODEL} is not there: the model is trained after the others`);

test.beforeEach(async ({ page }) => {
  await settled(page);
  await openModel(page, "Mixture-of-Modules");
  await type(page, TEXT);
  await page.getByRole("tab", { name: "Routing" }).click();
  await expect(page.locator("[data-lanes]")).toBeVisible();
  await settled(page);
});

test("what a token takes, with which gate, is the command line's", async ({ page }) => {
  const trace = await referenceTrace(MODEL, TEXT);
  const stops = readStops(trace);
  for (const token of [0, 3, trace.tokens.length - 1]) {
    await keep(page, token);
    for (const stop of stops) {
      const taken = takenAt(stop, token);
      const rows = page.locator(`[data-taken="${stop.kind}/${stop.step}"] li`);
      await expect(rows).toHaveCount(taken.length);
      for (const [rank, { module, gate }] of taken.entries()) {
        await expect(rows.nth(rank)).toHaveAttribute("data-module", String(module));
        expect(Math.abs((await field(rows.nth(rank), "gate")) - gate)).toBeLessThanOrEqual(TOLERANCE);
      }
    }
    await page.locator(`.chips [data-index="${token}"]`).click();
  }
});

test("SKIP rates and entropies of every step are the command line's", async ({ page }) => {
  const trace = await referenceTrace(MODEL, TEXT);
  const rates = skipRates(trace);
  for (const [i, stop] of readStops(trace).entries()) {
    const name = `${stop.kind}-${stop.step + 1}`;
    // Printed with one digit of a percent, and entropies with two of a nat.
    expect(Math.abs((await field(page.getByRole("tabpanel"), `skip-${name}`)) / 100 - (rates[i]?.rate ?? Number.NaN))).toBeLessThanOrEqual(
      0.0005 + TOLERANCE,
    );
    expect(Math.abs((await field(page.getByRole("tabpanel"), `entropy-${name}`)) - entropyAt(stop).mean)).toBeLessThanOrEqual(
      0.005 + TOLERANCE,
    );
  }
});

test("the pointer on a lane reads the router's probability and lights the token's path", async ({ page }) => {
  const trace = await referenceTrace(MODEL, TEXT);
  const box = await page.locator("[data-lanes] [data-scene]").boundingBox();
  if (!box) throw new Error("the stage shows no lanes");
  const card = page.locator("[data-card]");
  for (const share of [0.45, 0.6, 0.75]) {
    await page.mouse.move(box.x + box.width * share, box.y + 120);
    await expect(card).toBeVisible();
    const [, kind, step, module] = /^(.*)\/(\d+)\/(\d+)$/.exec((await card.getAttribute("data-card")) ?? "") ?? [];
    const token = Number(await card.getAttribute("data-token"));
    const stop = readStops(trace).find((one) => one.kind === kind && one.step === Number(step));
    if (!stop) throw new Error(`no stop ${kind} ${step}`);
    expect(
      Math.abs((await field(card, "probability")) - (stop.probability[token * stop.classes + Number(module)] ?? Number.NaN)),
    ).toBeLessThanOrEqual(TOLERANCE);
    await expect(page.locator("[data-lit]")).toHaveAttribute("data-lit", String(token));
    await expect(page.locator(`.chips [data-index="${token}"]`)).toHaveAttribute("data-hovered", "q");
  }
});

test("a forced step is taken by every token; a chip says so, undo and redo go back and forth, one action clears all", async ({ page }) => {
  await keep(page, 4);
  const taken = page.locator('[data-taken="attention/1"] li');
  const before = await taken.allTextContents();
  await page.locator('[data-lane="attention/1/2"]').click();
  await expect(chips(page)).toHaveText(/2 attention → 3/);
  await expect(page.locator('[data-lane="attention/1/2"]')).toHaveAttribute("aria-pressed", "true");
  await settled(page);
  await expect(taken).toHaveText([/^3 1\.0000$/]);
  await expect(page.locator('[data-field="none-attention-2"]')).toHaveText("0.0");

  // What is taken from here on is what the command line computes with the same knob.
  const free = await referenceTrace(MODEL, TEXT);
  const [steps = 0, classes = 0] = free.manifest.knobs.find(({ input }) => input === "route_force.attention")?.shape ?? [];
  const force = Array.from({ length: steps }, (_, step) =>
    Array.from({ length: classes }, (__, module) => (step === 1 && module === 2 ? 1 : 0)),
  );
  const forced = await referenceTrace(MODEL, TEXT, "--knob", `route_force.attention=${JSON.stringify(force)}`);
  const stop = readStops(forced).find((one) => one.kind === "ffn" && one.step === 1);
  if (!stop) throw new Error("no second step of the FFN");
  const rows = page.locator('[data-taken="ffn/1"] li');
  await expect(rows).toHaveCount(takenAt(stop, 4).length);
  for (const [rank, { module, gate }] of takenAt(stop, 4).entries()) {
    await expect(rows.nth(rank)).toHaveAttribute("data-module", String(module));
    expect(Math.abs((await field(rows.nth(rank), "gate")) - gate)).toBeLessThanOrEqual(TOLERANCE);
  }

  await page.keyboard.press("Control+z");
  await expect(chips(page)).toHaveCount(0);
  await settled(page);
  await expect(taken).toHaveText(before);
  await page.keyboard.press("Control+Shift+z");
  await expect(chips(page)).toHaveCount(1);
  await page.locator('[data-pool="ffn/0"]').click();
  await expect(chips(page)).toHaveCount(2);
  await page.getByRole("button", { name: "Clear all" }).click();
  await expect(chips(page)).toHaveCount(0);
  await settled(page);
  await expect(taken).toHaveText(before);
});

test("lanes are forced by keys as well", async ({ page }) => {
  const first = page.locator('[data-lane="attention/0/0"]');
  await first.focus();
  await page.keyboard.press("ArrowDown");
  await expect(page.locator('[data-lane="attention/0/1"]')).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(chips(page)).toHaveText(/1 attention → 2/);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Shift+Enter");
  await expect(chips(page)).toHaveText(/1 attention → 2 \+ 3/);
});

test("attention of a step that all tokens skip falls on keys with value 0", async ({ page }) => {
  const trace = await referenceTrace(MODEL, TEXT);
  const skip = (readStops(trace)[0]?.classes ?? 1) - 1;
  await show(page, "attention");
  await hoverMap(page, 0.4, 0.5);
  const query = Number(await readout(page).getAttribute("data-query"));
  const free = skipAttention(trace)[0];
  expect(Math.abs((await field(readout(page), "skip-share")) - (free?.queries[query] ?? Number.NaN))).toBeLessThanOrEqual(TOLERANCE);
  await page.mouse.move(5, 5);
  await show(page, "lanes");
  await page.locator(`[data-lane="attention/0/${skip}"]`).click();
  await settled(page);
  await show(page, "attention");
  await hoverMap(page, 0.4, 0.5);
  expect(await field(readout(page), "skip-share")).toBe(1);
  await expect(page.locator('[data-field="none-attention-1"]')).toHaveText("100.0");
});

test("a model without routes has no such view", async ({ page }) => {
  await openModel(page, "Transformer");
  await settled(page);
  await expect(page.getByRole("tab", { name: "Attention" })).toBeVisible();
  await expect(page.getByRole("tab", { name: "Routing" })).toHaveCount(0);
});

for (const colorScheme of ["light", "dark"] as const)
  test(`axe finds nothing: ${colorScheme}`, async ({ page }) => {
    // Three stages are looked through, each as long as one of other views.
    test.slow();
    await page.emulateMedia({ colorScheme });
    await keep(page, 4);
    await page.locator('[data-lane="ffn/0/1"]').click();
    await settled(page);
    for (const what of ["lanes", "use", "attention"]) {
      await show(page, what);
      const { violations } = await new AxeBuilder({ page }).include(".place-stage").analyze();
      expect(violations.map(({ id, nodes }) => [what, id, nodes.map(({ target }) => target)])).toEqual([]);
    }
  });
