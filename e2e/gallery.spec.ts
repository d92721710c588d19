// The pictures of the app: both models, both themes, short, middling and long texts. Written only when asked for:
//   HEDDLE_GALLERY=1 npx playwright test gallery.spec.ts --config e2e/playwright.config.ts --project=wasm
// Otherwise the same walk is made and nothing is written, so that it cannot rot.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { ROOT } from "../electron/dev/project.mjs";
import { createTokenizer } from "../shared/engine/tokenizer.ts";
import { expect, test } from "./app.ts";
import { head, hoverMap, map } from "./maps.ts";
import { openModel, settled, type } from "./window.ts";

const FOLDER = join(ROOT, "e2e", "gallery");
const WRITE = process.env["HEDDLE_GALLERY"] === "1";
/** Largest picture in bytes. */
const LARGEST = 150_000;

const { samples } = JSON.parse(readFileSync(join(ROOT, "assets", "samples.json"), "utf8")) as { samples: { text: string }[] };
const LONG = samples.map(({ text }) => text).reduce((longest, text) => (text.length > longest.length ? text : longest));
const NEEDLE = "The magic number of Paris is 4821. After supper, two sisters sang a long song. The magic number of Rome is 7350. ";
const SOURCES = { 8: "The cat sat on the mat.", 64: NEEDLE.concat(LONG), 512: NEEDLE.concat(LONG, " ", LONG) } as const;
const TEXTS = Object.entries(SOURCES).map(([tokens, text]) => [Number(tokens), cut(text, Number(tokens))] as const);

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

/** A picture of the page, as good as its size allows. */
async function smallPicture(page: Page): Promise<Buffer> {
  let picture = await page.screenshot({ type: "jpeg", quality: 85 });
  for (let quality = 75; picture.length >= LARGEST && quality > 20; quality -= 10)
    picture = await page.screenshot({ type: "jpeg", quality });
  return picture;
}

for (const theme of ["light", "dark"] as const)
  for (const { model, title, tab, at } of SHOTS)
    test(`${model}, ${tab}, ${theme}`, async ({ page, problems }) => {
      test.slow();
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await settled(page);
      await openModel(page, title);
      for (const [tokens, text] of TEXTS) {
        await type(page, text);
        await page.getByRole("tab", { name: tab }).click();
        await head(page, "L2H2").click();
        await settled(page);
        await expect(page.getByText(`${tokens} of 512 tokens`)).toBeVisible();
        await hoverMap(page, at[0], at[1]);
        await expect(map(page)).toHaveAttribute("data-stale", "false");
        if (!WRITE) continue;
        const picture = await smallPicture(page);
        expect(picture.length).toBeLessThan(LARGEST);
        mkdirSync(FOLDER, { recursive: true });
        writeFileSync(join(FOLDER, `${model}-${tab.toLowerCase()}-${theme}-${tokens}.jpg`), picture);
      }
      expect(problems).toEqual([]);
    });
