import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { fixtureTrace } from "../../../shared/figures/fixtures/traces.ts";
import { writeTrace } from "../../../shared/trace/npz.ts";
import { main } from "../main.ts";

const folder = mkdtempSync(join(tmpdir(), "heddle-figure-"));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, "t.npz"), writeTrace(fixtureTrace({ two: true })));
writeFileSync(join(folder, "other.npz"), writeTrace(fixtureTrace()));

/** Runs `heddle figure` on a spec; what it said. */
async function figure(spec: unknown, out = "f.svg"): Promise<{ code: number; said: string }> {
  const path = join(folder, "spec.json");
  writeFileSync(path, typeof spec === "string" ? spec : JSON.stringify(spec));
  const said: string[] = [];
  const hear = (line: string): void => void said.push(line);
  const code = await main(["figure", path, "--out", join(folder, out)], { print: hear, complain: hear });
  return { code, said: said.join("\n") };
}

const spec = { figure: "diff-triptych", trace: "t.npz", settings: { head: { layer: 1, head: 0 } }, paper: { width: "183mm" } };

describe("heddle figure", () => {
  it("draws a saved trace, the same bytes each time", async () => {
    expect(await figure(spec)).toMatchObject({ code: 0, said: expect.stringMatching(/Layer 2, head 1.*183 × \d+ mm/) });
    await figure(spec, "again.svg");
    const svg = readFileSync(join(folder, "f.svg"), "utf8");
    expect(readFileSync(join(folder, "again.svg"), "utf8")).toBe(svg);
    expect(svg).toContain("&quot;trace&quot;:&quot;t.npz&quot;");
  });

  it.each([
    ["no JSON", "{", /is not JSON/],
    ["an unknown figure", { figure: "pie", trace: "t.npz" }, /no figure type "pie"/],
    ["a trace that is not there", { ...spec, trace: "none.npz" }, /none\.npz could not be read/],
    ["a head that is not there", { ...spec, settings: { head: { layer: 7, head: 0 } } }, /L8H1/],
    ["a model that is not there", { figure: "head-grid", model: "none", text: "a" }, /no model "none"/],
  ])("says what is wrong: %s", async (_, wrong, sentence) => {
    const { code, said } = await figure(wrong);
    expect(code).toBe(1);
    expect(said).toMatch(sentence);
  });

  it("draws two traces, side by side or in one picture", async () => {
    const beside = { figure: "attention-map", trace: "other.npz", against: { trace: "t.npz" }, paper: { width: "183mm" } };
    expect(await figure(beside)).toMatchObject({ code: 0, said: expect.stringMatching(/Tiny \(A\) beside Tiny \(B\)/) });
    expect(readFileSync(join(folder, "f.svg"), "utf8")).toContain('id="b-map"');
    expect(await figure({ ...beside, figure: "map-pair" })).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, "f.svg"), "utf8")).toContain('id="difference"');
    expect((await figure({ ...beside, against: { trace: "none.npz" } })).said).toMatch(/none\.npz could not be read.*"against\.trace"/s);
  });

  it("saves SVG only", async () => {
    expect((await figure(spec, "f.pdf")).said).toMatch(/does not end in \.svg/);
  });
});
