// The pictures of the app: both models, both themes, short, middling and long texts. Written only when asked for:
//   HEDDLE_GALLERY=1 npx playwright test gallery.spec.ts --config e2e/playwright.config.ts --project=wasm
// Otherwise the same walk is made and nothing is written, so that it cannot rot.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { ROOT } from "../electron/dev/project.mjs";
import { expect, test } from "./app.ts";
import { head, hoverMap, map } from "./maps.ts";
import { openModel, settled, type } from "./window.ts";

const FOLDER = join(ROOT, "e2e", "gallery");
const WRITE = process.env["HEDDLE_GALLERY"] === "1";
/** Largest picture in bytes. */
const LARGEST = 150_000;

const SENTENCE = "The old city of London was quiet that night. The magic number of Paris is 4821. ";
/** Texts by how many tokens they have, roughly. */
const TEXTS = { 8: "The cat sat on the mat.", 64: SENTENCE.repeat(2).trim(), 512: SENTENCE.repeat(17).trim() } as const;

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
      for (const [tokens, text] of Object.entries(TEXTS)) {
        await type(page, text);
        await page.getByRole("tab", { name: tab }).click();
        await head(page, "L2H2").click();
        await settled(page);
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
