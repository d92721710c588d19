// A walk through the app as a person does it, recorded: a picture after every step, what was read off the screen as text,
// and Playwright's own trace, all kept beside the results of the tests.

import { appendFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { type DatasetResult, parseResult } from "../shared/dataset/result.ts";
import { expect, test } from "./app.ts";
import { downloadFiles } from "./window.ts";

interface Walk {
  /** One thing that the person does; a picture is taken when it is done. */
  step<Result>(title: string, work: () => Promise<Result>): Promise<Result>;
  /** What the person reads off the screen. */
  reads(what: string, value: string | number | null): void;
}

/** Records the running test as a walk: pictures and "walk.txt" in its folder of results, what was read as annotations. */
export function walkOf(page: Page): Walk {
  const info = test.info();
  const say = (line: string): void => appendFileSync(info.outputPath("walk.txt"), `${line}\n`);
  let steps = 0;
  say(info.title);
  return {
    step: (title, work) =>
      test.step(title, async () => {
        const result = await work();
        const number = String(++steps).padStart(2, "0");
        say(`\n${number} ${title}`);
        const path = info.outputPath(`${number}-${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.jpg`);
        await page.screenshot({ path, type: "jpeg", quality: 80 });
        await info.attach(`${number} ${title}`, { path, contentType: "image/jpeg" });
        return result;
      }),
    reads(what, value) {
      say(`   ${what}: ${value}`);
      info.annotations.push({ type: "read", description: `${what}: ${value}` });
    },
  };
}

/** Opens a file by the button that asks for it. */
async function openFile(page: Page, button: string, { name, text }: { name: string; text: string }): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.getByRole("button", { name: button }).click()]);
  await chooser.setFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
}

export const tab = (page: Page, name: string): Locator => page.getByRole("tab", { name, exact: true });

/** Opens a file of prompts in the workbench. */
export async function openPrompts(page: Page, file: { name: string; text: string }): Promise<void> {
  await tab(page, "Workbench").click();
  await tab(page, "Prompts").click();
  await openFile(page, "Open prompts…", file);
  await expect(page.locator("[data-file]")).toContainText(file.name);
}

/** Measures the open file and waits for its result, the `count`th. */
export async function measure(page: Page, count: number): Promise<void> {
  await page.getByRole("button", { name: "Measure", exact: true }).click();
  await expect(page.locator("[data-result]")).toHaveCount(count, { timeout: 200_000 });
  await expect(page.locator("[data-job]")).toHaveCount(0);
}

/** Saves a result by its button, the one whose line holds these words, and reads the file again. */
export async function saveResult(page: Page, words: string): Promise<DatasetResult> {
  await downloadFiles(page);
  const result = page.locator("[data-result]", { hasText: words });
  const [download] = await Promise.all([page.waitForEvent("download"), result.getByRole("button", { name: "Save…" }).click()]);
  return parseResult("saved.json", await readFile(await download.path(), "utf8"));
}
