// A walk from the home screen, recorded: how much attention two models spend on the answer, on noise and on the first token,
// over the same prompts. Each number that is stated is read off the screen and held against the command line's traces.

import { expectAccessible } from "./accessible.ts";
import { test, expect as usual } from "./app.ts";
import { expectPrinted, intervalFrom, intervalOf } from "./intervals.ts";
import { field, map } from "./maps.ts";
import { NEEDLES, needles } from "./promptFiles.ts";
import { cell, numberOf, referenceTrace, TOLERANCE } from "./reference.ts";
import { measure, openPrompts, saveResult, tab, walkOf } from "./walk.ts";
import { nextTokens, openModel, settled, type } from "./window.ts";

/** A machine that does other work as well may take long for a run of the model. */
const expect = usual.configure({ timeout: 60_000 });

test.use({ trace: { mode: "on", screenshots: true, snapshots: false, sources: false } });

test.beforeEach(() => {
  test.setTimeout(900_000);
});

const SHARES = ["answer-attention", "noise-attention", "sink-attention"] as const;
type Shares = Readonly<Record<(typeof SHARES)[number] | "absolute-noise", number>>;

/** What the asked tokens of a prompt give to the answer, to noise and to the first token, mean over all heads. */
async function sharesOf(
  model: string,
  role: "attention.map" | "attention.effective",
  line: ReturnType<typeof needles>[number],
): Promise<Shares> {
  const trace = await referenceTrace(model, line.text, "--roles", role);
  const { layers, heads } = trace.manifest.size;
  const places = trace.tokens.map((_, place) => place);
  const within = (kind: "answer" | "query"): number[] =>
    places.filter((place) =>
      line.spans.some((span) => {
        const { start, end } = trace.tokens[place] ?? { start: 0, end: 0 };
        return span.kind === kind && start < end && start < span.end && end > span.start;
      }),
    );
  const [answer, asked] = [within("answer"), within("query")];
  const noise = places.filter((place) => place > 0 && !answer.includes(place) && !asked.includes(place));
  const total = { "answer-attention": 0, "noise-attention": 0, "sink-attention": 0, "absolute-noise": 0 };
  for (let layer = 0; layer < layers; layer++)
    for (let at = 0; at < heads; at++)
      for (const query of asked) {
        const to = (keys: readonly number[], size: (value: number) => number = (value) => value): number =>
          keys.filter((key) => key <= query).reduce((sum, key) => sum + size(cell(trace, role, layer, at, query, key)), 0);
        total["answer-attention"] += to(answer);
        total["noise-attention"] += to(noise);
        total["sink-attention"] += to([0]);
        total["absolute-noise"] += to(noise, Math.abs);
      }
  const count = layers * heads * asked.length;
  return Object.fromEntries(Object.entries(total).map(([name, sum]) => [name, sum / count])) as Shares;
}

test("how much Transformer and DIFF spend on noise, on the sink and on the answer", async ({ page }) => {
  const walk = walkOf(page);
  await walk.step("The home screen", () => settled(page));
  await walk.step("Choose Transformer", () => openModel(page, "Transformer"));
  await walk.step("Open a file of needle prompts in the workbench", () => openPrompts(page, NEEDLES));
  await walk.step("Measure it", () => measure(page, 1));
  await walk.step("Choose DIFF", async () => {
    await openModel(page, "DIFF");
    await settled(page);
  });
  await walk.step("Measure the same file", () => measure(page, 2));
  const against = page.getByLabel("Held against");
  await walk.step("Hold both results against each other", async () => {
    const choice = await against.locator("option", { hasText: "Transformer" }).getAttribute("value");
    await against.selectOption(choice ?? "");
    await expect(page.locator("[data-verdicts]")).toBeVisible();
    await page.locator("[data-verdicts]").scrollIntoViewIfNeeded();
  });

  // What each prompt came to is in the files of both results; of two prompts it is worked out from the command line's traces.
  const a = await walk.step("Save the result of Transformer", () => saveResult(page, "Transformer, attention probabilities"));
  const b = await walk.step("Save the result of DIFF", () => saveResult(page, "DIFF Transformer"));
  const lines = needles(20);
  expect(a.each.map(({ line }) => line)).toEqual(lines.map((_, at) => at + 1));
  expect(b.each.map(({ line }) => line)).toEqual(lines.map((_, at) => at + 1));
  for (const at of [0, 13])
    for (const [result, model, role] of [
      [a, "transformer", "attention.map"],
      [b, "diff", "attention.effective"],
    ] as const) {
      const wanted = await sharesOf(model, role, lines[at] as (typeof lines)[number]);
      for (const measure of SHARES)
        expect(Math.abs((result.each[at]?.means[measure] ?? Number.NaN) - wanted[measure]), `${model}, ${measure}`).toBeLessThanOrEqual(
          TOLERANCE,
        );
      if (role === "attention.effective")
        expect(Math.abs((result.each[at]?.means["absolute-noise"] ?? Number.NaN) - wanted["absolute-noise"])).toBeLessThanOrEqual(
          TOLERANCE,
        );
    }
  const overall = page.locator("[data-compare]");
  for (const measure of [...SHARES, "absolute-noise"] as const) {
    // Probabilities have no sign: the size of their noise is the noise itself.
    const first = a.each.map(({ means }) => means[measure === "absolute-noise" ? "noise-attention" : measure] ?? Number.NaN);
    const second = b.each.map(({ means }) => means[measure] ?? Number.NaN);
    const row = overall.locator(`[data-overall="${measure}"]`);
    const shown = {
      diff: await row.locator('[data-of="shown"]').textContent(),
      transformer: await row.locator('[data-of="other"]').textContent(),
      difference: await row.locator('[data-of="difference"]').textContent(),
    };
    expectPrinted(intervalOf(shown.diff), intervalFrom(second), `DIFF, ${measure}`);
    expectPrinted(intervalOf(shown.transformer), intervalFrom(first), `Transformer, ${measure}`);
    const difference = intervalFrom(second.map((value, i) => value - (first[i] ?? Number.NaN)));
    expectPrinted(intervalOf(shown.difference), difference, `difference, ${measure}`);
    // The sentence says which way it came out, and with which interval.
    const sentence = (await page.locator(`[data-said="${measure}"]`).textContent()) ?? "";
    expect(sentence).toContain(`${shown.difference}, n = 20 pairs`);
    expect(sentence).toContain(difference.low > 0 ? " has more " : difference.high < 0 ? " has less " : "it is open");
    walk.reads(`Transformer, ${measure}`, shown.transformer);
    walk.reads(`DIFF, ${measure}`, shown.diff);
    walk.reads("which way", sentence);
  }
  walk.reads("which way", await page.locator('[data-said="signal-to-noise"]').textContent());
  for (const colorScheme of ["dark", "light"] as const)
    await walk.step(`Look at it in the ${colorScheme} theme`, async () => {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    });

  const line = lines[0];
  if (!line) throw new Error("no prompt");
  await walk.step("Type one of the prompts and mark its answer and question", async () => {
    await type(page, line.text);
    await page.getByLabel("Values of").selectOption({ label: "this text" });
    for (const kind of ["answer", "query"] as const) {
      const span = line.spans.find((one) => one.kind === kind);
      const input = page.locator(`[data-pattern="${kind}"]`);
      await input.fill(line.text.slice(span?.start, span?.end));
      await input.press("Enter");
      await expect(page.locator(`.chip[data-mark="${kind}"]`).first()).toBeVisible();
    }
    await expect(page.locator('[data-measures="ready"]')).toBeVisible();
  });
  const noise = page.locator('[data-mean="noise-attention"]');
  const trained = await sharesOf("diff", "attention.effective", line);
  await expect.poll(async () => Math.abs(numberOf(await noise.textContent()) - trained["noise-attention"])).toBeLessThanOrEqual(0.0006);
  walk.reads("noise of this prompt with λ as trained, mean over heads", await noise.textContent());

  await walk.step("Open the differential view", async () => {
    await tab(page, "Differential").click();
    await expect(map(page)).toBeVisible();
    await settled(page);
  });
  await walk.step("Turn λ of the first layer off", async () => {
    const before = await nextTokens(page);
    const slider = page.getByRole("tabpanel").getByRole("slider").first();
    await slider.focus();
    await page.keyboard.press("Home");
    await settled(page);
    await expect.poll(() => nextTokens(page)).not.toEqual(before);
    expect(numberOf(await page.locator('[data-field="lambda-L1"]').textContent())).toBe(0);
  });
  await walk.step("Read the noise again", async () => {
    await tab(page, "Workbench").click();
    await expect(page.locator('[data-measures="ready"]')).toBeVisible();
    await expect.poll(async () => numberOf(await noise.textContent())).not.toBe(Number(trained["noise-attention"].toFixed(3)));
  });
  walk.reads("noise of this prompt with λ of the first layer at 0", await noise.textContent());
  await walk.step("Put λ back", async () => {
    await page.getByRole("button", { name: "Reset all" }).click();
    await settled(page);
    await expect.poll(async () => Math.abs(numberOf(await noise.textContent()) - trained["noise-attention"])).toBeLessThanOrEqual(0.0006);
  });
  await walk.step("Put Transformer beside DIFF", async () => {
    await page.getByRole("button", { name: /^Compare with another/ }).click();
    await page
      .locator(".model-list")
      .getByRole("option", { name: /^Transformer/ })
      .click();
    await page.locator(".model-actions button").click();
    await expect(page.getByTestId("status-second")).toContainText(/\d+ tokens/, { timeout: 150_000 });
    await tab(page, "Comparison").click();
    await expect(page.locator("[data-segment]").first()).toBeVisible({ timeout: 150_000 });
    await expect(page.locator(".status-running")).toHaveCount(0, { timeout: 150_000 });
  });
  for (const row of await page.locator("[data-segment]").all())
    walk.reads(
      `${await row.locator("th").textContent()}, share of attention`,
      `A (DIFF) ${await row.locator('[data-field="a"]').textContent()}, B (Transformer) ${await row.locator('[data-field="b"]').textContent()}`,
    );
  expect(await field(page.locator('[data-segment="sum"]'), "a")).toBeCloseTo(1, 3);
});
