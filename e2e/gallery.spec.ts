// The pictures of the app: every view, both themes, maps of short, middling and long texts. Written only when asked for:
//   HEDDLE_GALLERY=1 npx playwright test gallery.spec.ts --config e2e/playwright.config.ts --project=wasm

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { ROOT } from "../electron/dev/project.mjs";
import { createTokenizer } from "../shared/engine/tokenizer.ts";
import { expect, test } from "./app.ts";
import { head, hoverMap, map, pinPair } from "./maps.ts";
import { chips, openModel, settled, type } from "./window.ts";

const FOLDER = join(ROOT, "e2e", "gallery");
/** Largest picture in bytes. */
const LARGEST = 150_000;
const THEMES = ["light", "dark"] as const;

const { samples } = JSON.parse(readFileSync(join(ROOT, "assets", "samples.json"), "utf8")) as { samples: { text: string }[] };
const LONG = samples.map(({ text }) => text).reduce((longest, text) => (text.length > longest.length ? text : longest));
const NEEDLE = "The magic number of Paris is 4821. After supper, two sisters sang a long song. The magic number of Rome is 7350. ";
const SOURCES = { 8: "The cat sat on the mat.", 64: NEEDLE.concat(LONG), 512: NEEDLE.concat(LONG, " ", LONG) } as const;
const TEXTS = Object.entries(SOURCES).map(([tokens, text]) => [Number(tokens), cut(text, Number(tokens))] as const);

const SENTENCE = "The old city of London was quiet that night.";
const QUESTION = NEEDLE.concat("The wind was cold and the dog ran over the hill. What is the magic number of Rome? It is");

/** The beginning of a text that has so many tokens, the start token included. */
function cut(text: string, tokens: number): string {
  const file = join(ROOT, "models", "tokenizer", "tokenizer.json");
  const { encode } = createTokenizer(readFileSync(file, "utf8"), file, { bos: 0 });
  for (let length = encode(text)[tokens - 1]?.end ?? 0; length > 0; length--) {
    const found = text.slice(0, length);
    if (encode(found).length === tokens) return found;
  }
  throw new Error(`No beginning of "${text.slice(0, 40)}…" has ${tokens} tokens.`);
}

const SHOTS = [
  { model: "transformer", title: "Transformer", tab: "Attention", at: [0.3, 0.55] },
  { model: "diff", title: "DIFF Transformer", tab: "Attention", at: [0.3, 0.55] },
  { model: "diff", title: "DIFF Transformer", tab: "Differential", at: [0.2, 0.4] },
] as const;

/** Models whose maps are no softmax of queries and keys, or whose masks hide nothing. */
const OTHERS = [
  { model: "dijiang", title: "DiJiang", at: [0.3, 0.55] },
  { model: "rwkv", title: "RWKV", at: [0.3, 0.55] },
  { model: "mosaicbert", title: "MosaicBERT", at: [0.6, 0.3] },
] as const;

/** A picture of the page, as good as its size allows. */
async function smallPicture(page: Page): Promise<Buffer> {
  let picture = await page.screenshot({ type: "jpeg", quality: 85 });
  for (let quality = 75; picture.length >= LARGEST && quality > 20; quality -= 10)
    picture = await page.screenshot({ type: "jpeg", quality });
  return picture;
}

async function keep(page: Page, name: string): Promise<void> {
  const picture = await smallPicture(page);
  expect(picture.length).toBeLessThan(LARGEST);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, `${name}.jpg`), picture);
}

for (const theme of THEMES) {
  const open = async (page: Page, title: string): Promise<void> => {
    test.slow();
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await settled(page);
    if (title !== "Transformer") await openModel(page, title);
  };

  for (const { model, title, tab, at } of SHOTS)
    test(`${model}, ${tab}, ${theme}`, async ({ page, problems }) => {
      await open(page, title);
      for (const [tokens, text] of TEXTS) {
        await type(page, text);
        await page.getByRole("tab", { name: tab }).click();
        await head(page, "L2H2").click();
        await settled(page);
        await expect(page.getByText(`${tokens} of 512 tokens`)).toBeVisible();
        await hoverMap(page, at[0], at[1]);
        await expect(map(page)).toHaveAttribute("data-stale", "false");
        await keep(page, `${model}-${tab.toLowerCase()}-${theme}-${tokens}`);
      }
      expect(problems).toEqual([]);
    });

  for (const { model, title, at } of OTHERS)
    test(`${model}, ${theme}`, async ({ page, problems }) => {
      await open(page, title);
      await type(page, QUESTION);
      await page.getByRole("tab", { name: "Attention" }).click();
      await head(page, "L2H2").click();
      await settled(page);
      await hoverMap(page, at[0], at[1]);
      await expect(map(page)).toHaveAttribute("data-stale", "false");
      await keep(page, `${model}-${theme}`);
      expect(problems).toEqual([]);
    });

  test(`composition, ${theme}`, async ({ page, problems }) => {
    await open(page, "DCFormer");
    await type(page, SENTENCE);
    await page.getByRole("tab", { name: "Composition" }).click();
    await head(page, "L2H3").click();
    await settled(page);
    await pinPair(page, { query: 10, key: 5 });
    // A chip under the pointer is read in place of what is pinned.
    await page.mouse.move(5, 5);
    await expect(page.locator('[data-pair][data-query="10"][data-key="5"] table')).toBeVisible();
    await keep(page, `composition-${theme}`);
    expect(problems).toEqual([]);
  });

  test(`routing, ${theme}`, async ({ page, problems }) => {
    await open(page, "Mixture-of-Modules");
    await type(page, SENTENCE);
    await page.getByRole("tab", { name: "Routing" }).click();
    await settled(page);
    await chips(page).nth(5).click();
    await expect(page.locator('[data-path="5"]')).toBeVisible();
    await keep(page, `routing-${theme}`);
    expect(problems).toEqual([]);
  });

  test(`workbench, ${theme}`, async ({ page, problems }) => {
    await open(page, "Transformer");
    await type(page, QUESTION);
    await page.getByRole("tab", { name: "Workbench" }).click();
    for (const [kind, pattern] of [
      ["answer", "7350"],
      ["query", "What is the magic number of Rome? It is"],
    ] as const) {
      await page.locator(`[data-pattern="${kind}"]`).fill(pattern);
      await page.locator(`[data-pattern="${kind}"]`).press("Enter");
      await expect(page.locator(`.chip[data-mark="${kind}"]`).first()).toBeVisible();
    }
    await expect(page.locator('[data-measures="ready"]')).toBeVisible({ timeout: 60_000 });
    await page.locator('[data-sort="answer-attention"]').click();
    await page.mouse.move(5, 5);
    await expect(page.locator("[data-parts] [data-scene]")).toBeVisible();
    await keep(page, `workbench-${theme}`);
    expect(problems).toEqual([]);
  });

  test(`comparison, ${theme}`, async ({ page, problems }) => {
    await open(page, "Transformer");
    await type(page, QUESTION);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /^Compare with another/ }).click();
    await page.getByRole("option", { name: /^DIFF/ }).first().click();
    await page.locator(".model-actions button").click();
    await expect(page.getByTestId("status-second")).toContainText(/\d+ tokens/, { timeout: 150_000 });
    const chip = (label: string) =>
      chips(page)
        .filter({ hasText: new RegExp(`^${label}$`) })
        .last();
    for (const [first, last, key] of [
      ["7", "0", "a"],
      ["\u2423What", "\u2423is", "q"],
    ] as const) {
      await chip(first).click();
      await chip(last).click({ modifiers: ["Shift"] });
      await page.keyboard.press(key);
    }
    await page.getByRole("tab", { name: "Comparison" }).click();
    await settled(page);
    await expect(page.locator('[data-field="averages"]')).toBeVisible({ timeout: 60_000 });
    await hoverMap(page, 0.3, 0.4);
    await keep(page, `comparison-${theme}`);
    expect(problems).toEqual([]);
  });

  test(`needle lab, ${theme}`, async ({ page, problems }) => {
    test.setTimeout(300_000);
    await open(page, "Transformer");
    await page.getByRole("button", { name: "Needle lab" }).click();
    const lab = page.getByRole("main", { name: "Needle lab" });
    await expect(page.locator("[data-sweep] [data-scene]")).toBeVisible({ timeout: 30_000 });
    await page.locator("[data-sweep]").focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowDown");
    await expect(page.locator("[data-samples] button").first()).toBeVisible();
    await page.locator("[data-samples] button").first().click();
    await expect(page.locator("[data-heads=ready]")).toBeVisible({ timeout: 60_000 });
    await expect(lab.locator("[data-prompt]")).toBeVisible();
    await keep(page, `needle-lab-${theme}`);
    expect(problems).toEqual([]);
  });

  test(`figure, ${theme}`, async ({ page, problems }) => {
    await open(page, "DIFF");
    await type(page, SENTENCE);
    await page.getByRole("tab", { name: "Differential" }).click();
    await head(page, "L2H2").click();
    await settled(page);
    await page.keyboard.press("Escape");
    await page.keyboard.press("f");
    await expect(page.locator(".figure-paper svg")).toBeVisible();
    await keep(page, `figure-${theme}`);
    expect(problems).toEqual([]);
  });
}
