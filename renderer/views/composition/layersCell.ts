// What a cell of the picture of all layers means: its layer and head, and the shares there in words.

import { STAGES } from "../../../shared/analysis/composition-matrix/factors.ts";
import { layerShares } from "../../../shared/analysis/composition-share/analysis.ts";
import type { HeadShare } from "../../../shared/analysis/composition-share/shares.ts";
import { STAGE_NAMES } from "../../../shared/figures/composition-pair/words.ts";
import { formatShare } from "../../../shared/figures/text/number.ts";
import { headName } from "../../../shared/selection/headName.ts";
import type { HeadRef } from "../../../shared/selection/selection.ts";
import type { Language } from "../../../shared/text.ts";
import type { Trace } from "../../../shared/trace/trace.ts";
import type { Cell } from "./ScenePane.tsx";
import { TEXTS } from "./texts.ts";

/** The head of a cell and its share; null where the cell is of no stage. The frame of a stage has the stage's name. */
export function headOfCell(trace: Trace, query: number, { frame, row, column }: Cell): (HeadRef & HeadShare) | null {
  const stage = STAGES.find((one) => one === frame);
  const layer = stage && layerShares(trace, stage, query)[row];
  const share = layer?.heads[column];
  return layer && share ? { layer: layer.layer, head: column, ...share } : null;
}

/** "L3H5, after the softmax: 62% from other heads, most from H2" */
export function describeCell(trace: Trace, query: number, cell: Cell, language: Language): string {
  const found = headOfCell(trace, query, cell);
  const stage = STAGES.find((one) => one === cell.frame);
  if (!found || !stage) return "";
  const share = formatShare(found.share);
  const most = found.source === null ? "" : `H${found.source + 1}`;
  if (language === "zh")
    return `${headName(found)}，${STAGE_NAMES[stage].zh}：${share} ${TEXTS.share.zh}${most === "" ? "" : `，${TEXTS.most.zh} ${most}`}`;
  return `${headName(found)}, ${STAGE_NAMES[stage].en}: ${share} ${TEXTS.share.en}${most === "" ? "" : `, ${TEXTS.most.en} ${most}`}`;
}
