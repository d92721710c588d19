// A cell of the heatmap in words: what it is, how many were right, the interval; for the difference both models and the test.

import type { SweepData } from "../../../shared/figures/needle/sweepFigure.ts";
import { percent, pName, signedPercent } from "../../../shared/figures/needle/words.ts";
import { formatShare } from "../../../shared/figures/text/number.ts";
import { compareModels } from "../../../shared/needle/findings.ts";
import { type CellFilter, findScore, intervalOf } from "../../../shared/needle/scores.ts";
import type { Language } from "../../../shared/text.ts";
import type { Figure } from "./store.ts";
import { TEXTS } from "./texts.ts";

/** Name and value, line by line; null where there is nothing to read. */
export function readCell(
  data: SweepData,
  { condition, measure }: Figure,
  { panel, row, column }: { readonly panel: string; readonly row: number; readonly column: number },
  language: Language,
): [string, string][] | null {
  const table = data.scores(data.result ? measure : "all");
  const [length, depth] = [table.lengths[column], table.depths[row]];
  const filter: CellFilter = {
    ...(condition ? { condition } : {}),
    ...(length === undefined ? {} : { length }),
    ...(depth === undefined ? {} : { depth }),
  };
  const where = [
    length === undefined ? TEXTS.average[language] : `${length} ${TEXTS.tokens[language]}`,
    depth === undefined ? TEXTS.average[language] : `${TEXTS.depth[language]} ${Number(depth.toFixed(1))}%`,
  ].join(", ");
  const title = (id: string): string => table.models.find((model) => model.id === id)?.title ?? id;
  if (panel === "difference") return readDifference(data, filter, where, title, language);
  const score = findScore(table, { ...filter, model: panel });
  const lines: [string, string][] = [[title(panel), where]];
  if (!score) return [...lines, [score === null ? TEXTS.noFit[language] : TEXTS.notRun[language], ""]];
  lines.push([TEXTS.right[language], formatShare(score.share)]);
  if (score.right !== null && score.total !== null) lines.push(["", TEXTS.ofRight(score.right, score.total)[language]]);
  const interval = intervalOf(score);
  if (interval) lines.push([TEXTS.interval[language], `${formatShare(interval.low)} … ${formatShare(interval.high)}`]);
  return lines;
}

function readDifference(
  data: SweepData,
  filter: CellFilter,
  where: string,
  title: (id: string) => string,
  language: Language,
): [string, string][] | null {
  const [first, second] = data.scores("all").models;
  const found = data.result && first && second && compareModels(data.result, first.id, second.id, filter);
  if (!found || !first || !second) return null;
  return [
    [TEXTS.difference[language], where],
    [`${title(second.id)} − ${title(first.id)}`, signedPercent(found.difference)],
    [TEXTS.interval[language], `${signedPercent(found.low)} … ${signedPercent(found.high)}`],
    ["McNemar", pName(found.p)],
    [TEXTS.onlyOne[language], `${title(second.id)} ${found.second}, ${title(first.id)} ${found.first}`],
    ...(found.both + found.none > 0
      ? ([
          [
            TEXTS.right[language],
            `${percent((found.both + found.first) / total(found))} → ${percent((found.both + found.second) / total(found))}`,
          ],
        ] as [string, string][])
      : []),
  ];
}

const total = ({ both, first, second, none }: { both: number; first: number; second: number; none: number }): number =>
  both + first + second + none;
