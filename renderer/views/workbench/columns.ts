// The columns of the table, which are the axes of the scatter as well: measures of this text, or of many prompts.

import type { Ablated } from "../../../shared/ablation/ablate.ts";
import type { HeadUnit } from "../../../shared/analysis/contract.ts";
import type { DatasetResult } from "../../../shared/dataset/result.ts";
import { type HeadMeasures, MEASURES, refusalOf } from "../../../shared/measures/measure.ts";
import type { HeadRef } from "../../../shared/selection/selection.ts";
import type { Localized } from "../../../shared/text.ts";

export interface Column {
  readonly id: string;
  readonly title: Localized;
  readonly short: Localized;
  readonly group: "answer" | "pattern" | "redundancy";
  readonly unit: HeadUnit;
  readonly summary: Localized;
  readonly formula: string;
  readonly source: string;
  /** One number for each head; NaN where there is none. */
  readonly values: readonly number[];
  /** 95 % interval and count, where the numbers are means over prompts. */
  readonly spread?: { readonly low: readonly number[]; readonly high: readonly number[]; readonly n: readonly number[] };
  /** Why no head has a number; null where some have. */
  readonly missing: Localized | null;
}

export interface Shown {
  readonly heads: readonly HeadRef[];
  readonly columns: readonly Column[];
}

/** What becomes of the answer when one head is off: a column like the others once it has been found out. */
export const ABLATION = {
  id: "ablation",
  title: { en: "Change of the answer's log-probability", zh: "答案对数概率的变化" },
  short: { en: "Δ ln p", zh: "Δ ln p" },
  group: "answer",
  unit: "nats",
  summary: {
    en: "Log-probability of the answer with this head switched off minus that with it, in nats: below 0, the head helps.",
    zh: "关闭该头时答案的对数概率减去不关闭时的（奈特）：小于 0 说明该头有帮助。",
  },
  formula: String.raw`\begin{aligned} \Delta &= \ln p(\text{answer} \mid \text{head off}) - \ln p(\text{answer}) \\ \ln p &= \textstyle\sum_t \ln p(x_t \mid x_{<t}) \end{aligned}`,
  source: "Wu et al. 2024, Retrieval Head Mechanistically Explains Long-Context Factuality, masking of heads",
} as const;

const same = (a: HeadRef, b: HeadRef): boolean => a.layer === b.layer && a.head === b.head;

/** Measures of this text. Those that are not defined on the map stay, with the reason; such as say the same as another do not. */
export function textColumns(measures: HeadMeasures, ablated: readonly Ablated[]): Shown {
  const { heads } = measures;
  const none = heads.map(() => Number.NaN);
  const columns = MEASURES.filter(({ id, kinds }) => kinds.includes(measures.kind) || id !== "absolute-noise").map((measure): Column => {
    const { id, title, short, group, unit, summary, formula, source } = measure;
    const missing = refusalOf(measure, measures.kind) ?? measures.missing[id] ?? null;
    return { id, title, short, group, unit, summary, formula, source, values: Array.from(measures.values[id] ?? none), missing };
  });
  if (ablated.length === 0) return { heads, columns };
  const values = heads.map(
    (head) => ablated.find(({ heads: [one, ...more] }) => one && more.length === 0 && same(one, head))?.change ?? Number.NaN,
  );
  return { heads, columns: [{ ...ABLATION, values, missing: null }, ...columns] };
}

/** Means over prompts. */
export function resultColumns({ heads, measures, ablation }: DatasetResult): Shown {
  const numbers = (list: readonly (number | null)[]): number[] => list.map((value) => value ?? Number.NaN);
  const of = (column: DatasetResult["measures"][string]): Pick<Column, "values" | "spread"> => ({
    values: numbers(column.mean),
    spread: { low: numbers(column.low), high: numbers(column.high), n: column.n },
  });
  const columns = MEASURES.flatMap(({ id, title, short, group, unit, summary, formula, source }): Column[] => {
    const column = measures[id];
    return column ? [{ id, title, short, group, unit, summary, formula, source, missing: null, ...of(column) }] : [];
  });
  return { heads, columns: [...(ablation?.heads ? [{ ...ABLATION, missing: null, ...of(ablation.heads) }] : []), ...columns] };
}
