// A walk from the home screen, recorded: which heads look back for what followed the same token, found by metric, and proved
// by switching them off over a file of prompts. What is stated is read off the screen; single prompts are held against the
// command line's traces.

import { findCapture, type Trace } from "../shared/trace/trace.ts";
import { test, expect as usual } from "./app.ts";
import { intervalOf } from "./intervals.ts";
import { field, map, pairOf, pinPair } from "./maps.ts";
import { REPEATED, repeatedTokens } from "./promptFiles.ts";
import { cell, referenceTrace, TOLERANCE } from "./reference.ts";
import { measure, openPrompts, saveResult, walkOf } from "./walk.ts";
import { openModel, settled, type } from "./window.ts";

/** A machine that does other work as well may take long for a run of the model. */
const expect = usual.configure({ timeout: 60_000 });

test.use({ trace: { mode: "on", screenshots: true, snapshots: false, sources: false } });

test.beforeEach(() => {
  test.setTimeout(900_000);
});

test("induction heads by metric, proved by switching them off over 50 prompts", async ({ page }) => {
  const walk = walkOf(page);
  const rows = page.locator("[data-row]");
  const names = (): Promise<string[]> => rows.evaluateAll((all) => all.map((row) => (row as HTMLElement).dataset["row"] ?? ""));
  const score = (name: string): Promise<string> => page.locator(`[data-row="${name}"] [data-cell="induction"]`).innerText();
  /** Ticks exactly these heads in the table. */
  const choose = async (wanted: readonly string[]): Promise<void> => {
    for (const name of wanted) await page.locator(`[data-row="${name}"]`).getByRole("checkbox").setChecked(true);
    const chosen = await page
      .locator('[data-row][data-chosen="true"]')
      .evaluateAll((all) => all.map((row) => (row as HTMLElement).dataset["row"] ?? ""));
    for (const name of chosen)
      if (!wanted.includes(name)) await page.locator(`[data-row="${name}"]`).getByRole("checkbox").setChecked(false);
    expect(await page.locator('[data-row][data-chosen="true"]').count()).toBe(wanted.length);
  };
  const effect = page.locator('[data-overall="set"]');

  await walk.step("The home screen", () => settled(page));
  await walk.step("Choose Transformer", () => openModel(page, "Transformer"));
  await walk.step("Open a file of 50 prompts in the workbench", () => openPrompts(page, REPEATED));
  await walk.step("Measure all heads over it", () => measure(page, 1));
  const found = await walk.step("Sort the heads by induction, and keep those over one half", async () => {
    await page.getByLabel("Columns").selectOption("pattern");
    await page.getByRole("button", { name: /^Induction/ }).click();
    await page.getByLabel("Filter").fill("induction>0.5");
    await expect.poll(() => rows.count()).toBeLessThan(48);
    return names();
  });
  for (const name of found) walk.reads(`induction score of ${name}, n = 50`, await score(name));
  expect(found.length).toBeGreaterThanOrEqual(1);

  // As many others of the same layers: those that look back least in this way.
  const others = await walk.step("Look for as many other heads of the same layers", async () => {
    await page.getByLabel("Filter").fill("");
    await expect(rows).toHaveCount(48);
    const byScore = (await names()).reverse();
    return found.reduce<string[]>((list, name) => {
      const layer = name.slice(0, name.indexOf("H") + 1);
      const next = byScore.find((one) => one.startsWith(layer) && !found.includes(one) && !list.includes(one));
      if (next !== undefined) list.push(next);
      return list;
    }, []);
  });
  expect(others).toHaveLength(found.length);
  for (const name of others) walk.reads(`induction score of ${name}, n = 50`, await score(name));

  await walk.step("Switch the others off over the same prompts", async () => {
    await choose(others);
    await page.getByText("switch the chosen heads off together").click();
    await measure(page, 2);
  });
  await walk.step("Switch the induction heads off over the same prompts", async () => {
    await choose(found);
    await measure(page, 3);
  });
  await walk.step("Hold both against each other", async () => {
    const against = page.getByLabel("Held against");
    const choice = await against.locator("option", { hasText: others.join(", ") }).getAttribute("value");
    await against.selectOption(choice ?? "");
    await expect(page.locator('[data-said="set"]')).toBeVisible();
    await page.locator('[data-said="set"]').scrollIntoViewIfNeeded();
  });
  const [without, control, difference] = await Promise.all(
    ["shown", "other", "difference"].map((column) => effect.locator(`[data-of="${column}"]`).textContent()),
  );
  walk.reads("ln p of the answer with all heads", await page.locator('[data-overall="baseline"] [data-of="shown"]').textContent());
  walk.reads(`change of ln p without ${found.join(", ")}`, without ?? null);
  walk.reads(`change of ln p without ${others.join(", ")}`, control ?? null);
  walk.reads("difference in pairs", difference ?? null);
  const sentence = await page.locator('[data-said="set"]').textContent();
  walk.reads("which way", sentence);
  expect(intervalOf(without ?? null).high).toBeLessThan(0);
  expect(intervalOf(difference ?? null).high).toBeLessThan(0);
  expect(sentence).toContain(`Transformer without ${found.join(", ")} loses more of the answer's ln p than`);
  expect(sentence).toContain("n = 50 pairs");

  // What the saved file says of single prompts is what the command line computes without those heads.
  const saved = await walk.step("Save the result", () => saveResult(page, `without ${found.join(", ")}`));
  expect(saved.each).toHaveLength(50);
  const mask = headMask(6, 8, found);
  for (const at of [0, 29]) {
    const line = repeatedTokens(50)[at];
    const start = line?.spans.find(({ kind }) => kind === "answer")?.start ?? -1;
    const on = answerIn(await referenceTrace("transformer", line?.text ?? "", "--roles", "logits"), start);
    const off = answerIn(await referenceTrace("transformer", line?.text ?? "", "--roles", "logits", "--knob", `head_mask=${mask}`), start);
    expect(Math.abs((saved.each[at]?.baseline ?? Number.NaN) - on)).toBeLessThanOrEqual(10 * TOLERANCE);
    expect(Math.abs((saved.each[at]?.change ?? Number.NaN) - (off - on))).toBeLessThanOrEqual(10 * TOLERANCE);
  }

  // The stripe itself: at the token before the answer the strongest head looks at what followed it the first time.
  const line = repeatedTokens(1)[0];
  const best = found[0] ?? "";
  await walk.step("Type one of the prompts and open the strongest head", async () => {
    await page.getByLabel("Values of").selectOption({ label: "this text" });
    await type(page, line?.text ?? "");
    await page.locator(`[data-open="${best}"]`).click();
    await expect(map(page)).toBeVisible();
    await settled(page);
  });
  const trace = await referenceTrace("transformer", line?.text ?? "");
  const query = trace.tokens.length - 2;
  const key = trace.tokens.findIndex(({ id }) => id === trace.tokens[query]?.id) + 1;
  await walk.step("Read the pair", async () => {
    await pinPair(page, { query, key });
    await page.mouse.move(5, 5);
    await expect.poll(() => pairOf(page.locator("[data-readout]"))).toEqual({ query, key });
  });
  const [layer = 0, at = 0] = (/^L(\d+)H(\d+)$/.exec(best) ?? []).slice(1).map((digits) => Number(digits) - 1);
  const value = await field(page.locator("[data-readout]"), "value");
  expect(Math.abs(value - cell(trace, "attention.map", layer, at, query, key))).toBeLessThanOrEqual(TOLERANCE);
  walk.reads(`${best} from token ${query + 1} to token ${key + 1}, which followed its like`, value);
});

/** head_mask with these heads at 0, as the command line takes it. */
function headMask(layers: number, heads: number, off: readonly string[]): string {
  return JSON.stringify(
    Array.from({ length: layers }, (_, layer) =>
      Array.from({ length: heads }, (__, at) => (off.includes(`L${layer + 1}H${at + 1}`) ? 0 : 1)),
    ),
  );
}

/** ln p of the tokens that stand from a place of the text on, from the logits: z_i − ln Σ exp z. */
function answerIn(trace: Trace, start: number): number {
  const logits = findCapture(trace.captures, "logits");
  const width = logits?.shape[1] ?? 0;
  return trace.tokens.reduce((sum, token, place) => {
    if (place === 0 || token.end <= start) return sum;
    const row = [...(logits?.data.subarray((place - 1) * width, place * width) ?? [])];
    const top = Math.max(...row);
    return sum + (row[token.id] ?? Number.NaN) - top - Math.log(row.reduce((total, one) => total + Math.exp(one - top), 0));
  }, 0);
}
