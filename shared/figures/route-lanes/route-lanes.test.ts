// Figures of routes: nothing overlaps or leaves the page whatever the text and the paper, and what is drawn is what was
// taken.

import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { readStops, takenAt } from "../../analysis/route-path/routes.ts";
import { LANGUAGES } from "../../text.ts";
import type { Trace } from "../../trace/trace.ts";
import { THEMES } from "../contract.ts";
import { faults } from "../fixtures/check.ts";
import { routed } from "../fixtures/routed.ts";
import { fixtureTrace, HOSTILE } from "../fixtures/traces.ts";
import routeAttention from "../route-attention/figure.ts";
import routeUse from "../route-use/figure.ts";
import type { Mark, Scene } from "../scene.ts";
import routeLanes from "./figure.ts";
import { lanes } from "./lanes.ts";
import { laneSettings } from "./settings.ts";
import { moduleColour } from "./strands.ts";

const PAPER = { width: 500, theme: "light", language: "en", fontSize: 7, furniture: "full" } as const;
const words = (count: number): string[] => Array.from({ length: count }, (_, i) => `␣w${i}`);

const paper = fc.record({
  width: fc.integer({ min: 60, max: 900 }),
  height: fc.option(fc.integer({ min: 60, max: 700 }), { nil: undefined }),
  theme: fc.constantFrom(...THEMES),
  language: fc.constantFrom(...LANGUAGES),
  fontSize: fc.integer({ min: 4, max: 20 }),
  furniture: fc.constantFrom("full" as const, "bare" as const),
});
const trace = fc
  .record({
    tokens: fc.array(fc.oneof(fc.string({ unit: "grapheme", maxLength: 12 }), fc.constantFrom(...HOSTILE)), {
      minLength: 1,
      maxLength: 30,
    }),
    layers: fc.integer({ min: 1, max: 3 }),
    modules: fc.integer({ min: 1, max: 6 }),
    places: fc.integer({ min: 1, max: 2 }),
    forced: fc.boolean(),
  })
  .map(({ tokens, layers, modules, places, forced }) => {
    const made = routed(fixtureTrace({ tokens, layers }), { modules, places });
    const force = Array.from({ length: layers * (modules + 1) }, (_, i) => (i === modules ? 1 : 0));
    return forced
      ? { ...made, knobs: { "route_force.attention": force, "module_mask.ffn": [0, ...new Array<number>(modules).fill(1)] } }
      : made;
  });

const TYPES = [
  ["route-lanes", (one: Trace, lit: number | null, on: typeof PAPER) => routeLanes.draw(one, v.parse(routeLanes.settings, { lit }), on)],
  [
    "route-use",
    (one: Trace, lit: number | null, on: typeof PAPER) =>
      routeUse.draw(one, v.parse(routeUse.settings, { by: lit === null ? "step" : "class" }), on),
  ],
  [
    "route-attention",
    (one: Trace, _: number | null, on: typeof PAPER) => routeAttention.draw(one, v.parse(routeAttention.settings, {}), on),
  ],
] as const;

describe.each(TYPES)("%s", (_, draw) => {
  it("stays on its page without overlaps, whatever the tokens and the paper", () => {
    fc.assert(
      fc.property(trace, fc.option(fc.integer({ min: 0, max: 29 }), { nil: null }), paper, (one, lit, { height, ...rest }) => {
        expect(faults(draw(one, lit, { ...rest, ...(height === undefined ? {} : { height }) } as unknown as typeof PAPER))).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });
});

/** Marks of a named group, wherever it is. */
function group(scene: Scene, name: string): readonly Mark[] {
  const find = (marks: readonly Mark[]): readonly Mark[] | undefined => {
    for (const mark of marks) {
      if (mark.type !== "group") continue;
      if (mark.name === name) return mark.marks;
      const inside = find(mark.marks);
      if (inside) return inside;
    }
    return undefined;
  };
  return find(scene.marks) ?? [];
}

describe("the lane diagram", () => {
  const few = routed(fixtureTrace({ tokens: words(6), layers: 2 }));
  const draw = (one: Trace, settings: object) => lanes(one, v.parse(laneSettings, settings), PAPER);

  it("has one line for each class that a token takes, as wide as its gate, in the module's colour", () => {
    const lines = group(draw(few, {}).scene, "tokens").filter((mark) => mark.type === "path" && mark.fill === "none");
    const stops = readStops(few);
    const taken = few.tokens.flatMap((_, token) =>
      stops.flatMap((stop) => takenAt(stop, token).map((one) => ({ ...one, colour: moduleColour(stop, one.module, "light") }))),
    );
    expect(lines.length).toBe(taken.length);
    const widths = lines.map((mark) => (mark.type === "path" ? mark.strokeWidth : 0));
    lines.forEach((mark, i) => void expect(mark.type === "path" && mark.stroke).toBe(taken[i]?.colour));
    // Width grows with the gate by one straight rule.
    const [a, b] = [taken.findIndex(({ gate }) => gate < 0.3), taken.findIndex(({ gate }) => gate > 0.7)];
    const slope = ((widths[b] ?? 0) - (widths[a] ?? 0)) / ((taken[b]?.gate ?? 0) - (taken[a]?.gate ?? 0));
    expect(slope).toBeGreaterThan(1);
    taken.forEach(({ gate }, i) => void expect((widths[i] ?? 0) - (widths[a] ?? 0)).toBeCloseTo(slope * (gate - (taken[a]?.gate ?? 0)), 6));
  });

  it("becomes cells where columns are narrow: as many coloured as classes are taken", () => {
    const many = routed(fixtureTrace({ tokens: words(200), layers: 2, heads: 1 }));
    const { scene } = draw(many, {});
    expect(group(scene, "tokens")).toEqual([]);
    const stops = readStops(many);
    for (const [i, mark] of group(scene, "cells").entries()) {
      const stop = stops[i];
      if (mark.type !== "raster" || !stop) throw new Error("one picture a band");
      expect([mark.columns, mark.rows]).toEqual([200, stop.classes]);
      const coloured = (column: number, row: number): boolean =>
        mark.pixels.subarray((row * 200 + column) * 4, (row * 200 + column) * 4 + 3).some((byte) => byte !== 255);
      for (let token = 0; token < 200; token++)
        expect(Array.from({ length: stop.classes }, (_, row) => row).filter((row) => coloured(token, row))).toEqual(
          takenAt(stop, token)
            .map(({ module }) => module)
            .sort(),
        );
    }
    expect(draw(many, { tokens: [20, 40] }).scene.frames[0]?.region).toMatchObject({ column0: 20, column1: 40 });
    expect(group(draw(many, { tokens: [20, 40] }).scene, "tokens").length).toBeGreaterThan(0);
  });

  it("lights a token with those who share its path", () => {
    const { scene } = draw(few, { lit: 0 });
    const { lit } = scene.facts;
    const way = (token: number): string =>
      JSON.stringify(
        readStops(few).map((stop) =>
          takenAt(stop, token)
            .map(({ module }) => module)
            .sort(),
        ),
      );
    expect(lit).toEqual({ token: 0, rule: "taken", companions: few.tokens.flatMap((_, token) => (way(token) === way(0) ? [token] : [])) });
    // Every column is either lit or under the veil.
    const [veil] = group(scene, "lit");
    const { companions } = lit as { companions: number[] };
    const covered = veil?.type === "path" ? [...veil.d.matchAll(/h(-?[\d.]+)v/g)].reduce((sum, [, width]) => sum + Number(width), 0) : 0;
    const [frame] = scene.frames;
    expect(covered).toBeCloseTo(((frame?.width ?? 0) * (few.tokens.length - companions.length)) / few.tokens.length, 1);
  });

  it("says what is forced and what is out of the pool", () => {
    const force = [0, 0, 0, 0, 0, 1, 0, 0];
    const { scene } = draw({ ...few, knobs: { "route_force.ffn": force, "module_mask.attention": [1, 0, 1, 1] } }, {});
    expect(scene.caption).toContain("Forced: step 2 FFN to 2.");
    expect(scene.caption).toContain("Out of the pool: attention 2.");
    expect(group(scene, "names").filter((mark) => mark.type === "text" && mark.text === "forced").length).toBe(1);
  });

  it("shows one kind alone, and refuses one that is not there", () => {
    expect(draw(few, { kind: "ffn" }).scene.frames.map(({ id }) => id)).toEqual(["ffn/0", "ffn/1"]);
    expect(() => draw(few, { kind: "vision" })).toThrow(/no routes of the kind "vision"/);
  });

  it("has few marks for 512 tokens: what a window must lay out does not grow with the text", () => {
    const count = (marks: readonly Mark[]): number => marks.reduce((sum, mark) => sum + (mark.type === "group" ? count(mark.marks) : 1), 0);
    const at = (tokens: number): number =>
      count(draw(routed(fixtureTrace({ tokens: words(tokens), layers: 4, heads: 1 }), { modules: 4 }), {}).scene.marks);
    expect(at(512)).toBeLessThan(300);
    expect(at(30)).toBeGreaterThan(500);
  });
});
