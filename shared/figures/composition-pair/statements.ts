// What a figure of a composition matrix says: title, caption, and the numbers under it.

import type { Stage } from "../../analysis/composition-matrix/factors.ts";
import { STAGE_MAPS } from "../../analysis/composition-matrix/factors.ts";
import type { PairMatrix } from "../../analysis/composition-matrix/matrix.ts";
import type { Language } from "../../text.ts";
import type { Trace } from "../../trace/trace.ts";
import { colourSentence } from "../parts/describe.ts";
import type { Range } from "../parts/range.ts";
import { fill } from "../parts/words.ts";
import { printable } from "../text/label.ts";
import { formatShare, formatValue } from "../text/number.ts";
import { barRange } from "./flow.ts";
import type { HeadFlow } from "./flowAt.ts";
import type { MatrixColours } from "./range.ts";
import { STAGE_NAMES } from "./words.ts";

export interface PairAbout {
  readonly trace: Trace;
  readonly layer: number;
  readonly stage: Stage;
  readonly query: number;
  readonly key: number;
  readonly masked: boolean;
  readonly through: HeadFlow | null;
  readonly range: Range;
  readonly matrix: PairMatrix;
}

const SAYS = {
  en: {
    title: "Layer {layer}, {stage}: heads mixed at query {query}, key {key}",
    model:
      "{model}, layer {layer}, {stage}: how the heads are mixed at query {query} and key {key} (compose.static, compose.query, compose.key; branch {branch}).",
    turn: "M turns the row a of all heads' numbers ({before}) into a′ = aM ({after}).",
    rows: "Rows are input heads, columns output heads; large: M − I, small: the five branches that sum to it.",
    text: "The range is the largest deviation from the identity at any pair of this text in this layer and stage.",
    bars: "Bars: a (grey) and a′, from {low} to {high}; lines across the bars of a′: a.",
    share: "From others: the share of Σ|a_n M_nm| over the input heads n that is not the output head m’s own.",
    masked: "This pair is masked; the model does not use its matrix.",
    barsShort: "a, a′: {low} to {high}",
    sharesShort: "from others: {low} to {high}",
    maskedShort: "masked pair: M is not used",
  },
  zh: {
    title: "第 {layer} 层，{stage}：查询 {query}、键 {key} 处各头的混合",
    model:
      "{model}，第 {layer} 层，{stage}：查询 {query} 与键 {key} 处各头如何混合（compose.static、compose.query、compose.key，分支 {branch}）。",
    turn: "M 把各头的数所成的行 a（{before}）变为 a′ = aM（{after}）。",
    rows: "行为输入头，列为输出头；大图为 M − I，小图为相加等于它的五个分支。",
    text: "颜色范围取本文在该层该阶段所有词元对中与单位矩阵的最大偏差。",
    bars: "条形：a（灰）与 a′，从 {low} 到 {high}；a′ 条上的横线为 a。",
    share: "来自其他头：各输入头 n 的 Σ|a_n M_nm| 中不属于输出头 m 自身的比例。",
    masked: "该词元对被掩蔽，模型不使用其矩阵。",
    barsShort: "a、a′：{low} 至 {high}",
    sharesShort: "来自其他头：{low} 至 {high}",
    maskedShort: "被掩蔽的词元对：M 未被使用",
  },
} as const;

/** `5 "␣cat"`: a token as a caption names it. */
function tokenName(trace: Trace, index: number, language: Language): string {
  const label = printable(trace.tokens[index]?.label ?? "");
  return language === "zh" ? `${index + 1}“${label}”` : `${index + 1} “${label}”`;
}

function values({ trace, layer, stage, query, key }: PairAbout, language: Language) {
  const { before, after } = STAGE_MAPS[stage];
  return {
    model: trace.manifest.title,
    layer: layer + 1,
    stage: STAGE_NAMES[stage][language],
    query: tokenName(trace, query, language),
    key: tokenName(trace, key, language),
    branch: stage,
    before: before.role,
    after: after.role,
  };
}

const bars = ({ before, after }: HeadFlow): { low: string; high: string } => {
  const { low, high } = barRange(before, after);
  return { low: formatValue(low), high: formatValue(high) };
};

export function pairTitle(about: PairAbout, language: Language): string {
  return fill(SAYS[language].title, values(about, language));
}

export function pairSentences(about: PairAbout, range: MatrixColours["range"], language: Language): string[] {
  const say = SAYS[language];
  const largest = about.matrix.deviation.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const colour = colourSentence(about.range, largest, language);
  return [
    fill(say.model, values(about, language)),
    fill(say.turn, values(about, language)),
    say.rows,
    language === "zh" ? `颜色：${colour}` : `Colour: ${colour}`,
    ...(range === "text" && about.range.origin !== "unit" ? [say.text] : []),
    ...(about.through ? [fill(say.bars, bars(about.through)), say.share] : []),
    ...(about.masked ? [say.masked] : []),
  ];
}

/** Short numbers under the picture. */
export function pairStatements({ through, masked }: PairAbout, language: Language): string[] {
  const say = SAYS[language];
  if (!through) return masked ? [say.maskedShort] : [];
  const shares = through.shares.map(({ share }) => share);
  return [
    fill(say.barsShort, bars(through)),
    fill(say.sharesShort, { low: formatShare(Math.min(...shares)), high: formatShare(Math.max(...shares)) }),
  ];
}
