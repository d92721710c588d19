// Two models on the same text: the same pair's numbers on both sides are the command line's, and so are those of the bars.

import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { ROOT } from "../electron/dev/project.mjs";
import type { Trace } from "../shared/trace/trace.ts";
import { expectAccessible } from "./accessible.ts";
import { expect, test } from "./app.ts";
import { field, head, pairOf, readout } from "./maps.ts";
import { cell, numberOf, referenceTrace, TOLERANCE } from "./reference.ts";
import { chips, prompt, settled, status, type } from "./window.ts";

const TEXT = "The number of Oslo is 7350. The wind was cold. What is the number of Oslo? It is";
const LAYER = 1;
const HEAD = 2;
/** Merges that the third model's tokenizer knows: fewer, so that it cuts words into more tokens. */
const MERGES = 300;

/** The two shipped models, and a copy of one whose tokenizer cuts the same text into other tokens. */
function modelsWithOtherTokens(): string {
  const folder = mkdtempSync(join(tmpdir(), "heddle-compare-"));
  for (const id of ["transformer", "diff", "tokenizer"])
    cpSync(join(ROOT, "models", id), join(folder, id), { recursive: true, dereference: true });
  const whole = JSON.parse(readFileSync(join(ROOT, "models", "tokenizer", "tokenizer.json"), "utf8"));
  whole.model.merges = whole.model.merges.slice(0, MERGES);
  const text = JSON.stringify(whole);
  mkdirSync(join(folder, "fine"));
  writeFileSync(join(folder, "fine", "tokenizer.json"), text);
  cpSync(join(ROOT, "models", "diff", "model.onnx"), join(folder, "fine", "model.onnx"));
  const manifest = JSON.parse(readFileSync(join(ROOT, "models", "diff", "manifest.json"), "utf8"));
  const sha256 = createHash("sha256").update(text).digest("hex");
  Object.assign(manifest, { id: "fine", title: "Fine tokens" });
  Object.assign(manifest.tokenizer, { file: "tokenizer.json", bytes: Buffer.byteLength(text), sha256 });
  writeFileSync(join(folder, "fine", "manifest.json"), JSON.stringify(manifest));
  return folder;
}

test.use({ models: modelsWithOtherTokens() });

const second = (page: Page): Locator => page.getByTestId("status-second");
const pane = (page: Page, index: number): Locator => page.locator(`[data-pane="${index}"]`);

async function compare(page: Page, title: string): Promise<void> {
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^(Compare with another|Compared with)/ }).click();
  await page.getByRole("option", { name: new RegExp(`^${title}`) }).click();
  await page.locator(".model-actions button").click();
  await bothSettled(page);
}

async function bothSettled(page: Page): Promise<void> {
  await expect(second(page)).toContainText(/\d+ tokens/, { timeout: 60_000 });
  await expect(page.locator(".status-running")).toHaveCount(0, { timeout: 60_000 });
}

async function mark(page: Page, start: number, last: number, key: string): Promise<void> {
  await page.locator(`.chip[data-index="${start}"]`).click();
  await page.locator(`.chip[data-index="${last}"]`).click({ modifiers: ["Shift"] });
  await page.keyboard.press(key);
}

/** A head's cell in what multiplies the values of a trace. */
function weight(trace: Trace, layer: number, at: number, query: number, key: number): number {
  const role = trace.captures.some((capture) => capture.role === "attention.effective") ? "attention.effective" : "attention.map";
  return cell(trace, role, layer, at, query, key);
}

/** What the asked queries give to keys [start, end), rows divided by their sums, mean over all heads and layers. */
function share(trace: Trace, asked: readonly [number, number], start: number, end: number): number {
  const { layers, heads } = trace.manifest.size;
  let [sum, rows] = [0, 0];
  for (let layer = 0; layer < layers; layer++)
    for (let at = 0; at < heads; at++)
      for (let query = asked[0]; query < asked[1]; query++) {
        let [row, part] = [0, 0];
        for (let key = 0; key <= query; key++) {
          const value = weight(trace, layer, at, query, key);
          row += value;
          if (key >= start && key < end) part += value;
        }
        sum += part / row;
        rows++;
      }
  return sum / rows;
}

async function hover(page: Page, map: Locator, x: number, y: number): Promise<void> {
  const box = await map.boundingBox();
  if (!box) throw new Error("no map");
  await page.mouse.move(box.x + box.width * x, box.y + box.height * y);
  await expect(readout(page).first()).toBeVisible();
}

test.beforeEach(async ({ page }) => {
  test.setTimeout(180_000);
  await settled(page);
  await type(page, TEXT);
});

test("one cursor reads the same pair in both models, and the numbers are the command line's", async ({ page }) => {
  const [a, b] = [await referenceTrace("transformer", TEXT), await referenceTrace("diff", TEXT)];
  await compare(page, "DIFF");
  await page
    .locator('[data-atlas-of="0"]')
    .locator(`[data-head="L${LAYER + 1}H${HEAD + 1}"]`)
    .click();
  await bothSettled(page);
  let read = 0;
  for (const [index, x] of [
    [0, 0.3],
    [1, 0.3],
  ] as const) {
    await hover(page, pane(page, index).locator("[data-map]"), x, 0.5);
    const cards = [pane(page, 0).locator("[data-readout]"), pane(page, 1).locator("[data-readout]")];
    for (const card of cards) await expect(card).toBeVisible();
    const [first, other] = [await pairOf(cards[0] as Locator), await pairOf(cards[1] as Locator)];
    expect(other).toEqual(first);
    expect(first.key).toBeLessThanOrEqual(first.query);
    for (const [place, trace] of [a, b].entries()) {
      const shown = await field(cards[place] as Locator, "value");
      expect(Math.abs(shown - weight(trace, LAYER, HEAD, first.query, first.key))).toBeLessThanOrEqual(TOLERANCE);
      read++;
    }
  }
  expect(read).toBe(4);
});

test("B − A under the cursor is what B gives more, as printed and as computed by the command line", async ({ page }) => {
  const [a, b] = [await referenceTrace("transformer", TEXT), await referenceTrace("diff", TEXT)];
  await compare(page, "DIFF");
  await page.getByRole("tab", { name: "Comparison" }).click();
  await bothSettled(page);
  const map = page.locator("[data-map]");
  let read = 0;
  for (const x of [0.25, 0.48, 0.71]) {
    await hover(page, map, x, 0.28);
    const card = readout(page);
    const { query, key } = await pairOf(card);
    if (key > query) continue;
    const [one, two, difference] = [await field(card, "a"), await field(card, "b"), await field(card, "difference")];
    expect(Math.abs(one - weight(a, 0, 0, query, key))).toBeLessThanOrEqual(TOLERANCE);
    expect(Math.abs(two - weight(b, 0, 0, query, key))).toBeLessThanOrEqual(TOLERANCE);
    expect(Math.abs(two - one - difference)).toBeLessThanOrEqual(1e-6);
    read++;
  }
  expect(read).toBeGreaterThan(0);
});

test("the bars' numbers are those of both traces, with what they average over; they go with the marks", async ({ page }) => {
  const [a, b] = [await referenceTrace("transformer", TEXT), await referenceTrace("diff", TEXT)];
  const labels = a.tokens.map(({ label }) => label);
  const answer = labels.indexOf("7");
  const query = labels.findIndex((label) => label.includes("What"));
  const asked = [query, labels.indexOf("?") + 1] as const;
  await compare(page, "DIFF");
  await page.getByRole("tab", { name: "Comparison" }).click();
  const segments = page.locator("[data-segments]");
  await expect(segments).toContainText("Nothing is marked");
  await mark(page, answer, answer + 3, "A");
  await mark(page, asked[0], asked[1] - 1, "Q");
  await bothSettled(page);
  const parts = [
    ["first-0", 0, 1],
    ["noise-1", 1, answer],
    [`answer-${answer}`, answer, answer + 4],
    [`noise-${answer + 4}`, answer + 4, query],
    [`query-${query}`, asked[0], asked[1]],
  ] as const;
  for (const [id, start, end] of parts) {
    const row = segments.locator(`[data-segment="${id}"]`);
    for (const [name, trace] of [
      ["a", a],
      ["b", b],
    ] as const)
      expect(Math.abs((await field(row, name)) - share(trace, asked, start, end))).toBeLessThanOrEqual(TOLERANCE);
  }
  const { layers, heads } = b.manifest.size;
  await expect(segments.locator('[data-field="averages"]')).toContainText(`all ${layers * heads} heads and ${asked[1] - asked[0]} asked`);
  await expect(segments.locator('[data-field="averages"]')).toContainText("n = 1");
  expect(numberOf(await segments.locator('[data-segment="sum"] [data-field="b"]').textContent())).toBeCloseTo(1, 3);
});

test("adding, linking, swapping and taking away are steps back and forth", async ({ page }) => {
  await compare(page, "DIFF");
  await page.keyboard.press("L");
  await expect(page.getByRole("switch", { name: "Linked heads" })).not.toBeChecked();
  await page.locator('[data-atlas-of="1"]').locator('[data-head="L3H2"]').click();
  await expect(pane(page, 1).getByRole("heading", { level: 2 })).toContainText("L3H2");
  await expect(pane(page, 0).getByRole("heading", { level: 2 })).toContainText("L1H1");
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  await expect(page.getByRole("switch", { name: "Linked heads" })).toBeChecked();
  await page.getByRole("button", { name: "Swap A and B" }).click();
  await expect(pane(page, 0)).toContainText("DIFF");
  await page.keyboard.press("Control+z");
  await bothSettled(page);
  await expect(pane(page, 1)).toContainText("DIFF");
  await page.keyboard.press("Shift+C");
  await expect(pane(page, 1)).toHaveCount(0);
  await page.keyboard.press("Control+z");
  await bothSettled(page);
  await expect(pane(page, 1)).toContainText("DIFF");
});

test("a link holds both models, and a new page opens both", async ({ page, home }) => {
  await compare(page, "DIFF");
  await head(page, "L2H3").first().click();
  await expect.poll(() => decodeURIComponent(page.url())).toContain('"second":{"model":"diff"');
  const link = page.url();
  await page.goto("about:blank");
  await page.goto(link);
  await settled(page);
  await bothSettled(page);
  await expect(pane(page, 0)).toContainText("Transformer");
  await expect(pane(page, 1)).toContainText("DIFF");
  expect(link.startsWith(home)).toBe(true);
});

test("the same model stands beside itself with other knobs", async ({ page }) => {
  await compare(page, "Transformer");
  await pane(page, 1).locator("[data-pane-head]").click();
  await page.keyboard.press("X");
  await bothSettled(page);
  await expect(second(page)).toContainText("1 head off");
  await expect(status(page)).toContainText("all heads on");
});

test("a model with other tokens: pairs are laid by characters, and it is said", async ({ page }) => {
  await compare(page, "Fine tokens");
  await expect(page.locator('[data-note="tokens"]')).toContainText("by characters");
  expect(await chips(page).count()).toBeGreaterThan(0);
  await hover(page, pane(page, 0).locator("[data-map]"), 0.3, 0.5);
  const [first, other] = [
    await pane(page, 0).locator('[data-readout] [data-field="query"]').textContent(),
    await pane(page, 1).locator('[data-readout] [data-field="query"]').textContent(),
  ];
  expect((first ?? "").endsWith((other ?? " ").replace("␣", "").slice(-1))).toBe(true);
  await page.mouse.move(2, 2);
  await page.getByRole("tab", { name: "Comparison" }).click();
  await expect(page.locator("[data-refusal]")).toContainText("other tokens");
});

test("F prints both, side by side and as bars", async ({ page }) => {
  await compare(page, "DIFF");
  await page.keyboard.press("F");
  const paper = page.locator(".figure-paper");
  await expect(paper.locator("#a-map")).toHaveCount(1);
  await expect(paper.locator("#b-map")).toHaveCount(1);
  await expect(page.locator(".figure-caption")).toContainText(/^A: .* B: /);
});

test("an empty text is told for both and harms neither", async ({ page }) => {
  await compare(page, "DIFF");
  await prompt(page).fill("");
  for (const index of [0, 1]) await expect(pane(page, index).getByRole("alert")).toContainText("no text");
  await prompt(page).fill(TEXT);
  await bothSettled(page);
  for (const index of [0, 1]) await expect(pane(page, index).getByRole("alert")).toHaveCount(0);
});

for (const colorScheme of ["light", "dark"] as const)
  test(`axe finds nothing: ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await compare(page, "DIFF");
    for (const tab of ["Attention", "Comparison"]) {
      await page.getByRole("tab", { name: tab }).click();
      await bothSettled(page);
      await mark(page, 4, 6, "A");
      await expectAccessible(page, ".window");
    }
  });
