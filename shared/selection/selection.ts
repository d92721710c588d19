// The one selection that all places of the window share: plain data, so it is in the history, in the link and in the
// file that restores a view. With two models compared there are two traces and still one selection.

import * as v from "valibot";
import { lensEntries } from "../lens/settings.ts";

const index = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Kinds of spans that a person can mark in the prompt. */
export const SPAN_KINDS = ["answer", "query", "noise"] as const;
export type SpanKind = (typeof SPAN_KINDS)[number];

const head = v.strictObject({ layer: index, head: index });
/** Heads in the order they were chosen; the first is the one drawn large. Never empty. */
const heads = v.pipe(v.array(head), v.minLength(1));
const span = v.strictObject({ kind: v.picklist(SPAN_KINDS), start: index, end: index });

/** Which map is looked at: a role of the vocabulary and, where there are several, its branch. */
const mapChoice = v.strictObject({ role: v.string(), branch: v.optional(v.string()) });

/** The part of the maps that fills the stage: rows [row0, row1), columns [column0, column1). */
const region = v.strictObject({ row0: index, row1: index, column0: index, column1: index });

export const selectionSchema = v.strictObject({
  heads,
  /** null: the first map that the trace has. */
  map: v.nullable(mapChoice),
  /** Pinned token pair; null: nothing pinned on that axis. */
  query: v.nullable(index),
  key: v.nullable(index),
  /** null: the whole map. It may reach past a shorter text; `regionWithin` cuts it. */
  region: v.optional(v.nullable(region), null),
  spans: v.array(span),
  /** How the maps are looked at: weighted, merged, with keys left out. Shared by all places that show maps of heads. */
  lens: v.optional(v.strictObject(lensEntries), {}),
  /** Heads and map of the second of two compared models where it has its own; null: it follows the first. */
  second: v.optional(v.nullable(v.strictObject({ heads, map: v.nullable(mapChoice) })), null),
});

export type Selection = v.InferOutput<typeof selectionSchema>;
export type HeadRef = v.InferOutput<typeof head>;
export type MapChoice = v.InferOutput<typeof mapChoice>;

export const FIRST_SELECTION: Selection = {
  heads: [{ layer: 0, head: 0 }],
  map: null,
  query: null,
  key: null,
  region: null,
  spans: [],
  lens: { derive: "none", combine: "mean", weights: [], hidden: [], renormalise: false },
  second: null,
};
