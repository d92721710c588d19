// What the workbench remembers.

import * as v from "valibot";

export const GROUP_CHOICES = ["answer", "pattern", "redundancy", "all"] as const;
export const SIDES = ["parts", "ablation", "prompts"] as const;

const word = v.pipe(v.string(), v.maxLength(500));

export const workbenchSettings = v.object({
  columns: v.fallback(v.picklist(GROUP_CHOICES), "answer"),
  /** Measures on the axes; null: those that suit what is marked. */
  x: v.fallback(v.nullable(word), null),
  y: v.fallback(v.nullable(word), null),
  /** The column that the table is sorted by, largest first or smallest first; null: layer by layer. */
  sort: v.fallback(v.nullable(v.object({ id: word, down: v.boolean() })), null),
  filter: v.fallback(word, ""),
  side: v.fallback(v.picklist(SIDES), "parts"),
  /** What F prints. */
  printed: v.fallback(v.picklist(["scatter", "parts"]), "scatter"),
  answerPattern: v.fallback(word, ""),
  queryPattern: v.fallback(word, ""),
  partsOf: v.fallback(v.picklist(["all", "chosen"]), "all"),
  shares: v.fallback(v.picklist(["weight", "row"]), "weight"),
  /** Which answer is looked at when heads are switched off; null: as the marks suggest. */
  target: v.fallback(v.nullable(v.picklist(["after", "last"])), null),
  ablateEach: v.fallback(v.boolean(), false),
  ablateSet: v.fallback(v.boolean(), false),
});

export type WorkbenchSettings = v.InferOutput<typeof workbenchSettings>;
