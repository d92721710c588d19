// Colour maps as tables of 256 colours. Sequential maps rise evenly (equal steps are equally far apart in OKLab) from
// the colour of the paper; diverging maps have the paper at zero and two arms of equal lightness at equal distance.
// The published ramps are ColorBrewer's and matplotlib's, as d3-scale-chromatic carries them.

import { interpolateCividis, interpolateMagma, interpolatePuOr, interpolateRdBu, interpolateViridis } from "d3-scale-chromatic";
import type { ThemeName } from "../contract.ts";
import { THEME } from "../theme.ts";
import { type Lab, parseColour, toLab, toRgb } from "./oklab.ts";

export const SEQUENTIAL = ["magma", "viridis", "cividis", "grey"] as const;
export type SequentialName = (typeof SEQUENTIAL)[number];
export const DIVERGING = ["RdBu", "PuOr"] as const;
export type DivergingName = (typeof DIVERGING)[number];

/** 256 colours, three bytes each. */
export type ColourTable = Uint8Array;

/** Entries of a diverging table: 0 to 254, so that zero has an entry of its own; the last is repeated. */
export const DIVERGING_CENTRE = 127;

const BLACK: Lab = [0, 0, 0];
const lab = (colour: string): Lab => toLab(parseColour(colour));
const ramp = (of: (t: number) => string, from: number, to: number, count = 24): Lab[] =>
  Array.from({ length: count }, (_, i) => lab(of(from + ((to - from) * i) / (count - 1))));

/** Knots of each sequential map, low value first. */
const KNOTS: Readonly<Record<SequentialName, Readonly<Record<ThemeName, () => Lab[]>>>> = {
  magma: {
    light: () => [lab(THEME.light.paper), ...ramp(interpolateMagma, 0.9, 0.08)],
    dark: () => [lab(THEME.dark.paper), ...ramp(interpolateMagma, 0.24, 1)],
  },
  // As published, in both themes: low is dark.
  viridis: { light: () => ramp(interpolateViridis, 0, 1), dark: () => ramp(interpolateViridis, 0, 1) },
  cividis: { light: () => ramp(interpolateCividis, 0, 1), dark: () => ramp(interpolateCividis, 0, 1) },
  grey: { light: () => [lab(THEME.light.paper), lab("#101010")], dark: () => [lab(THEME.dark.paper), lab("#ffffff")] },
};

/** Arms of each diverging map, from near zero outwards: negative (warm), positive (cool). */
const ARMS: Readonly<Record<DivergingName, Readonly<Record<ThemeName, () => readonly [Lab[], Lab[]]>>>> = {
  RdBu: {
    light: () => [ramp(interpolateRdBu, 0.42, 0.03), ramp(interpolateRdBu, 0.58, 0.97)],
    dark: () => [["#4a1a12", "#a33a1c", "#e57343", "#ffc9a6"].map(lab), ["#12294d", "#1f5fa8", "#4f9be6", "#b4dcff"].map(lab)],
  },
  PuOr: {
    light: () => [ramp(interpolatePuOr, 0.42, 0.03), ramp(interpolatePuOr, 0.58, 0.97)],
    dark: () => [["#3b2407", "#8a5410", "#d08c33", "#f7d9a4"].map(lab), ["#2a1f4d", "#5c48a0", "#9583d6", "#d9d0fa"].map(lab)],
  },
};

const mix = (a: Lab, b: Lab, t: number): Lab => [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];

/** The colour at `target` along a broken line whose knots stand at rising positions. */
function along(knots: readonly Lab[], positions: readonly number[], target: number): Lab {
  let next = positions.findIndex((position) => position >= target);
  if (next < 0) next = positions.length - 1;
  const b = knots[next] ?? BLACK;
  const a = knots[next - 1] ?? b;
  const [from = 0, to = 0] = [positions[next - 1], positions[next]];
  return to === from ? b : mix(a, b, (target - from) / (to - from));
}

/** A table that walks the knots at constant speed in OKLab. */
function evenly(knots: readonly Lab[]): ColourTable {
  const positions = [0];
  for (let i = 1; i < knots.length; i++) {
    const [a = BLACK, b = BLACK] = [knots[i - 1], knots[i]];
    positions.push((positions[i - 1] ?? 0) + Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]));
  }
  const length = positions.at(-1) ?? 0;
  const table = new Uint8Array(256 * 3);
  for (let i = 0; i < 256; i++) table.set(toRgb(along(knots, positions, (length * i) / 255)), i * 3);
  return table;
}

/** A table whose lightness falls (or rises) from the paper at the same rate on both arms. */
function balanced(paper: Lab, negative: readonly Lab[], positive: readonly Lab[]): ColourTable {
  const ends = [(negative.at(-1) ?? paper)[0], (positive.at(-1) ?? paper)[0]];
  // The arm that reaches less far sets the end of both.
  const reach = paper[0] > 0.5 ? Math.max(...ends) : Math.min(...ends);
  const table = new Uint8Array(256 * 3);
  for (const [direction, arm] of [
    [-1, negative],
    [1, positive],
  ] as const) {
    const knots = [paper, ...arm];
    const positions = knots.map((knot) => (knot[0] - paper[0]) / (reach - paper[0]));
    for (let step = 0; step <= DIVERGING_CENTRE; step++)
      table.set(toRgb(along(knots, positions, step / DIVERGING_CENTRE)), (DIVERGING_CENTRE + direction * step) * 3);
  }
  table.copyWithin(255 * 3, 254 * 3, 255 * 3);
  return table;
}

const made = new Map<string, ColourTable>();

function once(key: string, make: () => ColourTable): ColourTable {
  const table = made.get(key) ?? make();
  made.set(key, table);
  return table;
}

/** 256 colours from the lowest value to the highest. */
export function sequentialTable(name: SequentialName, theme: ThemeName): ColourTable {
  return once(`${name}/${theme}`, () => evenly(KNOTS[name][theme]()));
}

/** 255 colours with zero at entry 127, negative before it. */
export function divergingTable(name: DivergingName, theme: ThemeName): ColourTable {
  return once(`${name}/${theme}`, () => balanced(lab(THEME[theme].paper), ...ARMS[name][theme]()));
}
