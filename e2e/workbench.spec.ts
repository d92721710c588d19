// The workbench as a person uses it: marks, the table and the scatter of heads, heads switched off, files of prompts. Numbers
// on the screen are held against the command line's trace of the same text, worked out here in plain loops.

import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { findCapture, type Trace } from "../shared/trace/trace.ts";
import { expectAccessible } from "./accessible.ts";
import { expect, test } from "./app.ts";
import { heading } from "./maps.ts";
import { numberOf, referenceTrace, TOLERANCE } from "./reference.ts";
import { chips, downloadFiles, openModel, prompt, settled, status, type } from "./window.ts";

const TEXT = "The magic number of Oslo is 7350. A dog ran over the hill. The magic number of Oslo is";
/** A cell has three decimals. */
const PRINTED = 0.0005 + TOLERANCE;

const bench = (page: Page): Locator => page.locator("[data-workbench]");
const cell = (page: Page, head: string, measure: string): Locator => page.locator(`[data-row="${head}"] [data-cell="${measure}"]`);
const rows = (page: Page): Locator => page.locator("[data-row]");

async function measured(page: Page): Promise<void> {
  await settled(page);
  await expect(page.locator('[data-measures="ready"]')).toBeVisible({ timeout: 60_000 });
}

async function open(page: Page): Promise<void> {
  await page.getByRole("tab", { name: "Workbench" }).click();
  await measured(page);
}

/** Marks by a pattern and waits until the prompt shows it. */
async function mark(page: Page, kind: "answer" | "query", pattern: string): Promise<void> {
  const input = page.locator(`[data-pattern="${kind}"]`);
  await input.fill(pattern);
  await input.press("Enter");
  await expect(page.locator(`.chip[data-mark="${kind}"]`).first()).toBeVisible();
  await measured(page);
}

const markedTokens = (page: Page, kind: string): Promise<number[]> =>
  page.locator(`.chip[data-mark="${kind}"]`).evaluateAll((all) => all.map((chip) => Number((chip as HTMLElement).dataset["index"])));

const columns = (page: Page): Locator => bench(page).getByLabel("Columns");

/** A(q, k) of a head. */
function mapOf(trace: Trace, layer: number, head: number): (query: number, key: number) => number {
  const count = trace.tokens.length;
  const data = findCapture(trace.captures, "attention.map", { layer })?.data;
  return (query, key) => data?.[(head * count + query) * count + key] ?? Number.NaN;
}

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;

/** ln p of tokens [from, end) of a trace, from its logits. */
function logProbability(trace: Trace, from: number): number {
  const logits = findCapture(trace.captures, "logits");
  const vocabulary = logits?.shape[1] ?? 0;
  let sum = 0;
  for (let place = from; place < trace.tokens.length; place++) {
    const row = [...(logits?.data.subarray((place - 1) * vocabulary, place * vocabulary) ?? [])];
    const top = Math.max(...row);
    sum += (row[trace.tokens[place]?.id ?? -1] ?? Number.NaN) - top - Math.log(row.reduce((total, one) => total + Math.exp(one - top), 0));
  }
  return sum;
}

test.beforeEach(async ({ page }) => {
  await settled(page);
});

test("what the table says of a head is what the command line's trace gives", async ({ page }) => {
  await type(page, TEXT);
  await open(page);
  await mark(page, "answer", "7350");
  await mark(page, "query", "The magic number of Oslo is");
  await columns(page).selectOption("all");

  const trace = await referenceTrace("transformer", TEXT);
  const ids = trace.tokens.map(({ id }) => id);
  const all = ids.map((_, place) => place);
  const answer = await markedTokens(page, "answer");
  const asked = await markedTokens(page, "query");
  expect(answer.map((place) => trace.tokens[place]?.text).join("")).toBe("7350");
  expect(asked.at(-1)).toBe(ids.length - 1);
  const noise = all.filter((place) => place > 0 && !answer.includes(place) && !asked.includes(place));
  const followers = all.map((q) => all.filter((k) => k > 0 && k - 1 < q && ids[k - 1] === ids[q]));

  for (const [layer, head] of [
    [0, 3],
    [3, 1],
    [5, 0],
  ] as const) {
    const a = mapOf(trace, layer, head);
    const to = (keys: readonly number[]): number => mean(asked.map((q) => keys.filter((k) => k <= q).reduce((sum, k) => sum + a(q, k), 0)));
    const wanted: Record<string, number> = {
      "answer-attention": to(answer),
      "noise-attention": to(noise),
      "sink-attention": to([0]),
      "signal-to-noise": to(answer) / to(noise),
      entropy: mean(all.map((q) => -all.slice(0, q + 1).reduce((sum, k) => sum + (a(q, k) > 0 ? a(q, k) * Math.log(a(q, k)) : 0), 0))),
      "previous-token": mean(all.slice(1).map((q) => a(q, q - 1))),
      "self-attention": mean(all.map((q) => a(q, q))),
      induction: mean(all.flatMap((q) => (followers[q]?.length ? [followers[q].reduce((sum, k) => sum + a(q, k), 0)] : []))),
    };
    const name = `L${layer + 1}H${head + 1}`;
    for (const [measure, value] of Object.entries(wanted))
      expect(Math.abs(numberOf(await cell(page, name, measure).textContent()) - value), `${name} ${measure}`).toBeLessThanOrEqual(PRINTED);
    // The line under the scatter has the digits that the table has not.
    await page.locator(`[data-open="${name}"]`).focus();
    const read = page.locator(`[data-reading="${name}"] [data-field="answer-attention"]`);
    expect(Math.abs(numberOf(await read.textContent()) - (wanted["answer-attention"] ?? Number.NaN))).toBeLessThanOrEqual(TOLERANCE);
  }
});

test("spans are marked by dragging, by keys and by patterns; undone, and in the link", async ({ page }) => {
  await type(page, "one two three four five six");
  await open(page);
  const box = async (place: number): Promise<{ x: number; y: number }> => {
    const at = await chips(page).nth(place).boundingBox();
    if (!at) throw new Error(`no chip ${place}`);
    return { x: at.x + at.width / 2, y: at.y + at.height / 2 };
  };
  const [from, to] = [await box(2), await box(4)];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, to.y, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
  await page.keyboard.press("a");
  expect(await markedTokens(page, "answer")).toEqual([2, 3, 4]);

  await chips(page).nth(5).focus();
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("q");
  expect(await markedTokens(page, "query")).toEqual([5, 6]);
  await expect
    .poll(() => decodeURIComponent(new URL(page.url()).hash))
    .toContain('"spans":[{"kind":"answer","start":2,"end":5},{"kind":"query","start":5,"end":7}]');

  await page.keyboard.press("ControlOrMeta+z");
  expect(await markedTokens(page, "query")).toEqual([]);
  await mark(page, "query", "/t(w)o/");
  await expect(bench(page)).toContainText("token");
  await page.locator('[data-pattern="query"]').fill("/(/");
  await page.locator('[data-pattern="query"]').press("Enter");
  await expect(bench(page)).toContainText("not a regular expression");
  await page.locator('[data-pattern="query"]').fill("seven");
  await page.locator('[data-pattern="query"]').press("Enter");
  await expect(bench(page)).toContainText("does not stand in the text");
});

test("the table is sorted, filtered and walked by keys; a head opens in the view of maps", async ({ page }) => {
  await open(page);
  await columns(page).selectOption("pattern");
  await page.locator('[data-sort="previous-token"]').click();
  const values = (await page.locator('[data-cell="previous-token"]').allTextContents()).map(numberOf);
  expect(values).toHaveLength(48);
  expect(values).toEqual([...values].sort((a, b) => b - a));
  // Pressing closes what hovering showed.
  await page.mouse.move(5, 5);
  await page.locator('[data-sort="previous-token"]').hover();
  await expect(page.getByRole("tooltip")).toContainText("Olsson et al. 2022");
  await expect(page.getByRole("tooltip").locator(".katex").first()).toBeVisible();
  await page.mouse.move(5, 5);

  const limit = (values[3] ?? 0) - 0.001;
  await page.locator("[data-filter]").fill(`previous>${limit.toFixed(3)}`);
  const kept = values.filter((value) => value > limit).length;
  await expect.poll(() => rows(page).count()).toBeGreaterThanOrEqual(Math.min(4, kept));
  await page.locator("[data-filter]").fill("vibes>1");
  await expect(bench(page)).toContainText("“vibes>1” is no layer");
  await page.locator("[data-filter]").fill("L3");
  await expect(rows(page)).toHaveCount(8);

  const first = await rows(page).first().getAttribute("data-row");
  const second = await rows(page).nth(1).getAttribute("data-row");
  await page.locator(`[data-open="${first}"]`).focus();
  await page.keyboard.press("ArrowDown");
  await expect(page.locator(`[data-open="${second}"]`)).toBeFocused();
  await page.keyboard.press(" ");
  await expect(page.locator(`[data-row="${second}"]`)).toHaveAttribute("data-chosen", "true");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("tab", { name: "Attention" })).toHaveAttribute("aria-selected", "true");
  await expect(heading(page)).toContainText(second ?? "");
});

test("a point of the scatter is read, reached by arrows and opened", async ({ page }) => {
  await open(page);
  const spot = page.locator("[data-spot]").first();
  await spot.focus();
  const name = await spot.getAttribute("data-spot");
  await expect(page.locator(`[data-reading="${name}"]`)).toBeVisible();
  for (const key of ["ArrowUp", "ArrowLeft", "ArrowRight", "ArrowDown"]) await page.keyboard.press(key);
  const now = await page.locator("[data-spot]:focus").getAttribute("data-spot");
  await page.keyboard.press("Enter");
  await expect(heading(page)).toContainText(now ?? "");
});

test("signed maps refuse what is not defined on them; a branch of probabilities has it", async ({ page }) => {
  await openModel(page, "DIFF");
  await open(page);
  await columns(page).selectOption("pattern");
  await expect(cell(page, "L1H1", "entropy")).toHaveText("—");
  await page.locator('[data-sort="entropy"]').hover();
  await expect(page.getByRole("tooltip")).toContainText("Entropy is defined on probabilities alone");
  await bench(page).getByLabel(/^Map/).selectOption("attention.map/2");
  await measured(page);
  const text = (await prompt(page).inputValue()) ?? "";
  const trace = await referenceTrace("diff", text);
  const count = trace.tokens.length;
  const data = findCapture(trace.captures, "attention.map", { layer: 1, branch: "2" })?.data ?? new Float32Array();
  const entropy = mean(
    Array.from(
      { length: count },
      (_, q) =>
        -data.subarray((2 * count + q) * count, (2 * count + q) * count + q + 1).reduce((sum, p) => sum + (p > 0 ? p * Math.log(p) : 0), 0),
    ),
  );
  await expect(cell(page, "L2H3", "entropy")).not.toHaveText("—");
  expect(Math.abs(numberOf(await cell(page, "L2H3", "entropy").textContent()) - entropy)).toBeLessThanOrEqual(PRINTED);
});

test("a head that is switched off changes the answer as the command line says", async ({ page }) => {
  test.setTimeout(180_000);
  await type(page, TEXT);
  await open(page);
  await mark(page, "answer", "7350");
  await page.locator('[data-side="ablation"]').click();
  await page.getByRole("button", { name: "Each head by itself" }).click();
  await expect(page.locator("[data-job]")).toBeVisible();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.locator("[data-job]")).toHaveCount(0);
  await page.getByRole("button", { name: "Each head by itself" }).click();
  await expect(page.locator('[data-ablation] [data-field="baseline"]')).toBeVisible({ timeout: 150_000 });

  // The answer is written behind the text, with one blank between.
  const whole = `${TEXT} 7350`;
  const from = (await referenceTrace("transformer", TEXT, "--roles", "logits")).tokens.length;
  const on = logProbability(await referenceTrace("transformer", whole, "--roles", "logits"), from);
  const baseline = /^(\S+) \(p = (\S+)\)$/.exec((await page.locator('[data-ablation] [data-field="baseline"]').textContent()) ?? "");
  expect(Math.abs(numberOf(baseline?.[1] ?? null) - on)).toBeLessThanOrEqual(0.001 * Math.abs(on) + TOLERANCE);
  const strongest = page.locator("[data-strongest] dd").first();
  const name = (await strongest.getAttribute("data-field")) ?? "";
  const [layer, head] = (/^L(\d)H(\d)$/.exec(name) ?? []).slice(1).map((digit) => Number(digit) - 1);
  const mask = Array.from({ length: 6 }, (_, l) => Array.from({ length: 8 }, (_, h) => (l === layer && h === head ? 0 : 1)));
  const off = logProbability(
    await referenceTrace("transformer", whole, "--roles", "logits", "--knob", `head_mask=${JSON.stringify(mask)}`),
    from,
  );
  const change = numberOf(await strongest.textContent());
  expect(Math.abs(change - (off - on))).toBeLessThanOrEqual(0.001 * Math.abs(change) + 2 * TOLERANCE);
  expect(Math.abs(numberOf(await cell(page, name, "ablation").textContent()) - change)).toBeLessThanOrEqual(PRINTED);
  await expect(status(page)).toContainText("all heads on");
});

/** Words twice: the second time the model can only look back. Deterministic, no line like another. */
function inductionPrompts(count: number): string {
  const words = "lamp river seven green door horse bread stone cloud table".split(" ");
  return Array.from({ length: count }, (_, i) => {
    const shuffled = words.map((_, place) => words[(place * (1 + 2 * (i % 2)) + i) % words.length] ?? "").slice(0, 7);
    const seen = 3 + (i % 3);
    return JSON.stringify({ text: [...shuffled, ...shuffled.slice(0, seen)].join(" "), answer: shuffled[seen], query: shuffled[seen - 1] });
  }).join("\n");
}

test("a file of 50 prompts: induction heads by metric, proved by switching them off; saved and opened again", async ({ page }) => {
  test.setTimeout(300_000);
  await open(page);
  await page.locator('[data-side="prompts"]').click();
  const file = (name: string, text: string) =>
    page.locator('[data-open-file="prompts"]').setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
  await file("bad.jsonl", `${inductionPrompts(2)}\n{"text": "a", "answer": "b"}`);
  await expect(bench(page).getByRole("alert")).toContainText('bad.jsonl, line 3: its answer "b" does not stand in its text.');
  await file("words.jsonl", inductionPrompts(50));
  await expect(page.locator("[data-file]")).toHaveText("words.jsonl: 50 prompts");
  await page.getByRole("button", { name: "Measure", exact: true }).click();
  await expect(page.locator("[data-job]")).toBeVisible();
  await expect(page.locator("[data-result]")).toHaveCount(1, { timeout: 200_000 });
  await expect(page.locator("[data-result]")).toContainText("n = 50");

  // The two strongest by metric are chosen and switched off together, over the same prompts.
  await columns(page).selectOption("pattern");
  await page.locator('[data-sort="induction"]').click();
  const top = await rows(page).evaluateAll((all) => all.slice(0, 2).map((row) => (row as HTMLElement).dataset["row"] ?? ""));
  const score = numberOf((await cell(page, top[1] ?? "", "induction").textContent())?.split("±")[0] ?? null);
  expect(score).toBeGreaterThan(0.3);
  await page.locator(`[data-open="${top[0]}"]`).focus();
  await page.keyboard.press(" ");
  await page.locator(`[data-open="${top[1]}"]`).focus();
  await page.keyboard.press(" ");
  for (const row of await page.locator('[data-row][data-chosen="true"]').all())
    if (!top.includes((await row.getAttribute("data-row")) ?? "")) await row.getByRole("checkbox").click();
  await page.getByText("switch the chosen heads off together").click();
  await page.getByRole("button", { name: "Measure", exact: true }).click();
  await expect(page.locator("[data-result]")).toHaveCount(2, { timeout: 200_000 });
  const effect = await page.locator('[data-overall="set"] td').first().textContent();
  const [, , low, high] = /^(\S+) \((\S+) to (\S+)\)$/.exec(effect ?? "") ?? [];
  expect(numberOf(high ?? null)).toBeLessThan(0);
  expect(numberOf(low ?? null)).toBeLessThan(numberOf(high ?? null));

  await downloadFiles(page);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator("[data-result]").last().getByRole("button", { name: "Save…" }).click(),
  ]);
  const saved = await readFile(await download.path(), "utf8");
  expect(JSON.parse(saved)).toMatchObject({ format: "heddle-measures/1", complete: true, prompts: "words.jsonl" });
  await page.locator("[data-result]").last().getByRole("button", { name: "Remove" }).click();
  await page
    .locator('[data-open-file="results"]')
    .setInputFiles({ name: "saved.json", mimeType: "application/json", buffer: Buffer.from(saved) });
  await expect(page.locator("[data-result]")).toHaveCount(2);
  await expect(page.locator('[data-overall="set"] td').first()).toHaveText(effect ?? "");
});

for (const colorScheme of ["light", "dark"] as const)
  test(`axe finds nothing: ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await open(page);
    await mark(page, "answer", "hill");
    for (const side of ["parts", "ablation", "prompts"]) {
      await page.locator(`[data-side="${side}"]`).click();
      await expectAccessible(page);
    }
  });
