// What one map has more than another, cell by cell:
//   D(q, k) = B(q, k) − A(q, k)
// Signed, and defined where both maps are of the same tokens, hide the same keys and hold numbers of one sort.

import { sameCut } from "../selection/align.ts";
import type { Localized } from "../text.ts";
import { rowSource } from "./rowSource.ts";
import { type AttentionSource, visibleRow } from "./source.ts";
import type { Token } from "./trace.ts";
import type { ValueKind } from "./vocabulary.ts";

/** A map and the tokens that stand on its axes. */
export interface TokenMap {
  readonly source: AttentionSource;
  readonly tokens: readonly Token[];
  /** What was done to the captured weights, as a word; maps to which other things were done are not of one sort. */
  readonly derive?: string;
}

const TEXTS = {
  tokens: {
    en: "B − A is not defined: the two models cut the text into other tokens.",
    zh: "B − A 无定义：两个模型的分词不同。",
  },
  mask: {
    en: "B − A is not defined: one model sees keys after the query and the other does not.",
    zh: "B − A 无定义：一个模型能看到查询之后的键，另一个不能。",
  },
  kind: {
    en: "B − A is not defined: one map holds raw scores and the other weights.",
    zh: "B − A 无定义：一张图是原始分数，另一张是权重。",
  },
  derive: {
    en: "B − A is not defined: only one of the two maps can be looked at in the chosen way.",
    zh: "B − A 无定义：所选的处理方式只适用于其中一张图。",
  },
} as const satisfies Record<string, Localized>;

const isScore = (kind: ValueKind): boolean => kind === "logit";

/** Why two maps have no difference, as one sentence; null where they have one. */
export function differenceRefusal(first: TokenMap, second: TokenMap): Localized | null {
  const [a, b] = [first.source, second.source];
  if (a.rows !== b.rows || a.columns !== b.columns || !sameCut(first.tokens, second.tokens)) return TEXTS.tokens;
  if (isScore(a.kind) !== isScore(b.kind)) return TEXTS.kind;
  if ((first.derive ?? "none") !== (second.derive ?? "none")) return TEXTS.derive;
  // Masks of attention are by place: the corners tell whether a query sees what is behind it.
  const [query, key] = [0, a.columns - 1];
  return a.masked(query, key) === b.masked(query, key) ? null : TEXTS.mask;
}

/** The difference of two maps that have one; a cell that either of them hides is hidden. */
export function differenceSource(first: AttentionSource, second: AttentionSource): AttentionSource {
  return rowSource({
    rows: first.rows,
    columns: first.columns,
    kind: isScore(first.kind) ? "logit" : "signed",
    masked: (query, key) => first.masked(query, key) || second.masked(query, key),
    fill: (query, into) => {
      const [a, b] = [visibleRow(first, query), visibleRow(second, query)];
      for (let key = 0; key < into.length; key++) into[key] = (b[key] ?? 0) - (a[key] ?? 0);
    },
  });
}

/** Mean of |D| over the pairs that both maps show, and how many these are; NaN and 0 where there is none. */
export function meanDistance(difference: AttentionSource): { readonly mean: number; readonly pairs: number } {
  let [sum, pairs] = [0, 0];
  for (let query = 0; query < difference.rows; query++)
    for (let key = 0; key < difference.columns; key++) {
      const value = difference.value(query, key);
      if (Number.isNaN(value)) continue;
      sum += Math.abs(value);
      pairs++;
    }
  return { mean: sum / pairs, pairs };
}
