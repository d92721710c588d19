// Two figures on one page: nothing of either is lost, nothing overlaps, and names stay unique.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { faults } from "../fixtures/check.ts";
import { fixtureTrace } from "../fixtures/traces.ts";
import { writeSvg } from "../format/svg.ts";
import { cellAt, frameAt, type Mark, type Scene } from "../scene.ts";
import { drawFigure } from "../spec.ts";
import { shiftPath } from "./shift.ts";

const trace = fixtureTrace();
const second = fixtureTrace({ two: true });
const choice = { figure: "attention-map", settings: { heads: [{ layer: 1, head: 1 }] } };

const paperOf = (width: number, height?: number) =>
  ({ width, theme: "light", language: "en", fontSize: 7, furniture: "full", ...(height === undefined ? {} : { height }) }) as const;
const texts = (marks: readonly Mark[]): string[] =>
  marks.flatMap((mark) => (mark.type === "group" ? texts(mark.marks) : mark.type === "text" ? [mark.text] : []));
const names = (marks: readonly Mark[]): string[] =>
  marks.flatMap((mark) => (mark.type === "group" ? [mark.name, ...names(mark.marks)] : []));

describe("two models side by side", () => {
  const wide = drawFigure(trace, choice, paperOf(500), { trace: second });

  it("are drawn whole: every frame of both, each of its own model", () => {
    expect(wide.frames.map(({ id, shows }) => [id, shows.role])).toEqual([
      ["a-map", "attention.map"],
      ["b-map", "attention.effective"],
    ]);
    const [a, b] = wide.frames as [Scene["frames"][number], Scene["frames"][number]];
    expect(b.x).toBeGreaterThan(a.x + a.width);
    expect(frameAt(wide, b.x + 1, b.y + 1)?.id).toBe("b-map");
    expect(cellAt(b, b.x + b.width - 1, b.y + b.height - 1)).toEqual({ query: 7, key: 7 });
    expect(faults(wide)).toEqual([]);
    expect(new Set(names(wide.marks)).size).toBe(names(wide.marks).length);
  });

  it("are named, and say each for itself what they are", () => {
    expect(texts(wide.marks)).toEqual(expect.arrayContaining(["A", "B"]));
    expect(wide.caption).toMatch(/^A: .*attention probabilities.* B: .*effective attention weights/);
    expect(wide.facts["against"]).toMatchObject({ map: { role: "attention.effective" } });
  });

  it("stand one over the other where the page is narrow, and fit a height", () => {
    const narrow = drawFigure(trace, choice, paperOf(180), { trace: second });
    const [a, b] = narrow.frames as [Scene["frames"][number], Scene["frames"][number]];
    expect(b.y).toBeGreaterThan(a.y + a.height);
    expect(faults(narrow)).toEqual([]);
    expect(drawFigure(trace, choice, { ...paperOf(700, 300), furniture: "bare" }, { trace: second }).height).toBeCloseTo(300, 6);
  });

  it("may be drawn as two types, and give the same bytes again", () => {
    const draw = () => writeSvg(drawFigure(trace, choice, paperOf(500), { trace: second, figure: "diff-triptych", settings: {} }));
    expect(draw()).toBe(draw());
    expect(draw()).toContain('id="b-difference"');
  });

  it("must be of one text", () => {
    expect(() => drawFigure(trace, choice, paperOf(500), { trace: { ...second, text: "other" } })).toThrow(/different texts/);
  });
});

describe("a path that is moved", () => {
  it("moves absolute places and leaves relative ones", () => {
    expect(shiftPath("M1 2L-3.5 4h5v-6zC1 2 3 4 5 6a1 1 0 1 0 2 0", 10, 100)).toBe(
      "M11 102L6.5 104h5v-6zC11 102 13 104 15 106a1 1 0 1 0 2 0",
    );
    expect(shiftPath("M1,2H3V4", 1, 1)).toBe("M2 3H4V5");
    expect(() => shiftPath("M0 0A1 1 0 1 0 2 2", 1, 1)).toThrow(RangeError);
  });

  it("comes back when it is moved back", () => {
    const number = fc.integer({ min: -9999, max: 9999 }).map((value) => value / 8);
    fc.assert(
      fc.property(number, number, number, number, (x, y, dx, dy) => {
        const path = `M${x} ${y}L${y} ${x}h${x}z`;
        expect(shiftPath(shiftPath(path, dx, dy), -dx, -dy).replaceAll(/\s+/g, " ")).toBe(path.replace(`h${x}`, `h${x}`));
      }),
    );
  });
});
