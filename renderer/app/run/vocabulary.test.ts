import { readFileSync } from "node:fs";
import { afterEach, expect, it, vi } from "vitest";
import { parseManifest } from "../../../shared/manifest/parse.ts";
import type { CatalogEntry } from "../../state/catalog.ts";
import { createVocabularies } from "./vocabulary.ts";

const FOLDER = "shared/engine/fixtures/tiny";
const manifest = parseManifest(JSON.parse(readFileSync(`${FOLDER}/manifest.json`, "utf8")), "manifest.json");
const entry: CatalogEntry = { id: "tiny", base: "http://127.0.0.1/tiny/", manifest, error: null };

afterEach(() => vi.unstubAllGlobals());

it("reads a tokenizer once, but tries again what could not be read", async () => {
  const answers = [new Response("", { status: 503 }), new Response(readFileSync(`${FOLDER}/${manifest.tokenizer.file}`))];
  const fetched = vi.fn(async () => answers.shift());
  vi.stubGlobal("fetch", fetched);
  const vocabularies = createVocabularies(() => [entry]);
  expect(await vocabularies("tiny")).toBeNull();
  const labels = await vocabularies("tiny");
  expect(labels).toHaveLength(manifest.size.vocabulary);
  expect(await vocabularies("tiny")).toBe(labels);
  expect(fetched).toHaveBeenCalledTimes(2);
});
