import { describe, expect, it } from "vitest";
import { THEMES } from "../contract.ts";
import { cssVariables, THEME } from "../theme.ts";
import { categoryColour } from "./categories.ts";
import { contrast, parseColour, toLab } from "./oklab.ts";
import { colourOf, divergingScale, pixelsOf, sequentialScale } from "./scale.ts";
import { DIVERGING, DIVERGING_CENTRE, divergingTable, SEQUENTIAL, sequentialTable } from "./schemes.ts";

const labAt = (table: Uint8Array, index: number) => toLab([table[index * 3] ?? 0, table[index * 3 + 1] ?? 0, table[index * 3 + 2] ?? 0]);
const far = (a: readonly number[], b: readonly number[]): number => Math.hypot(...a.map((value, i) => value - (b[i] ?? 0)));

/** Colour as a protanope or deuteranope sees it: Machado, Oliveira and Fernandes 2009, severity 1, on linear light left out for a bound. */
const BLIND = {
  protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
};
const seen = (rgb: readonly number[], matrix: readonly number[]) =>
  toLab(
    [0, 1, 2].map((row) =>
      Math.min(
        255,
        Math.max(
          0,
          rgb.reduce((sum, value, i) => sum + value * (matrix[row * 3 + i] ?? 0), 0),
        ),
      ),
    ) as [number, number, number],
  );

describe.each(THEMES)("colours of the %s theme", (theme) => {
  it.each(SEQUENTIAL)("%s rises or falls in lightness at every step", (name) => {
    const table = sequentialTable(name, theme);
    const lightness = Array.from({ length: 256 }, (_, i) => labAt(table, i)[0]);
    const direction = Math.sign((lightness[255] ?? 0) - (lightness[0] ?? 0));
    for (let i = 8; i < 256; i += 8) expect(direction * ((lightness[i] ?? 0) - (lightness[i - 8] ?? 0))).toBeGreaterThan(0);
  });

  it.each(SEQUENTIAL)("%s goes at an even pace", (name) => {
    const table = sequentialTable(name, theme);
    const steps = Array.from({ length: 15 }, (_, i) => far(labAt(table, i * 17), labAt(table, (i + 1) * 17)));
    expect(Math.max(...steps) / Math.min(...steps)).toBeLessThan(1.35);
  });

  it("has the colour of the paper for zero", () => {
    const paper = parseColour(THEME[theme].paper);
    expect(colourOf(sequentialScale("magma", theme, 0, 1, false), 0)).toEqual(paper);
    for (const name of DIVERGING) expect(colourOf(divergingScale(name, theme, 0.3, false), 0)).toEqual(paper);
  });

  it.each(DIVERGING)("%s is as light at -v as at v, and tells the two apart, also for the colour-blind", (name) => {
    const table = divergingTable(name, theme);
    for (const step of [30, 60, 90, 120]) {
      const [minus, plus] = [DIVERGING_CENTRE - step, DIVERGING_CENTRE + step];
      expect(Math.abs(labAt(table, minus)[0] - labAt(table, plus)[0])).toBeLessThan(0.01);
      const rgb = (at: number) => [...table.subarray(at * 3, at * 3 + 3)];
      for (const matrix of Object.values(BLIND)) expect(far(seen(rgb(minus), matrix), seen(rgb(plus), matrix))).toBeGreaterThan(0.04);
    }
  });

  it("never has the masked colour for a value near zero", () => {
    const masked = toLab(parseColour(THEME[theme].masked));
    expect(far(masked, toLab(parseColour(THEME[theme].paper)))).toBeGreaterThan(0.04);
  });

  it("has text of contrast AA on every surface", () => {
    const { paper, surface, raised, hover, chosen, ink, muted, accent, accentInk, danger, warning, answer, query, noise, edge } =
      THEME[theme];
    const ratio = (a: string, b: string): number => contrast(parseColour(a), parseColour(b));
    for (const ground of [paper, surface, raised, hover, chosen]) {
      for (const text of [ink, muted]) expect(ratio(text, ground)).toBeGreaterThanOrEqual(4.5);
    }
    for (const ground of [paper, surface, raised])
      for (const text of [accent, danger, warning, answer, query, noise]) expect(ratio(text, ground)).toBeGreaterThanOrEqual(4.5);
    expect(ratio(accentInk, accent)).toBeGreaterThanOrEqual(4.5);
    expect(ratio(edge, paper)).toBeGreaterThanOrEqual(3);
  });

  it("has categories that stand off the paper and from their neighbours", () => {
    for (let i = 0; i < 8; i++) {
      const colour = parseColour(categoryColour(i, theme));
      expect(contrast(colour, parseColour(THEME[theme].paper))).toBeGreaterThanOrEqual(3);
      expect(far(toLab(colour), toLab(parseColour(categoryColour(i + 1, theme))))).toBeGreaterThan(0.08);
    }
  });

  it("is the app's as CSS variables", () => {
    expect(cssVariables(theme)["--accent-ink"]).toBe(THEME[theme].accentInk);
  });
});

describe("scales", () => {
  it("are linear from the lower to the upper end and stop there", () => {
    const { index } = sequentialScale("grey", "light", 0, 0.5, false);
    expect([-1, 0, 0.25, 0.5, 2].map(index)).toEqual([0, 0, 128, 255, 255]);
  });

  it("show four decades on a logarithmic scale", () => {
    const { index } = sequentialScale("grey", "light", 0, 0.5, true);
    expect([0, 0.5e-5, 0.5e-4, 0.5e-2, 0.5].map(index)).toEqual([0, 0, 0, 128, 255]);
  });

  it("are symmetric about zero, on both scales", () => {
    for (const log of [false, true]) {
      const { index } = divergingScale("RdBu", "light", 0.4, log);
      for (const value of [0, 1e-6, 0.01, 0.1, 0.4, 3]) expect(index(value) - DIVERGING_CENTRE).toBe(DIVERGING_CENTRE - index(-value) + 0);
      expect(index(0.4)).toBe(2 * DIVERGING_CENTRE);
    }
  });

  it("paint values and masked cells", () => {
    const scale = sequentialScale("grey", "light", 0, 1, false);
    const pixels = pixelsOf(scale, Float32Array.of(0, 1, Number.NaN));
    expect([...pixels.subarray(0, 4)]).toEqual([255, 255, 255, 255]);
    expect([...pixels.subarray(4, 8)]).toEqual([16, 16, 16, 255]);
    expect([...pixels.subarray(8, 12)]).toEqual([...parseColour(THEME.light.masked), 255]);
  });
});
