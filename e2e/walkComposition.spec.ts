// A walk from the home screen, recorded: which heads a composed model mixed for one pair of tokens, and that switched off.
// Each number that is stated is read off the screen and held against the command line's trace.

import { factorsOf } from "../shared/analysis/composition-matrix/factors.ts";
import { entryOf, pairMatrix } from "../shared/analysis/composition-matrix/matrix.ts";
import { test, expect as usual } from "./app.ts";
import { head, map, pairOf, pinPair } from "./maps.ts";
import { cell, numberOf, referenceTrace, TOLERANCE } from "./reference.ts";
import { tab, walkOf } from "./walk.ts";
import { nextTokens, openModel, settled, status, type } from "./window.ts";

/** A machine that does other work as well may take long for a run of the model. */
const expect = usual.configure({ timeout: 60_000 });

test.use({ trace: { mode: "on", screenshots: true, snapshots: false, sources: false } });

test.beforeEach(() => {
  test.setTimeout(900_000);
});

interface Reading {
  printed(name: string): string;
  exact(name: string): number;
}

test("which heads DCMHA mixed for one pair, and that switched off", async ({ page }) => {
  const walk = walkOf(page);
  const TEXT = "The old city of London was quiet that night.";
  const [LAYER, INTO] = [1, 2];
  const pane = page.locator("[data-pair]");
  /** All numbers of the table at once: as they are printed, and whole, as their titles say. */
  const read = async (): Promise<Reading> => {
    const cells = await pane
      .locator("[data-field]")
      .evaluateAll((all) =>
        all.map((one) => [one.getAttribute("data-field") ?? "", one.textContent ?? "", one.getAttribute("title")] as const),
      );
    const printed = new Map(cells.map(([name, text]) => [name, text]));
    const whole = new Map(cells.map(([name, , title]) => [name, numberOf(title)]));
    return { printed: (name) => printed.get(name) ?? "", exact: (name) => whole.get(name) ?? Number.NaN };
  };

  await walk.step("The home screen", () => settled(page));
  await walk.step("Choose DCFormer", () => openModel(page, "DCFormer"));
  await walk.step("Type a text", () => type(page, TEXT));
  await walk.step("Open the composition view", async () => {
    await tab(page, "Composition").click();
    await expect(map(page)).toBeVisible();
  });
  await walk.step("Choose a head in the atlas", async () => {
    await head(page, `L${LAYER + 1}H${INTO + 1}`).click();
    await settled(page);
  });
  const { query, key } = await walk.step("Pick a pair of tokens", async () => {
    await pinPair(page, { query: 8, key: 3 });
    await page.mouse.move(5, 5);
    await expect.poll(() => pairOf(pane)).toEqual({ query: 8, key: 3 });
    return { query: 8, key: 3 };
  });

  const trace = await referenceTrace("dcformer", TEXT);
  const heads = trace.manifest.size.heads;
  const factors = factorsOf(trace, LAYER, "post");
  if (!factors) throw new Error("the command line gave no factors");
  const matrix = pairMatrix(factors, query, key);
  walk.reads("the pair", (await pane.locator("p").first().innerText()).replaceAll("\n", " "));
  const shown = await read();
  let sum = 0;
  const mixed: { name: string; part: number }[] = [];
  for (let n = 0; n < heads; n++) {
    const [input, entry, output] = [shown.exact(`in-H${n + 1}`), shown.exact(`m-H${n + 1}`), shown.exact(`out-H${n + 1}`)];
    expect(Math.abs(input - cell(trace, "attention.map", LAYER, n, query, key))).toBeLessThanOrEqual(TOLERANCE);
    expect(Math.abs(entry - entryOf(matrix, n, INTO))).toBeLessThanOrEqual(TOLERANCE);
    expect(Math.abs(output - cell(trace, "attention.effective", LAYER, n, query, key))).toBeLessThanOrEqual(TOLERANCE);
    sum += input * entry;
    if (n !== INTO) mixed.push({ name: `H${n + 1}`, part: entry });
    walk.reads(
      `H${n + 1} into H${INTO + 1}`,
      `M ${shown.printed(`m-H${n + 1}`)}, a ${shown.printed(`in-H${n + 1}`)}, a · M ${shown.printed(`product-H${n + 1}`)}`,
    );
  }
  walk.reads(`what H${INTO + 1} passes on comes from other heads`, shown.printed(`others-H${INTO + 1}`));
  // What goes in, times what the matrix says, is what the model passed on.
  expect(Math.abs(sum - cell(trace, "attention.effective", LAYER, INTO, query, key))).toBeLessThanOrEqual(TOLERANCE);
  mixed.sort((one, other) => Math.abs(other.part) - Math.abs(one.part));
  expect(mixed.filter(({ part }) => Math.abs(part) > 1e-3).length).toBeGreaterThanOrEqual(1);
  walk.reads("other heads mixed into it, strongest first", mixed.map(({ name, part }) => `${name} ${part.toFixed(3)}`).join(", "));
  const before = await nextTokens(page);
  walk.reads("next token", before[0] ?? null);

  await walk.step("Switch composition off", async () => {
    await page.getByRole("button", { name: "Composition off" }).click();
    await settled(page);
    await expect(status(page)).toContainText("gates 0 (changed)");
    await expect.poll(async () => (await read()).exact(`m-H${INTO + 1}`)).toBe(1);
  });
  const off = ["pre", "post"].flatMap((stage) =>
    ["static", "query", "key", "gates"].flatMap((part) => ["--knob", `compose_gain.${stage}.${part}=0`]),
  );
  const plain = await referenceTrace("dcformer", TEXT, ...off);
  const left = await read();
  for (let n = 0; n < heads; n++) {
    expect(left.exact(`m-H${n + 1}`)).toBe(n === INTO ? 1 : 0);
    expect(left.exact(`out-H${n + 1}`)).toBe(left.exact(`in-H${n + 1}`));
    expect(Math.abs(left.exact(`out-H${n + 1}`) - cell(plain, "attention.effective", LAYER, n, query, key))).toBeLessThanOrEqual(TOLERANCE);
    expect(left.printed(`others-H${n + 1}`)).toBe("0%");
  }
  // The model ran again: it goes on with other probabilities.
  const after = await nextTokens(page);
  expect(after).not.toEqual(before);
  walk.reads("every matrix", "the identity");
  walk.reads("next token", after[0] ?? null);
  await walk.step("Undo", async () => {
    await page.keyboard.press("ControlOrMeta+z");
    await settled(page);
    await expect.poll(() => nextTokens(page)).toEqual(before);
  });
});
