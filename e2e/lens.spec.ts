// How a map can be looked at: each number at the cursor is worked out here from the command line's trace, in plain loops.

import type { Locator, Page } from "@playwright/test";
import { findCapture, type Trace } from "../shared/trace/trace.ts";
import type { Role } from "../shared/trace/vocabulary.ts";
import { expectAccessibleInBothThemes } from "./accessible.ts";
import { test, expect as usual } from "./app.ts";
import { field, head, heading, map, pairOf, pinPair, readout } from "./maps.ts";
import { cell, numberOf, referenceTrace, TOLERANCE } from "./reference.ts";
import { chips, openModel, settled, type } from "./window.ts";

/** A machine that does other work as well may take long for a run of the model. */
const expect = usual.configure({ timeout: 60_000 });

const TEXT = "The old city of London was quiet that night.";
const [LAYER, HEAD] = [2, 4];
const PAIR = { query: 8, key: 3 };

const beside = (page: Page): Locator => page.locator("[data-beside]");
const key = (page: Page, name: string): Promise<void> => page.keyboard.press(name);

async function pin(page: Page): Promise<void> {
  await pinPair(page, PAIR);
  await page.mouse.move(5, 5);
  await expect.poll(() => pairOf(readout(page))).toEqual(PAIR);
}

/** Waits for a number in the card, which the next map may bring a moment later. */
async function expectField(page: Page, name: string, wanted: number, tolerance = TOLERANCE): Promise<void> {
  await expect
    .poll(async () => Math.abs((await field(readout(page), name)) - wanted), { message: `${name}: ${wanted}` })
    .toBeLessThanOrEqual(tolerance);
}

/** Length of what a key gives: of its vector, or the length itself where that was captured. */
function lengthOf(trace: Trace, role: Role, token: number): number {
  const capture = findCapture(trace.captures, role, { layer: LAYER });
  const [, count = 0, width = 1] = capture?.shape ?? [];
  const start = (HEAD * count + token) * width;
  return Math.hypot(...(capture?.data.subarray(start, start + width) ?? []));
}

/** Rollout to the layer, heads averaged: R ← rownorm(½ A + ½ I) R. */
function rolled(trace: Trace, query: number, at: number): number {
  const count = trace.tokens.length;
  const { heads } = trace.manifest.size;
  const all = Array.from({ length: count }, (_, place) => place);
  let product: number[][] = all.map((q) => all.map((k) => (q === k ? 1 : 0)));
  for (let layer = 0; layer <= LAYER; layer++) {
    const step = all.map((q) => {
      const row = all.map((k) => {
        const mean =
          k > q
            ? 0
            : Array.from({ length: heads }, (_, h) => cell(trace, "attention.map", layer, h, q, k)).reduce((a, b) => a + b, 0) / heads;
        return 0.5 * mean + (q === k ? 0.5 : 0);
      });
      const sum = row.reduce((a, b) => a + b, 0);
      return row.map((value) => value / sum);
    });
    const below = product;
    product = step.map((row) => all.map((k) => row.reduce((sum, weight, middle) => sum + weight * (below[middle]?.[k] ?? 0), 0)));
  }
  return product[query]?.[at] ?? Number.NaN;
}

test.beforeEach(async ({ page }) => {
  test.setTimeout(300_000);
  await settled(page);
  await openModel(page, "Transformer");
  await type(page, TEXT);
  await head(page, `L${LAYER + 1}H${HEAD + 1}`).click();
  await expect(heading(page)).toContainText(`L${LAYER + 1}H${HEAD + 1}`);
});

test("weights, log colours, without the sink, × ‖v‖, × ‖f(x)‖, rollout and raw scores", async ({ page }) => {
  const trace = await referenceTrace("transformer", TEXT);
  const { query } = PAIR;
  const weight = (k: number): number => cell(trace, "attention.map", LAYER, HEAD, query, k);
  const visible = Array.from({ length: query + 1 }, (_, k) => k);
  const total = (of: (k: number) => number): number => visible.reduce((sum, k) => sum + of(k), 0);

  // With no key pinned, the first is left out: the rows keep what they have, then are divided by it.
  await key(page, "h");
  await pin(page);
  const left = 1 - weight(0);
  await expectField(page, "value", weight(PAIR.key));
  await expectField(page, "row-sum", left);
  await key(page, "Shift+H");
  await expectField(page, "value", weight(PAIR.key) / left);
  await expectField(page, "row-sum", 1);
  await key(page, "Escape");
  await key(page, "h");
  await pin(page);
  await expectField(page, "value", weight(PAIR.key));
  await expectField(page, "row-sum", 1);

  // Log colours change the legend and no number.
  const drawing = map(page).getByRole("img").first();
  await expect(drawing).not.toHaveAccessibleName(/logarithmic/);
  await key(page, "p");
  await expect(drawing).toHaveAccessibleName(/logarithmic over \d+ decades/);
  await expectField(page, "value", weight(PAIR.key));
  await key(page, "p");

  for (const role of ["attention.value", "attention.transformed"] as const) {
    const size = (k: number): number => weight(k) * lengthOf(trace, role, k);
    await key(page, "v");
    await settled(page);
    await expectField(page, "value", size(PAIR.key), TOLERANCE * Math.max(1, size(PAIR.key)));
    await expectField(page, "row-sum", total(size), TOLERANCE * Math.max(1, total(size)));
  }
  await key(page, "v");
  await settled(page);
  await expect(heading(page)).toContainText(`layers 1–${LAYER + 1}`);
  await expectField(page, "value", rolled(trace, query, PAIR.key));
  await expectField(page, "row-sum", 1);
  await key(page, "v");

  const scores = findCapture(trace.captures, "attention.scores", { layer: LAYER });
  const count = trace.tokens.length;
  const score = (k: number): number => scores?.data[(HEAD * count + query) * count + k] ?? Number.NaN;
  await key(page, "s");
  await settled(page);
  await expectField(page, "value", score(PAIR.key), TOLERANCE * Math.max(1, Math.abs(score(PAIR.key))));
  // The softmax of the row is the weight again.
  const top = Math.max(...visible.map(score));
  expect(Math.abs(Math.exp(score(PAIR.key) - top) / total((k) => Math.exp(score(k) - top)) - weight(PAIR.key))).toBeLessThanOrEqual(
    TOLERANCE,
  );
  await expectAccessibleInBothThemes(page);
});

test("the highlighted text reads both ways, and the distances are those of the map", async ({ page }) => {
  const trace = await referenceTrace("transformer", TEXT);
  const count = trace.tokens.length;
  await key(page, "t");
  await expect(beside(page)).toHaveAttribute("data-beside", "text");
  await chips(page).nth(PAIR.query).click();
  await page.mouse.move(5, 5);
  await expect(beside(page)).toHaveAttribute("data-token", String(PAIR.query));
  // The same word stands in both blocks: what the token looks at, and who looks at it.
  const words = (text: string): Locator =>
    beside(page)
      .locator("svg text")
      .filter({ hasText: new RegExp(`^${text}$`) });
  const read = async (token: number, nth: number): Promise<void> => {
    const label = (trace.tokens[token]?.label ?? "").replace("␣", "");
    await expect(words(label)).toHaveCount(2);
    await words(label).nth(nth).hover();
    const wanted = nth === 0 ? { query: PAIR.query, key: token } : { query: token, key: PAIR.query };
    await expect.poll(() => pairOf(readout(page))).toEqual(wanted);
    await expectField(page, "value", cell(trace, "attention.map", LAYER, HEAD, wanted.query, wanted.key));
  };
  const single = (from: number, to: number): number =>
    trace.tokens.findIndex(
      ({ label }, place) =>
        place >= from &&
        place < to &&
        trace.tokens.filter((one) => one.label.replace("␣", "") === label.replace("␣", "")).length === 1 &&
        /^␣[a-z]{2,}$/.test(label),
    );
  await read(single(1, PAIR.query), 0);
  await read(single(PAIR.query + 1, count), 1);
  await page.mouse.move(5, 5);
  await expectAccessibleInBothThemes(page);

  await key(page, "t");
  await expect(beside(page)).toHaveAttribute("data-beside", "distance");
  const caption = (await beside(page).getByRole("img").first().getAttribute("aria-label")) ?? "";
  const bins = [...caption.matchAll(/(?<=[ ])(\d+)(?:–(\d+))?: ([\d.e−-]+)(?=[,.])/g)];
  expect(bins.length).toBeGreaterThanOrEqual(4);
  for (const [, from = "", to = from, value = ""] of bins) {
    let sum = 0;
    for (let q = 0; q < count; q++)
      for (let k = 0; k <= q; k++) if (q - k >= Number(from) && q - k <= Number(to)) sum += cell(trace, "attention.map", LAYER, HEAD, q, k);
    expect(Math.abs(numberOf(value) - sum / count), `${from}–${to}`).toBeLessThanOrEqual(0.005 * (sum / count) + TOLERANCE);
  }
  await expectAccessibleInBothThemes(page);
});
