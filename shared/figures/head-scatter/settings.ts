// Settings of the scatter of heads.

import * as v from "valibot";
import { headSetting, mapSetting, marksSetting } from "../parts/settings.ts";

const index = v.pipe(v.number(), v.integer(), v.minValue(0));
const localized = v.strictObject({ en: v.string(), zh: v.string() });
const number = v.pipe(v.number(), v.finite());

/** A number for each head that does not come from this one trace: from many texts, or from switching heads off. */
const given = v.strictObject({
  id: v.pipe(v.string(), v.minLength(1)),
  title: localized,
  /** What it is and of how many texts, in a sentence; it goes into the caption. */
  about: localized,
  /** How many texts are behind each number. */
  samples: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 1),
  points: v.array(v.strictObject({ layer: index, head: index, value: number, low: v.optional(number), high: v.optional(number) })),
});
export type Given = v.InferOutput<typeof given>;

export const settings = v.strictObject({
  /** A map of attention; null: the first of those that heads are measured on. */
  map: mapSetting,
  /** Measures on the axes, by id; null: those that suit what is marked. */
  x: v.optional(v.nullable(v.string()), null),
  y: v.optional(v.nullable(v.string()), null),
  spans: marksSetting,
  /** Heads to ring and to name first. */
  marked: v.optional(v.array(headSetting), []),
  given: v.optional(v.array(given), []),
});
