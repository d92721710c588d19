// Which colours a map gets: sequential or diverging by the kind of its values, and on which range.

import type { Pooling } from "../../trace/source.ts";
import type { ValueKind } from "../../trace/vocabulary.ts";
import { type ColourScale, divergingScale, sequentialScale } from "../colour/scale.ts";
import type { ThemeName } from "../contract.ts";
import type { ColourSettings } from "./settings.ts";

/** Smallest and largest value that is not masked; 0 and 0 where there is none. */
export interface Extent {
  readonly low: number;
  readonly high: number;
}

export function extent(values: Iterable<Float32Array>): Extent {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const array of values) {
    for (let i = 0; i < array.length; i++) {
      const value = array[i] ?? Number.NaN;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? { low, high } : { low: 0, high: 0 };
}

/** True for values that have a sign to be shown. */
export function isSigned(kind: ValueKind, { low }: Extent): boolean {
  return kind === "signed" || kind === "logit" || (low < 0 && kind !== "probability" && kind !== "gate");
}

/** How cells of such values are pooled: so that the strongest stays visible. */
export function poolingOf(kind: ValueKind): Pooling {
  return kind === "probability" || kind === "gate" ? "max" : "extreme";
}

/** Where the upper end of a range came from; the legend and the caption say it. */
type RangeOrigin = "unit" | "max" | "given";

export interface Range {
  readonly scale: ColourScale;
  readonly origin: RangeOrigin;
}

/** The scale for values of a kind; where nothing differs from zero the range is that of probabilities. */
export function rangeFor(kind: ValueKind, found: Extent, settings: ColourSettings, theme: ThemeName): Range {
  const largest = Math.max(Math.abs(found.low), Math.abs(found.high));
  const origin: RangeOrigin = typeof settings.range === "number" ? "given" : settings.range === "unit" || largest === 0 ? "unit" : "max";
  const high = typeof settings.range === "number" ? settings.range : origin === "unit" ? 1 : largest;
  const log = settings.scale === "log";
  const scale = isSigned(kind, found)
    ? divergingScale(settings.diverging, theme, high, log)
    : sequentialScale(settings.sequential, theme, 0, high, log);
  return { scale, origin };
}
