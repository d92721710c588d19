// Every model that is shipped opens and draws what it has: a small map for each head or group of channels, and one of them large.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../electron/dev/project.mjs";
import { mapExtent } from "../shared/manifest/mapExtent.ts";
import { parseManifest } from "../shared/manifest/parse.ts";
import { findCapture } from "../shared/trace/trace.ts";
import { expect, test } from "./app.ts";
import { field, head, heading, hoverMap, map, pairOf, readout } from "./maps.ts";
import { referenceTrace, TOLERANCE } from "./reference.ts";
import { settled, type } from "./window.ts";

const TEXT = "The magic number of Paris is 4821. The magic number of Paris is";
const FOLDER = join(ROOT, "models");
const manifests = readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
  .filter((path) => /^[^/\\]+[/\\]manifest\.json$/.test(path))
  .map((path) => parseManifest(JSON.parse(readFileSync(join(FOLDER, path), "utf8")), path));

test("every shipped model opens and draws its maps", async ({ page, problems }) => {
  test.setTimeout(600_000);
  expect(manifests.length).toBeGreaterThanOrEqual(11);
  await settled(page);
  await type(page, TEXT);
  for (const manifest of manifests)
    await test.step(manifest.id, async () => {
      await page.getByRole("button", { name: /^Choose a model/ }).click();
      await page.locator(`.model-list [data-key="${manifest.id}"]`).click();
      await page.locator(".model-actions button").click();
      const { layers, heads } = mapExtent(manifest);
      await expect(page.locator("[data-atlas] [data-head]")).toHaveCount(layers * heads, { timeout: 60_000 });
      await expect(page.locator("[data-atlas]")).toHaveAttribute("data-stale", "false", { timeout: 60_000 });
      await page.getByRole("tab", { name: "Attention" }).click();
      await head(page, `L${layers}H${heads}`).click();
      await expect(heading(page)).toContainText(`L${layers}H${heads}`);
      await expect(map(page)).toHaveAttribute("data-stale", "false", { timeout: 60_000 });
      await hoverMap(page, 0.3, 0.5);
      await expect(readout(page).locator('[data-field="value"]')).toHaveText(/^−?\d/);
      if (manifest.size.groups !== undefined) {
        const { captures, tokens } = await referenceTrace(manifest.id, TEXT);
        const { query, key } = await pairOf(readout(page));
        const capture = findCapture(captures, "wkv.map", { layer: layers - 1 });
        const value = capture?.data[((heads - 1) * tokens.length + query) * tokens.length + key] ?? Number.NaN;
        expect(Math.abs((await field(readout(page), "value")) - value)).toBeLessThanOrEqual(TOLERANCE);
      }
      await page.mouse.move(5, 5);
    });
  expect(problems).toEqual([]);
});
