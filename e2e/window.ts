// The places of the window as a person finds them, for specs.

import { expect, type Locator, type Page } from "@playwright/test";

export const prompt = (page: Page): Locator => page.locator("#prompt-text");
export const chips = (page: Page): Locator => page.locator(".chip");
export const status = (page: Page): Locator => page.getByTestId("status");
export const inspector = (page: Page): Locator => page.locator(".inspector");

/**
 * Waits until the model has run on what is in the prompt: `count` tokens, the start token included. The test's own
 * timeout is the limit, since a software GPU under load needs a minute for a long text.
 */
export async function settled(page: Page, count?: number): Promise<void> {
  await expect(status(page)).toContainText(count === undefined ? /\d+ (tokens?|个词元)/ : new RegExp(`(^|\\D)${count} (tokens?|个词元)`), {
    timeout: 150_000,
  });
  await expect(status(page).locator(".status-running")).toHaveCount(0, { timeout: 150_000 });
}

/** Types a text in place of what is there and waits for its run. */
export async function type(page: Page, text: string, count?: number): Promise<void> {
  await settled(page);
  await prompt(page).fill(text);
  // Maps are stale from the keystroke on, also in the pause before the run starts.
  await expect(page.locator("[data-atlas]")).toHaveAttribute("data-stale", "false", { timeout: 150_000 });
  await settled(page, count);
}

/** The next tokens that the inspector lists, with their shares as they are printed. */
export async function nextTokens(page: Page): Promise<string[]> {
  return page.locator(".next tbody tr").evaluateAll((rows) => rows.map((row) => row.getAttribute("title") ?? ""));
}

/** Opens a model by the start of its title through the model place; of a model and its second version the first. */
export async function openModel(page: Page, title: string): Promise<void> {
  await page.getByRole("button", { name: /^(Choose a model|选择模型)/ }).click();
  await page
    .locator(".model-list")
    .getByRole("option", { name: new RegExp(`^${title}`) })
    .first()
    .click();
  await page.locator(".model-actions button").click();
  await expect(page.locator(".model-button")).toContainText(title);
}

/** As in a browser without a file picker, which no test can answer: files are downloaded. */
export async function downloadFiles(page: Page): Promise<void> {
  await page.evaluate(() => {
    Reflect.deleteProperty(Window.prototype, "showSaveFilePicker");
    Reflect.deleteProperty(window, "showSaveFilePicker");
  });
}
