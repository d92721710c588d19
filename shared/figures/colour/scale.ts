// From a value to its colour. The range is part of the scale, so that the legend can print it.

import type { ThemeName } from "../contract.ts";
import { THEME } from "../theme.ts";
import { parseColour, type Rgb, toHex } from "./oklab.ts";
import { type ColourTable, DIVERGING_CENTRE, type DivergingName, divergingTable, type SequentialName, sequentialTable } from "./schemes.ts";

/** Decades that a logarithmic scale shows; smaller values have the colour of the paper. */
export const DECADES = 4;

export interface ColourScale {
  readonly form: "sequential" | "diverging";
  readonly scheme: SequentialName | DivergingName;
  /** The values at the two ends; a diverging scale has low = -high. Values beyond get the end's colour. */
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
  readonly table: ColourTable;
  /** Entries of the table that are used, from 0. */
  readonly entries: number;
  readonly masked: Rgb;
  /** Entry of the table for a value that is a number. */
  index(value: number): number;
}

/**
 * A scale from `low` (0 but where a value is given) to `high`.
 *
 * Linear: t = (v - low) / (high - low). Logarithmic: t = 1 + log10(v / high) / 4, 0 for v at or under high / 10^4.
 */
export function sequentialScale(scheme: SequentialName, theme: ThemeName, low: number, high: number, log: boolean): ColourScale {
  const span = high > low ? high - low : 1;
  const top = high > 0 ? high : 1;
  const index = log
    ? (value: number): number => (value > 0 ? clamp(Math.round(255 * (1 + Math.log10(value / top) / DECADES)), 0, 255) : 0)
    : (value: number): number => clamp(Math.round((255 * (value - low)) / span), 0, 255);
  return {
    form: "sequential",
    scheme,
    low,
    high,
    log,
    table: sequentialTable(scheme, theme),
    entries: 256,
    masked: parseColour(THEME[theme].masked),
    index,
  };
}

/**
 * A scale from -high to high with the paper at zero.
 *
 * Linear: t = v / high. Logarithmic: t = sign(v) (1 + log10(|v| / high) / 4), 0 for |v| at or under high / 10^4.
 */
export function divergingScale(scheme: DivergingName, theme: ThemeName, high: number, log: boolean): ColourScale {
  const top = high > 0 ? high : 1;
  const step = (share: number): number => clamp(Math.round(DIVERGING_CENTRE * share), 0, DIVERGING_CENTRE);
  const index = (value: number): number => {
    if (value === 0) return DIVERGING_CENTRE;
    const size = Math.abs(value) / top;
    return DIVERGING_CENTRE + Math.sign(value) * step(log ? 1 + Math.log10(size) / DECADES : size);
  };
  return {
    form: "diverging",
    scheme,
    low: -high,
    high,
    log,
    table: divergingTable(scheme, theme),
    entries: 2 * DIVERGING_CENTRE + 1,
    masked: parseColour(THEME[theme].masked),
    index,
  };
}

function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}

/** The colour of a value, NaN being masked. */
export function colourOf(scale: ColourScale, value: number): Rgb {
  if (Number.isNaN(value)) return scale.masked;
  const at = scale.index(value) * 3;
  return [scale.table[at] ?? 0, scale.table[at + 1] ?? 0, scale.table[at + 2] ?? 0];
}

/** "#rrggbb" of a value. */
export function hexOf(scale: ColourScale, value: number): string {
  return toHex(colourOf(scale, value));
}

/** RGBA of many values, NaN being masked. */
export function pixelsOf(scale: ColourScale, values: Float32Array): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(values.length * 4);
  const words = new Uint32Array(pixels.buffer);
  // One 32-bit store a pixel; bytes are laid out by a view, so the machine's byte order does not matter.
  const entry = new Uint8ClampedArray(257 * 4).fill(255);
  for (let i = 0; i < 256; i++) entry.set(scale.table.subarray(i * 3, i * 3 + 3), i * 4);
  entry.set(scale.masked, 256 * 4);
  const entries = new Uint32Array(entry.buffer);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN;
    words[i] = entries[Number.isNaN(value) ? 256 : scale.index(value)] ?? 0;
  }
  return pixels;
}
