// Broken models: each says what is wrong and how to go on, and the good ones beside it still work.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../electron/dev/project.mjs";
import { expect, test } from "./app.ts";
import { openModel, settled, type } from "./window.ts";

/** A models folder with one good model and four broken copies of it. */
function brokenModels(): string {
  const folder = mkdtempSync(join(tmpdir(), "heddle-models-"));
  const good = join(ROOT, "models", "transformer");
  cpSync(join(ROOT, "models", "tokenizer"), join(folder, "tokenizer"), { recursive: true });
  cpSync(good, join(folder, "transformer"), { recursive: true });
  // Models of one year are listed by name, so the good one is the first and opens by itself.
  const copy = (id: string, change: (manifest: { id: string; title: string; captures: { role: string }[] }) => void): string => {
    cpSync(good, join(folder, id), { recursive: true });
    const manifest = JSON.parse(readFileSync(join(good, "manifest.json"), "utf8"));
    Object.assign(manifest, { id, title: `A ${id} model` });
    change(manifest);
    writeFileSync(join(folder, id, "manifest.json"), JSON.stringify(manifest));
    return join(folder, id);
  };
  truncateSync(
    join(
      copy("x-truncated", () => {}),
      "model.onnx",
    ),
    1000,
  );
  const wrong = join(
    copy("x-altered", () => {}),
    "model.onnx",
  );
  const bytes = readFileSync(wrong);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 255;
  writeFileSync(wrong, bytes);
  copy("x-role", ({ captures }) => {
    if (captures[0]) captures[0].role = "attention.magic";
  });
  mkdirSync(join(folder, "garbled"));
  writeFileSync(join(folder, "garbled", "manifest.json"), "{ not json");
  return folder;
}

test.use({ models: brokenModels() });

test("a truncated or altered graph is an error on the stage, and the way out works", async ({ page }) => {
  await type(page, "The cat sat", 4);
  for (const id of ["x-truncated", "x-altered"]) {
    await openModel(page, `A ${id} model`);
    const message = page.locator(".place-stage [role=alert]");
    await expect(message).toContainText(/model\.onnx/, { timeout: 20_000 });
    await message.getByRole("button", { name: "Choose another model" }).click();
    await page.keyboard.press("Escape");
  }
  await openModel(page, "Transformer");
  await settled(page, 4);
});

test("a manifest that cannot be used is listed with its reason", async ({ page }) => {
  await settled(page);
  await page.keyboard.press("m");
  await page.getByRole("option", { name: /^x-role/ }).click();
  await expect(page.getByRole("article")).toContainText('unknown role "attention.magic"');
  await page.getByRole("option", { name: /^garbled/ }).click();
  await expect(page.getByRole("article")).toContainText("garbled/manifest.json is not JSON");
  await page.keyboard.press("Escape");
  await settled(page);
});
