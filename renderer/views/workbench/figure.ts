// The workbench as a figure: one function for the stage and for what F exports.

import type { DatasetResult } from "../../../shared/dataset/result.ts";
import type { Given } from "../../../shared/figures/head-scatter/settings.ts";
import { mapExtent } from "../../../shared/manifest/mapExtent.ts";
import { MEASURES } from "../../../shared/measures/measure.ts";
import type { HeadRef, MapChoice, Selection } from "../../../shared/selection/selection.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import { mapTitle } from "../parts/names.ts";
import { ABLATION, type Column, resultColumns } from "./columns.ts";
import type { WorkbenchSettings } from "./settings.ts";
import type { AblationFound } from "./store.ts";

/** A column as numbers that a figure is given, since they do not follow from one trace. */
function given(column: Column, heads: readonly HeadRef[], about: Given["about"], samples: number): Given {
  const points = heads.flatMap((head, at) => {
    const value = column.values[at] ?? Number.NaN;
    const [low, high] = [column.spread?.low[at], column.spread?.high[at]];
    if (!Number.isFinite(value)) return [];
    const interval = low !== undefined && high !== undefined && Number.isFinite(low) && Number.isFinite(high) ? { low, high } : {};
    return [{ ...head, value, ...interval }];
  });
  return { id: column.id, title: column.title, about, samples: Math.max(1, samples), points };
}

/** Means over prompts, as columns that are given. */
function givenOfResult(result: DatasetResult): Given[] {
  const { heads, columns } = resultColumns(result);
  const { length: n } = result.each;
  const [en, zh] = [mapTitle(result.map, "en"), mapTitle(result.map, "zh")];
  return columns.map((column) =>
    given(
      column,
      heads,
      {
        en: `${column.summary.en} Mean over n = ${n} prompts of ${result.prompts} with 95% intervals; ${result.model.title}, ${en}.`,
        zh: `${column.summary.zh}对 ${result.prompts} 的 n = ${n} 个提示取平均，附 95% 区间；${result.model.title}，${zh}。`,
      },
      n,
    ),
  );
}

/** Changes of the answer by head, for the axis of that name. */
function givenOfAblation(each: AblationFound["each"]): Given[] {
  if (each.length === 0) return [];
  const heads = each.flatMap(({ heads: [head] }) => (head ? [head] : []));
  return [given({ ...ABLATION, values: each.map(({ change }) => change), missing: null }, heads, ABLATION.summary, 1)];
}

/** Settings of "head-scatter" for what table and scatter show. */
export function scatterFigure(
  map: MapChoice,
  { spans, heads }: Pick<Selection, "spans" | "heads">,
  settings: Pick<WorkbenchSettings, "x" | "y">,
  from: { readonly result: DatasetResult | null; readonly ablated: AblationFound["each"] },
) {
  const all = from.result ? givenOfResult(from.result) : givenOfAblation(from.ablated);
  // Without a choice of axes, many prompts show what their patterns marked.
  const usual = from.result ? usualOfResult(from.result) : { x: null, y: null };
  const axis = (chosen: string | null, otherwise: string | null): string | null =>
    chosen !== null && (all.some(({ id }) => id === chosen) || (!from.result && MEASURES.some(({ id }) => id === chosen)))
      ? chosen
      : otherwise;
  const [x, y] = [axis(settings.x, usual.x), axis(settings.y, usual.y)];
  return { map, x, y, spans: from.result ? [] : spans, marked: heads, given: all.filter(({ id }) => id === x || id === y) };
}

function usualOfResult({ overall, measures }: DatasetResult): { x: string | null; y: string | null } {
  const has = (id: string): boolean => (overall[id]?.n ?? 0) > 0;
  const pairs = [
    ["noise-attention", "answer-attention"],
    ["previous-token", "induction"],
    ["sink-attention", "self-attention"],
  ] as const;
  const [x, y] = pairs.find(([one, other]) => has(one) && has(other)) ?? [];
  return { x: x ?? Object.keys(measures)[0] ?? null, y: y ?? Object.keys(measures)[0] ?? null };
}

/** Settings of "segment-bars". */
export function partsFigure(
  map: MapChoice,
  { spans, heads }: Pick<Selection, "spans" | "heads">,
  { partsOf, shares }: Pick<WorkbenchSettings, "partsOf" | "shares">,
) {
  return { map, spans, shares, heads: partsOf === "chosen" ? heads : null };
}

/** The heads of a selection that a trace has. */
export function headsWithin({ manifest }: Trace, heads: readonly HeadRef[]): HeadRef[] {
  const extent = mapExtent(manifest);
  const inside = heads.filter(({ layer, head }) => layer < extent.layers && head < extent.heads);
  return inside.length > 0 ? inside : [{ layer: 0, head: 0 }];
}
