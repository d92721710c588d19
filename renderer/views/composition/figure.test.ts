import { expect, test } from "vitest";
import { fixtureTrace } from "../../../shared/figures/fixtures/traces.ts";
import { drawFigure, figureOutputs } from "../../../shared/figures/spec.ts";
import { FIRST_SELECTION } from "../../../shared/selection/selection.ts";
import { chosenStage, stagesOf } from "./stage.ts";
import view from "./view.ts";

const trace = fixtureTrace({ composed: true, layers: 3 });
const PAPER = { width: 400, theme: "light", language: "en", fontSize: 8, furniture: "full" } as const;

test.each(["pair", "maps", "layers"])("F makes a figure of %s, at the pair, head and stage of the view", (figure) => {
  for (const stage of ["pre", "post"]) {
    const selection = { ...FIRST_SELECTION, heads: [{ layer: 2, head: 1 }], query: 5, key: 3 };
    const made = view.figure(trace, selection, { figure, stage });
    expect(made.figure).toBe(`composition-${figure}`);
    // Drawn from what it asks for alone, as the command line does.
    const outputs = figureOutputs(trace.manifest, made);
    const asked = { ...trace, captures: trace.captures.filter(({ name }) => outputs.includes(name)) };
    const { facts } = drawFigure(asked, made, PAPER);
    if (figure === "maps") expect(facts).toMatchObject({ heads: [{ layer: 2, head: 1 }], stage });
    else expect(facts["query"]).toBe(5);
    if (figure === "pair") expect(facts).toMatchObject({ layer: 2, stage, key: 3 });
    // The stage has fetched all that its figures read.
    const fetched = view.outputs(trace.manifest, selection);
    expect(fetched).toEqual(expect.arrayContaining(outputs));
  }
});

test("a stage that the model has not is replaced by one that it has", () => {
  const late = { captures: trace.manifest.captures.filter(({ branch }) => !branch?.startsWith("pre")) };
  expect(stagesOf(late)).toEqual(["post"]);
  expect(chosenStage(late, "pre")).toBe("post");
  expect(chosenStage(trace.manifest, "pre")).toBe("pre");
});
