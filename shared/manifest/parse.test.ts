// Manifests that contradict themselves, as a person's own may.

import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parseManifest } from "./parse.ts";
import type { Manifest } from "./schema.ts";

const tiny = parseManifest(JSON.parse(readFileSync(new URL("../engine/fixtures/tiny/manifest.json", import.meta.url), "utf8")), "tiny");
const [knob] = tiny.knobs as [Manifest["knobs"][number]];
const [capture] = tiny.captures as [Manifest["captures"][number]];

it.each<[string, Partial<Manifest>, RegExp]>([
  ["a knob that is listed twice", { knobs: [knob, knob] }, /is listed twice/],
  ["a knob with the name of the tokens' input", { knobs: [{ ...knob, input: tiny.input }] }, /is the input of the tokens/],
  ["a knob larger than any model", { knobs: [{ ...knob, axes: ["layer", "head"], shape: [1e6, 1e6] }] }, /has 1000000000000 values/],
  ["an output that is listed twice", { captures: [...tiny.captures, capture] }, /is listed twice/],
  ["an output with a name that trace files use", { captures: [...tiny.captures, { ...capture, output: "tokens" }] }, /is taken/],
])("refuses %s", (_, change, message) => {
  expect(() => parseManifest({ ...tiny, ...change }, "m")).toThrow(message);
});
