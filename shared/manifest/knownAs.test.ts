import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { knownAs } from "./knownAs.ts";
import { parseManifest } from "./parse.ts";

const tiny = parseManifest(JSON.parse(readFileSync(new URL("../engine/fixtures/tiny/manifest.json", import.meta.url), "utf8")), "tiny");

it("a copy of a model goes by its own folder", () => {
  expect(knownAs(tiny, "tiny-mine")).toEqual({ ...tiny, id: "tiny-mine" });
  expect(knownAs(tiny, "tiny-mine").size).toBe(tiny.size);
  expect(knownAs(tiny, "tiny")).toBe(tiny);
  // What is saved with it must be readable again.
  expect(knownAs(tiny, "My Models")).toBe(tiny);
});
