// The frame: models, knobs, theme, language, keyboard, palette, history, links and what is said when things break.

import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "./app.ts";
import { chips, inspector, nextTokens, openModel, prompt, settled, status, type } from "./window.ts";

test.describe("models", () => {
  test("another model brings its own views and keeps the text", async ({ page, problems }) => {
    await type(page, "The cat sat", 4);
    await openModel(page, "DIFF Transformer");
    await settled(page, 4);
    await expect(page.getByRole("tab", { name: "Differential" })).toBeVisible();
    await page.getByRole("tab", { name: "Differential" }).click();
    await settled(page);
    await openModel(page, "Transformer");
    await settled(page, 4);
    await expect(page.getByRole("tab", { name: "Differential" })).toHaveCount(0);
    expect(problems).toEqual([]);
  });

  test("the card tells the paper, the sizes and the equations", async ({ page }) => {
    await settled(page);
    await page.keyboard.press("m");
    const card = page.getByRole("article");
    await expect(card.getByRole("link", { name: "Attention Is All You Need" })).toBeVisible();
    await expect(card.locator(".katex").first()).toBeAttached();
    await expect(card).toContainText("parameters");
    await page.keyboard.press("Escape");
    await expect(card).toHaveCount(0);
  });
});

test("a changed knob runs the model again, is marked, and has a way back", async ({ page }) => {
  await type(page, "The cat sat on the", 6);
  await openModel(page, "DIFF Transformer");
  await settled(page, 6);
  const before = await nextTokens(page);
  const slider = inspector(page).getByRole("group", { name: "λ scale" }).getByRole("slider", { name: "All" });
  await slider.focus();
  await page.keyboard.press("Home");
  await expect(status(page)).toContainText("λ scale 0 (changed)");
  await settled(page);
  expect(await nextTokens(page)).not.toEqual(before);
  await expect(page.locator(".next")).toContainText("as shipped");
  await page.getByRole("button", { name: "Reset: λ scale" }).click();
  await expect(status(page)).not.toContainText("changed");
  await settled(page);
  expect(await nextTokens(page)).toEqual(before);
});

test("a head is switched off and on", async ({ page }) => {
  await type(page, "The cat sat on the", 6);
  await page.keyboard.press("Escape");
  const before = await nextTokens(page);
  await page.keyboard.press("x");
  await expect(status(page)).toContainText("1 head off");
  await settled(page);
  expect(await nextTokens(page)).not.toEqual(before);
  await page.keyboard.press("x");
  await expect(status(page)).toContainText("all heads on");
});

test("theme and language are changed and remembered", async ({ page }) => {
  await settled(page);
  await page.getByRole("button", { name: "Theme: as the system" }).click();
  await page.getByRole("button", { name: "Theme: light" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.getByRole("button", { name: "把界面换成中文" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await expect(page.getByRole("tab", { name: "注意力" })).toBeVisible();
  await page.waitForTimeout(700);
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("everything by keyboard: pair, head, layer, figure, shortcuts", async ({ page }) => {
  await type(page, "one two three four five", 6);
  await page.keyboard.press("Escape");
  await expect(prompt(page)).not.toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(chips(page).nth(5)).toHaveAttribute("data-pinned", "q");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await expect(chips(page).nth(4)).toHaveAttribute("data-pinned", "q");
  await expect(chips(page).nth(3)).toHaveAttribute("data-pinned", "k");
  await expect(inspector(page)).toContainText(/rank in row\s*\d of 5/);
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("]");
  await expect(inspector(page)).toContainText("Head L2H2");
  await page.keyboard.press("f");
  await expect(page.locator(".figure-paper svg")).toBeVisible();
  await page.keyboard.press("f");
  await expect(page.locator(".figure-paper")).toHaveCount(0);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toContainText("Shortcuts");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(page.locator(".chip[data-pinned]")).toHaveCount(0);
  await page.keyboard.press("e");
  await expect(prompt(page)).toBeFocused();
  // Letters typed into the prompt are text and nothing else.
  await page.keyboard.type("fx?");
  await expect(prompt(page)).toHaveValue(/fx\?$/);
});

test("the palette finds heads, tokens, models and actions", async ({ page }) => {
  await type(page, "one two three", 4);
  const find = async (words: string) => {
    await page.keyboard.press("ControlOrMeta+k");
    await page.getByRole("searchbox").fill(words);
    await page.keyboard.press("Enter");
  };
  await find("l3h5");
  await expect(inspector(page)).toContainText("Head L3H5");
  await find("token 3");
  await expect(chips(page).nth(2)).toHaveAttribute("data-pinned", "q");
  await find("dark theme");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await find("open diff");
  await expect(page.locator(".model-button")).toContainText("DIFF");
  await find("edit the prompt");
  await expect(prompt(page)).toBeFocused();
});

test("the palette holds a model to what PyTorch computed", async ({ page }) => {
  await type(page, "one two three", 4);
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("searchbox").fill("pytorch");
  await page.keyboard.press("Enter");
  await expect(page.locator(".notices")).toContainText(/Transformer: all \d+ captures agree with PyTorch here, within \d/);
});

test("undo and redo walk through the selection", async ({ page }) => {
  await type(page, "one two three four", 5);
  await page.keyboard.press("Escape");
  await chips(page).nth(2).click();
  await chips(page).nth(4).click();
  await page.keyboard.press("ControlOrMeta+z");
  await expect(chips(page).nth(2)).toHaveAttribute("data-pinned", "q");
  await page.keyboard.press("ControlOrMeta+z");
  await expect(page.locator(".chip[data-pinned]")).toHaveCount(0);
  await page.getByRole("button", { name: "Redo" }).click();
  await expect(chips(page).nth(2)).toHaveAttribute("data-pinned", "q");
});

test("a link restores text, model, selection, knobs and view", async ({ page, home, context }) => {
  await type(page, "one two three four", 5);
  await openModel(page, "DIFF Transformer");
  await settled(page, 5);
  await page.getByRole("tab", { name: "Differential" }).click();
  await chips(page).nth(3).click();
  await page.keyboard.press("]");
  await page.keyboard.press("x");
  await expect(status(page)).toContainText("1 head off");
  await expect.poll(() => decodeURIComponent(new URL(page.url()).hash)).toContain('"head_mask"');
  const link = page.url();
  const other = await context.newPage();
  await other.addInitScript(() => localStorage.clear());
  await other.goto(link);
  expect(link.startsWith(home)).toBe(true);
  await settled(other, 5);
  await expect(prompt(other)).toHaveValue("one two three four");
  await expect(other.getByRole("tab", { name: "Differential" })).toHaveAttribute("aria-selected", "true");
  await expect(chips(other).nth(3)).toHaveAttribute("data-pinned", "q");
  await expect(inspector(other)).toContainText("Head L2H1");
  await expect(status(other)).toContainText("1 head off");
  await other.close();
});

test("a broken link is told and the app starts as usual", async ({ page, home, context }) => {
  const other = await context.newPage();
  await other.goto(`${home}index.html#view=%7B%22format`);
  await expect(other.locator(".notices")).toContainText("The link is cut off or changed");
  await settled(other);
  await other.close();
  await page.bringToFront();
});

for (const theme of ["light", "dark"] as const)
  test(`axe finds nothing in the ${theme} theme`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    await type(page, "The cat sat on the mat", 8);
    await chips(page).nth(4).click();
    const check = async (overlay = false) => {
      // An overlay has two hidden buttons that close it for screen readers, outside its dialog and so in no landmark; the
      // palette's list is walked and scrolled from its search field, which axe does not follow.
      const axe = new AxeBuilder({ page }).disableRules(overlay ? ["region", "scrollable-region-focusable"] : []);
      return (await axe.analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`);
    };
    expect(await check()).toEqual([]);
    await page.keyboard.press("f");
    await expect(page.locator(".figure-paper svg")).toBeVisible();
    expect(await check()).toEqual([]);
    await page.keyboard.press("m");
    await expect(page.getByRole("article")).toBeVisible();
    await expect(page.locator(".katex").first()).toBeAttached();
    expect(await check(true)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("ControlOrMeta+k");
    await expect(page.getByRole("searchbox")).toBeVisible();
    expect(await check(true)).toEqual([]);
  });

test("the window fits 1024 × 640 and degrades below", async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 640 });
  await settled(page);
  const overflow = () =>
    page.evaluate(() => [document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]);
  expect(await overflow()).toEqual([0, 0]);
  await page.setViewportSize({ width: 700, height: 560 });
  expect(await overflow()).toEqual([0, 0]);
  await expect(inspector(page)).toBeVisible();
});
