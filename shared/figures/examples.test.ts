// The example specs of every figure type, drawn. "trace" names a fixture. The pictures beside them are what a reviewer
// looks at: a change of a figure is a change of these files (vitest -u writes them again).

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FIXTURES } from "./fixtures/traces.ts";
import { writeSvg } from "./format/svg.ts";
import { FIGURES } from "./registry.ts";
import { parseSpec, renderFigure, specJson } from "./spec.ts";

const FOLDER = new URL(".", import.meta.url);

describe.each(FIGURES.map(({ id }) => id))("%s", (id) => {
  const folder = new URL(`${id}/examples/`, FOLDER);
  const names = readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .sort();

  it("has one to three examples", () => {
    expect(names.length).toBeGreaterThanOrEqual(1);
    expect(names.length).toBeLessThanOrEqual(3);
  });

  it.each(names)("%s", async (name) => {
    const spec = parseSpec(JSON.parse(readFileSync(new URL(name, folder), "utf8")), name);
    const trace = FIXTURES[spec.trace ?? ""];
    if (!trace) throw new Error(`${name}: no fixture "${spec.trace}"`);
    const second = spec.against && FIXTURES[spec.against.trace ?? ""];
    expect(spec.figure).toBe(id);
    await expect(writeSvg(renderFigure(trace, spec, second), { spec: specJson(spec) })).toMatchFileSnapshot(
      `./${id}/examples/${name.replace(".json", ".svg")}`,
    );
  });
});
