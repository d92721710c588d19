// A walk from the home screen, recorded: one token's way through the modules, and that way forced elsewhere. What is read off
// the screen is held against the command line's traces.

import { readStops, takenAt } from "../shared/analysis/route-path/routes.ts";
import type { Trace } from "../shared/trace/trace.ts";
import { test, expect as usual } from "./app.ts";
import { referenceTrace } from "./reference.ts";
import { tab, walkOf } from "./walk.ts";
import { chips, nextTokens, openModel, settled, type } from "./window.ts";

/** A machine that does other work as well may take long for a run of the model. */
const expect = usual.configure({ timeout: 60_000 });

test.use({ trace: { mode: "on", screenshots: true, snapshots: false, sources: false } });

test.beforeEach(() => {
  test.setTimeout(900_000);
});

test("one token's way through the modules, and that way forced elsewhere", async ({ page }) => {
  const walk = walkOf(page);
  const TEXT = "The old city of London was quiet that night.";
  const TOKEN = 5;
  const path = page.locator("[data-path]");
  /** What the token takes at every stop, as it is listed: module and gate. */
  const read = async (): Promise<ReadonlyMap<string, readonly (readonly [module: number, gate: number, text: string])[]>> =>
    new Map(
      await path
        .locator("[data-taken]")
        .evaluateAll((all) =>
          all.map((stop) => [
            stop.getAttribute("data-taken") ?? "",
            [...stop.querySelectorAll("li")].map(
              (row) =>
                [
                  Number(row.dataset["module"]),
                  Number(row.querySelector('[data-field="gate"]')?.textContent),
                  (row.textContent ?? "").trim(),
                ] as const,
            ),
          ]),
        ),
    );
  /** The screen's way of the token is that of a trace; gates are printed with four decimals. */
  const expectWay = async (trace: Trace, name: string): Promise<void> => {
    const shown = await read();
    for (const stop of readStops(trace)) {
      const wanted = takenAt(stop, TOKEN);
      const rows = shown.get(`${stop.kind}/${stop.step}`) ?? [];
      expect(rows.map(([module]) => module)).toEqual(wanted.map(({ module }) => module));
      for (const [rank, { gate }] of wanted.entries()) expect(Math.abs((rows[rank]?.[1] ?? Number.NaN) - gate)).toBeLessThanOrEqual(2e-4);
      walk.reads(`${name}, step ${stop.step + 1}, ${stop.kind}`, rows.map(([, , text]) => text).join(" + ") || "nothing");
    }
  };

  await walk.step("The home screen", () => settled(page));
  await walk.step("Choose Mixture-of-Modules", () => openModel(page, "Mixture-of-Modules"));
  await walk.step("Type a text", () => type(page, TEXT));
  await walk.step("Open the routing view", async () => {
    await tab(page, "Routing").click();
    await expect(page.locator("[data-lanes]")).toBeVisible();
    await settled(page);
  });
  const free = await referenceTrace("mom", TEXT);
  await walk.step("Follow one token", async () => {
    await chips(page).nth(TOKEN).click();
    await page.mouse.move(5, 5);
    await expect(path).toHaveAttribute("data-path", String(TOKEN));
  });
  walk.reads("the token", await path.getByRole("heading").innerText());
  await expectWay(free, "its way");
  const kinds = [...new Set(readStops(free).map(({ kind }) => kind))];
  for (const kind of kinds) walk.reads(`effective depth, ${kind}`, await path.locator(`[data-field="depth-${kind}"]`).textContent());
  walk.reads("others on the same way", await path.locator("[data-companions]").getAttribute("data-companions"));
  const before = await nextTokens(page);

  // A module that the token does not take at the second step, and is no SKIP.
  const stop = readStops(free).find((one) => one.kind === "attention" && one.step === 1);
  if (!stop) throw new Error("no second step of attention");
  const taken = takenAt(stop, TOKEN).map(({ module }) => module);
  const other = Array.from({ length: stop.modules }, (_, module) => module).find((module) => !taken.includes(module));
  if (other === undefined) throw new Error("the token takes every module");
  await walk.step("Force the second step's attention to another module", async () => {
    await page.locator(`[data-lane="attention/1/${other}"]`).click();
    await expect(page.locator("[data-chip]")).toHaveCount(1);
    await settled(page);
    await expect.poll(async () => (await read()).get("attention/1")?.map(([module]) => module)).toEqual([other]);
  });
  walk.reads("forced", await page.locator("[data-chip]").innerText());
  const [steps = 0, classes = 0] = free.manifest.knobs.find(({ input }) => input === "route_force.attention")?.shape ?? [];
  const force = Array.from({ length: steps }, (_, step) =>
    Array.from({ length: classes }, (__, module) => (step === 1 && module === other ? 1 : 0)),
  );
  await expectWay(await referenceTrace("mom", TEXT, "--knob", `route_force.attention=${JSON.stringify(force)}`), "forced way");
  const after = await nextTokens(page);
  expect(after).not.toEqual(before);
  walk.reads("next token before", before[0] ?? null);
  walk.reads("next token forced", after[0] ?? null);
  await walk.step("Undo", async () => {
    await page.keyboard.press("ControlOrMeta+z");
    await expect(page.locator("[data-chip]")).toHaveCount(0);
    await settled(page);
    await expect.poll(() => nextTokens(page)).toEqual(before);
  });
  await expectWay(free, "its way again");
});
