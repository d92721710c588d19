// Which colours a map gets: sequential or diverging by the kind of its values, and on which range.

import type { Pooling } from "../../trace/source.ts";
import type { ValueKind } from "../../trace/vocabulary.ts";
import { type ColourScale, divergingScale, sequentialScale } from "../colour/scale.ts";
import type { ThemeName } from "../contract.ts";
import { percentileOfMagnitudes } from "./percentile.ts";
import type { ColourSettings } from "./settings.ts";

/** Smallest and largest value that is not masked; 0 and 0 where there is none. */
export interface Extent {
  readonly low: number;
  readonly high: number;
  /** The distance from zero that a share of all values does not exceed; worked out when it is asked for. */
  percentile?(share: number): number;
}

/**
 * @param values what is drawn; pooling keeps the largest, so the ends are those of all values
 * @param all every value behind the drawn ones, where these are pooled: percentiles are taken of them
 */
export function extent(values: readonly Float32Array[], all: () => Iterable<Float32Array> = () => values): Extent {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const array of values) {
    for (let i = 0; i < array.length; i++) {
      const value = array[i] ?? Number.NaN;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  const percentile = (share: number): number => percentileOfMagnitudes(all(), share);
  return low <= high ? { low, high, percentile } : { low: 0, high: 0 };
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
export type RangeOrigin = "unit" | "max" | "p99" | "given";

export interface Range {
  readonly scale: ColourScale;
  readonly origin: RangeOrigin;
}

/** The scale for values of a kind; where nothing differs from zero the range is that of probabilities. */
export function rangeFor(kind: ValueKind, found: Extent, settings: ColourSettings, theme: ThemeName): Range {
  const largest = Math.max(Math.abs(found.low), Math.abs(found.high));
  const { origin, high } = upperEnd(found, largest, settings.range);
  const log = settings.scale === "log";
  const scale = isSigned(kind, found)
    ? divergingScale(settings.diverging, theme, high, log)
    : sequentialScale(settings.sequential, theme, 0, high, log);
  return { scale, origin };
}

function upperEnd(found: Extent, largest: number, asked: ColourSettings["range"]): { origin: RangeOrigin; high: number } {
  if (typeof asked === "number") return { origin: "given", high: asked };
  if (asked === "unit" || largest === 0) return { origin: "unit", high: 1 };
  // Where nearly every value is zero the percentile is, too, and says nothing.
  const percentile = asked === "p99" ? (found.percentile?.(0.99) ?? 0) : 0;
  return percentile > 0 ? { origin: "p99", high: percentile } : { origin: "max", high: largest };
}
