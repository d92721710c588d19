// Small maps that are kept: pooling and colouring depend on the capture and the scale, not on the size of the page, so a
// window that is resized, or a run that leaves some captures as they were, does them only once.

import { type ColourScale, pixelsOf } from "../colour/scale.ts";
import type { ThemeName } from "../contract.ts";

const pooled = new WeakMap<Float32Array, Map<string, Float32Array>>();
const coloured = new WeakMap<Float32Array, { readonly key: string; readonly pixels: Uint8ClampedArray }>();

/**
 * What `make` gives for a capture's data, made once.
 * @param key everything that it depends on beside the data
 */
export function keptValues(data: Float32Array, key: string, make: () => Float32Array): Float32Array {
  const known = pooled.get(data) ?? new Map<string, Float32Array>();
  pooled.set(data, known);
  const values = known.get(key) ?? make();
  known.set(key, values);
  return values;
}

/** The colours of kept values; the last scale's are kept. */
export function keptPixels(values: Float32Array, scale: ColourScale, theme: ThemeName): Uint8ClampedArray {
  const key = [theme, scale.form, scale.scheme, scale.low, scale.high, scale.log].join();
  const known = coloured.get(values);
  if (known?.key === key) return known.pixels;
  const pixels = pixelsOf(scale, values);
  coloured.set(values, { key, pixels });
  return pixels;
}
