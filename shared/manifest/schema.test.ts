import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { manifestJsonSchema } from "./jsonSchema.ts";
import { parseManifest } from "./parse.ts";

const models = new URL("../../models/", import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, models), "utf8"));

describe("the manifest's JSON Schema", () => {
  it("is the one that is committed (else: npm run schema)", () => {
    expect(read("manifest.schema.json")).toEqual(JSON.parse(JSON.stringify(manifestJsonSchema())));
  });
});

describe("a knob that need not be set", () => {
  const manifest = read("diff/manifest.json") as { knobs: Record<string, unknown>[] };
  const withSetFrom = (setFrom: number): unknown => ({
    ...manifest,
    knobs: manifest.knobs.map((knob) => (knob["input"] === "lambda_override" ? { ...knob, acts: "value", setFrom } : knob)),
  });
  it("has a default that does not set it", () => {
    const knob = parseManifest(withSetFrom(0), "m").knobs.find(({ input }) => input === "lambda_override");
    expect(knob).toMatchObject({ acts: "value", setFrom: 0 });
    for (const wrong of [-0.5, 1.5, 2]) expect(() => parseManifest(withSetFrom(wrong), "m")).toThrow(/setFrom is not between/);
  });
});

describe("shipped manifests", () => {
  const shipped = readdirSync(models).filter((id) => existsSync(new URL(`${id}/manifest.json`, models)));

  it.each(shipped)("%s parses and is named like its folder", (id) => {
    expect(parseManifest(read(`${id}/manifest.json`), `${id}/manifest.json`).id).toBe(id);
  });
});
