// The needle lab as a person uses it: a small sweep, a failed cell, down to the attention that decided it; held, stopped and gone
// on with after a restart; other harnesses' scores; hostile files.

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { AxeBuilder } from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { ROOT } from "../electron/dev/project.mjs";
import { parseNeedleResult } from "../shared/needle/result.ts";
import { expect, test } from "./app.ts";
import { chips, downloadFiles, settled, status } from "./window.ts";

test.beforeEach(({ host }) => test.skip(host === "electron", "a native dialog chooses files there"));

const LONG = 240_000;
const lab = (page: Page): Locator => page.getByRole("main", { name: "Needle lab" });
const field = (page: Page, name: string): Locator => lab(page).getByLabel(name, { exact: true });
const figure = (page: Page): Locator => page.locator("[data-sweep]");
const samples = (page: Page): Locator => page.locator("[data-samples] button");
const run = (page: Page): Promise<void> => lab(page).getByRole("button", { name: "Run", exact: true }).click();

interface Form {
  readonly models: readonly string[];
  readonly lengths: string;
  readonly depths: string;
  readonly tasks: string;
  readonly samples: string;
}

async function openLab(page: Page): Promise<void> {
  await settled(page);
  await downloadFiles(page);
  await page.getByRole("button", { name: "Needle lab" }).click();
  await expect(lab(page)).toBeVisible();
}

async function fill(page: Page, form: Form): Promise<void> {
  for (const box of await lab(page).getByRole("checkbox").all()) await box.uncheck();
  for (const name of form.models) await lab(page).getByRole("checkbox", { name, exact: true }).check();
  await field(page, "Lengths in tokens").fill(form.lengths);
  await field(page, "Depths in percent").fill(form.depths);
  await field(page, "Needles/questions").fill(form.tasks);
  await field(page, "Prompts a cell").fill(form.samples);
}

/** Lets the person's file dialog give a file of this text. */
async function give(page: Page, click: () => Promise<void>, name: string, text: string | Buffer): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), click()]);
  await chooser.setFiles({ name, mimeType: "application/octet-stream", buffer: Buffer.from(text) });
}
const open = (page: Page) => () => lab(page).getByRole("button", { name: "Open…" }).click();

async function download(page: Page, button: string): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent("download"), lab(page).getByRole("button", { name: button }).click()]);
  return readFile(await file.path(), "utf8");
}

test("a sweep runs, gives the command line's numbers, and a failed cell leads to the attention that decided it", async ({
  page,
  problems,
}) => {
  test.setTimeout(2 * LONG);
  await openLab(page);
  // Six needles and three questions: at this size no model finds them all every time.
  await fill(page, { models: ["Transformer", "DIFF Transformer"], lengths: "256", depths: "0, 50", tasks: "1/1, 6/3", samples: "4" });
  await expect(lab(page)).toContainText("32 prompts in 8 cells");
  await run(page);
  await expect(page.locator("[data-run=running]")).toContainText(/\d of 8 cells/);
  await expect(lab(page)).toContainText("The experiment is finished", { timeout: LONG });

  const saved = parseNeedleResult(JSON.parse(await download(page, "Save result…")), "saved");
  expect(saved.cells).toHaveLength(8);
  const folder = await mkdtemp(join(tmpdir(), "heddle-needle-"));
  await writeFile(join(folder, "spec.json"), JSON.stringify(saved.spec));
  const cli = [join(ROOT, "out", "cli", "heddle.js"), "needle", join(folder, "spec.json"), "--out", join(folder, "r.json")];
  await promisify(execFile)(process.execPath, cli, { cwd: ROOT });
  const reference = parseNeedleResult(JSON.parse(await readFile(join(folder, "r.json"), "utf8")), "reference");
  await rm(folder, { recursive: true });
  expect(saved.cells.map(({ attention: _, ...cell }) => cell)).toEqual(reference.cells.map(({ attention: _, ...cell }) => cell));
  for (const [i, { attention }] of saved.cells.entries())
    for (const [j, share] of (attention?.absolute ?? []).entries())
      expect(share).toBeCloseTo(reference.cells[i]?.attention?.absolute[j] ?? Number.NaN, 3);

  await lab(page).getByLabel("Task").selectOption("N = 6, R = 3");
  await figure(page).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  const cell = saved.cells.find(({ model, needles, depth }) => model === "transformer" && needles === 6 && depth === 50);
  const wrong = cell?.samples?.filter(({ said }) => said.some((one) => one !== "right")).length ?? 0;
  expect(wrong).toBeGreaterThan(0);
  await expect(page.locator("[data-ring]")).toBeVisible();
  await lab(page)
    .getByRole("button", { name: `wrong ${wrong}` })
    .click();
  await expect(samples(page)).toHaveCount(wrong);
  await samples(page).first().click();
  await expect(page.locator("[data-prompt] mark[data-kind=answer]")).toHaveCount(3);
  await expect(page.locator("[data-prompt] mark[data-kind=other]")).toHaveCount(3);
  await expect(page.locator("[data-prompt] mark[data-kind=question]")).toContainText("What are the magic numbers of");
  await expect(page.locator("[data-heads=ready]")).toBeVisible({ timeout: LONG });
  await expect(page.locator("[data-heads] [data-scene]")).toContainText("Transformer");

  await lab(page).getByRole("button", { name: "Open in the attention view" }).click();
  await expect(lab(page)).toHaveCount(0);
  await settled(page);
  await expect(page.getByRole("tab", { name: "Attention", exact: true })).toHaveAttribute("aria-selected", "true");
  // The query is the token before the number that was written; the key is in the needle that holds the right one.
  const [query, key] = [page.locator(".chip[data-pinned=q]"), page.locator(".chip[data-pinned=k]")];
  await expect(query).toHaveCount(1);
  await expect(key).toHaveAttribute("data-mark", "answer");
  await expect(chips(page).and(page.locator("[data-mark=query]")).first()).toBeVisible();
  expect(await key.innerText()).toMatch(/\d/);
  await expect(status(page)).toContainText("tokens");
  expect(problems).toEqual([]);
});

test("held, stopped, and after a restart gone on with: no finished cell is run again", async ({ page, problems }) => {
  test.setTimeout(2 * LONG);
  await openLab(page);
  await fill(page, { models: ["Transformer"], lengths: "128", depths: "0, 20, 40, 60, 80, 100", tasks: "1/1", samples: "6" });
  await run(page);
  await expect(page.locator("[data-run]")).toContainText(/[1-4] of 6 cells/, { timeout: LONG });
  await lab(page).getByRole("button", { name: "Pause" }).click();
  await expect(page.locator("[data-run=paused]")).toContainText("paused");
  await lab(page).getByRole("button", { name: "Go on" }).click();
  await lab(page).getByRole("button", { name: "Stop" }).click();
  await expect(lab(page)).toContainText("Finished cells are kept");
  // As after a crash: the page is gone without a word.
  await page.reload();
  await openLab(page);
  const stored = lab(page).locator("li[data-done=false]");
  const before = Number(/(\d) of 6 cells/.exec(await stored.innerText())?.[1]);
  expect(before).toBeGreaterThan(0);
  await stored.getByRole("button", { name: "Show" }).click();
  await expect(figure(page)).toBeVisible();
  await stored.getByRole("button", { name: "Go on" }).click();
  await expect(page.locator("[data-run]")).toContainText(new RegExp(`[${before}-6] of 6 cells`));
  await expect(lab(page)).toContainText("The experiment is finished", { timeout: LONG });
  await expect(lab(page).locator("li[data-done=true]")).toContainText("6 of 6 cells");
  const { cells } = parseNeedleResult(JSON.parse(await download(page, "Save result…")), "saved");
  expect(cells.map(({ depth, samples: all }) => [depth, all?.length])).toEqual([0, 20, 40, 60, 80, 100].map((depth) => [depth, 6]));
  await lab(page).locator("li[data-done=true]").getByRole("button", { name: "Delete" }).click();
  await expect(lab(page).locator("li[data-done]")).toHaveCount(0);
  expect(problems).toEqual([]);
});

test("scores of another harness are drawn; broken and hostile files are refused in a sentence", async ({ page, problems }) => {
  await openLab(page);
  const rows = [0, 50, 100].flatMap((depth) =>
    [4096, 8192].map((length) => ({ model: "big", length, depth, score: 10 - depth / 20, samples: 10 })),
  );
  await give(page, open(page), "kamradt.json", JSON.stringify({ source: "my <b>harness</b>", results: rows }));
  await expect(lab(page)).toContainText("Scores were divided by 10.");
  await expect(figure(page)).toContainText("big");
  await expect(figure(page)).toContainText("8K");
  await figure(page).focus();
  await page.keyboard.press("ArrowRight");
  await expect(lab(page)).toContainText("Imported scores have no samples.");
  expect(await download(page, "Save figure…")).toContain("my &lt;b&gt;harness&lt;/b&gt;");

  const word = lab(page).locator("[role=alert]");
  for (const [name, text, sentence] of [
    ["broken.json", "{", /broken\.json is not JSON/],
    ["empty.json", "{}", /empty\.json/],
    ["wrong.json", JSON.stringify([{ length: "long", depth: 1, score: 1 }]), /wrong\.json: results\.0\.length/],
    ["result.json", JSON.stringify({ format: "heddle-needle-result/1" }), /result\.json/],
    ["noise.json", Buffer.from([0xff, 0xfe, 0, 1, 2]), /noise\.json is not JSON/],
  ] as const) {
    await give(page, open(page), name, text);
    await expect(word).toContainText(sentence);
  }
  await field(page, "Lengths in tokens").fill("9999");
  await expect(lab(page)).toContainText("9999 tokens is more than");
  await field(page, "Lengths in tokens").fill("128");
  await lab(page).getByText("Words and templates").click();
  await field(page, "Needle").fill("{key} {value} {__proto__}");
  await expect(lab(page)).toContainText('no slot "{__proto__}"');
  await expect(lab(page).getByRole("button", { name: "Run", exact: true })).toBeDisabled();
  expect(problems).toEqual([]);
});

test("a text of 10 MB is a haystack, and its own words are marked in the sample", async ({ page }) => {
  test.setTimeout(2 * LONG);
  await openLab(page);
  await fill(page, { models: ["Transformer"], lengths: "128", depths: "50", tasks: "1/1", samples: "2" });
  const haystack = "The heddle lifts the threads of the loom. ".repeat(250_000);
  expect(haystack.length).toBeGreaterThan(10_000_000);
  await give(
    page,
    () =>
      lab(page)
        .getByLabel("Haystack")
        .selectOption("file")
        .then(() => {}),
    "loom.txt",
    haystack,
  );
  await expect(lab(page).getByLabel("Haystack")).toContainText("loom.txt");
  await run(page);
  await expect(lab(page)).toContainText("The experiment is finished", { timeout: LONG });
  await figure(page).focus();
  await page.keyboard.press("ArrowRight");
  await samples(page).first().click();
  await expect(page.locator("[data-prompt]")).toContainText("The heddle lifts the threads of the loom.");
});

test("by keyboard, in both languages, and clean for axe", async ({ page }) => {
  test.setTimeout(LONG);
  await settled(page);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Shift+N");
  await expect(lab(page)).toBeFocused();
  await fill(page, { models: ["Transformer"], lengths: "96", depths: "0", tasks: "1/1", samples: "2" });
  await field(page, "Prompts a cell").press("Enter");
  await expect(lab(page)).toContainText("The experiment is finished", { timeout: LONG });
  await figure(page).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(samples(page).first()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("[data-prompt]")).toBeVisible();
  const found = await new AxeBuilder({ page }).analyze();
  expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
  await page.getByRole("button", { name: "把界面换成中文" }).click();
  await expect(page.getByRole("main", { name: "大海捞针" })).toContainText("实验");
  await page.getByRole("main").focus();
  await page.keyboard.press("Shift+N");
  await expect(page.getByRole("tablist")).toBeVisible();
});
