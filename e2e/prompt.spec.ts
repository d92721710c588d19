// The prompt: typing is never blocked, tokens are shown as tokens, and bad texts are told without losing anything.

import { expect, test } from "./app.ts";
import { chips, nextTokens, prompt, settled, status, type } from "./window.ts";

test("a first start shows a real map and one sentence under it", async ({ page, problems }) => {
  await settled(page);
  await expect(page.getByRole("tabpanel")).toContainText("Each small map shows");
  await expect(page.getByRole("tab").first()).toHaveAttribute("aria-selected", "true");
  expect(await chips(page).count()).toBeGreaterThan(5);
  expect(problems).toEqual([]);
});

test("typing makes tokens, a new map and new predictions", async ({ page }) => {
  await type(page, "The cat sat", 4);
  await expect(chips(page)).toHaveText(["<bos>", "The", "␣cat", "␣sat"]);
  const before = await nextTokens(page);
  expect(before).toHaveLength(10);
  await type(page, "The cat sat on the", 6);
  expect(await nextTokens(page)).not.toEqual(before);
});

test("the tokens follow every keystroke, before the model has run", async ({ page }) => {
  await type(page, "one", 2);
  await prompt(page).press("End");
  await page.keyboard.type(" two three four five six seven");
  await expect(prompt(page)).toHaveValue("one two three four five six seven");
  await expect(chips(page).last()).toContainText("seven");
  await settled(page, 8);
});

test("an emptied text is told, and the last picture stays", async ({ page }) => {
  await type(page, "The cat sat", 4);
  await prompt(page).fill("");
  await expect(page.locator("#prompt-line")).toContainText("There is no text to run.");
  await expect(page.getByRole("tabpanel")).toContainText("Shown is the last text that could be run.");
  await expect(status(page)).toContainText("4 tokens");
  await type(page, "Now again", 3);
  await expect(page.locator("#prompt-line")).not.toContainText("There is no text");
});

test("a text past the model's length is told, with the tokens that are too many", async ({ page }) => {
  test.slow();
  await type(page, "The cat sat", 4);
  await prompt(page).fill("the ".repeat(600).trim());
  await expect(page.locator("#prompt-line")).toContainText("The text has 601 tokens; this model reads at most 512.");
  await expect(page.locator("#prompt-line")).toContainText("601 of 512 tokens · 89 tokens too many");
  await expect(page.locator(".chip[data-past]")).toHaveCount(89);
  await expect(page.getByRole("tabpanel")).toContainText("Shown is the last text");
  await expect(prompt(page)).toHaveValue("the ".repeat(600).trim());
  await type(page, "the ".repeat(511).trim(), 512);
  await expect(page.locator("#prompt-line")).not.toContainText("too many");
});

test("emoji and Chinese become bytes that can be seen, and nothing is lost", async ({ page, problems }) => {
  const text = "你好 👩‍👧 naïve\nline two";
  await prompt(page).fill(text);
  await settled(page);
  await expect(chips(page).filter({ hasText: "⟨e4⟩" }).first()).toBeVisible();
  await expect(chips(page).filter({ hasText: "⏎" })).toHaveCount(1);
  await expect(prompt(page)).toHaveValue(text);
  expect(problems).toEqual([]);
});

test("pinning by click, key by Ctrl-click, spans by Shift-click and a letter", async ({ page }) => {
  await type(page, "one two three four five", 6);
  await chips(page).nth(4).click();
  await expect(chips(page).nth(4)).toHaveAttribute("data-pinned", "q");
  await chips(page)
    .nth(2)
    .click({ modifiers: ["ControlOrMeta"] });
  await expect(chips(page).nth(2)).toHaveAttribute("data-pinned", "k");
  await chips(page)
    .nth(3)
    .click({ modifiers: ["Shift"] });
  await expect(page.locator(".chip[data-range]")).toHaveCount(2);
  await page.keyboard.press("a");
  await expect(page.locator('.chip[data-mark="answer"]')).toHaveCount(2);
  await expect(page.locator("#prompt-line")).toContainText("answer, tokens 3–4");
  // Marks and pins follow their tokens when text is put before them.
  await prompt(page).fill("zero one two three four five");
  await expect(chips(page).nth(5)).toHaveAttribute("data-mark", "answer");
});

test("after a click on a token the arrows move the pair from there", async ({ page }) => {
  await type(page, "one two three four five", 6);
  await chips(page).nth(3).click();
  await page.keyboard.press("ArrowUp");
  await expect(chips(page).nth(2)).toHaveAttribute("data-pinned", "q");
  await expect(chips(page).nth(2)).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await expect(chips(page).nth(1)).toHaveAttribute("data-pinned", "k");
});

test("samples fill the prompt, up to a long page", async ({ page }) => {
  test.slow();
  await page.getByRole("button", { name: "Samples" }).click();
  await page.getByRole("menuitem", { name: /long page/ }).click();
  await settled(page, 504);
});

test("words joined on request, every piece still a token of its own", async ({ page }) => {
  await type(page, "The fox ran");
  const before = await chips(page).count();
  await page.getByRole("button", { name: "Join the pieces of a word" }).click();
  await expect(page.locator(".chip[data-joined]").first()).toBeVisible();
  expect(await chips(page).count()).toBe(before);
});
