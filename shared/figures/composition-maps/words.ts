// What the figure of maps before and after composing says.

import { STAGE_MAPS, type Stage } from "../../analysis/composition-matrix/factors.ts";
import type { Language } from "../../text.ts";
import { STAGE_NAMES } from "../composition-pair/words.ts";
import type { DifferenceNumbers } from "../diff-triptych/numbers.ts";
import { fill, MAP_NAMES } from "../parts/words.ts";
import { formatShare, formatValue } from "../text/number.ts";

const SAYS = {
  en: {
    title: "Layer {layer}, head {head}: before and after composing ({stage})",
    model: "{model}, layer {layer}, head {head}: {before} ({beforeRole}) before the heads are mixed {stage}, {after} ({afterRole}) after.",
    colour: "Colour before: {one} Colour after: {other}",
    both: "Both ranges end at the largest distance from zero in either map.",
    sums: "Sums of the rows after composing: {low} to {high}, mean {mean}; they need not be 1, as those before are.",
    negative: "Negative mass after composing, Σ max(−A, 0) / Σ |A|: {share}.",
    sumsShort: "row sums {low} to {high}",
    meanShort: "mean {mean}",
    negativeShort: "negative mass {share}",
    before: "before",
    after: "after",
  },
  zh: {
    title: "第 {layer} 层第 {head} 头：组合之前与之后（{stage}）",
    model: "{model}，第 {layer} 层第 {head} 头：{stage}混合各头之前为{before}（{beforeRole}），之后为{after}（{afterRole}）。",
    colour: "之前的颜色：{one}之后的颜色：{other}",
    both: "两个范围都止于两张图中离零最远的距离。",
    sums: "组合之后的行和：{low} 至 {high}，平均 {mean}；不必为 1，而之前为 1。",
    negative: "组合之后的负质量 Σ max(−A, 0) / Σ |A|：{share}。",
    sumsShort: "行和 {low} 至 {high}",
    meanShort: "平均 {mean}",
    negativeShort: "负质量 {share}",
    before: "之前",
    after: "之后",
  },
} as const;

export interface MapsAbout {
  readonly model: string;
  readonly layer: number;
  readonly head: number;
  readonly stage: Stage;
  /** null before the softmax: rows of scores sum to nothing that means anything. */
  readonly numbers: DifferenceNumbers | null;
}

function mapName(role: string, language: Language): string {
  return (MAP_NAMES as Readonly<Record<string, Readonly<Record<Language, string>> | undefined>>)[role]?.[language] ?? role;
}

function values({ model, layer, head, stage }: MapsAbout, language: Language) {
  const { before, after } = STAGE_MAPS[stage];
  return {
    model,
    layer: layer + 1,
    head: head + 1,
    stage: STAGE_NAMES[stage][language],
    before: mapName(before.role, language),
    after: mapName(after.role, language),
    beforeRole: before.role,
    afterRole: after.role,
  };
}

export function mapsTitle(about: MapsAbout, language: Language): string {
  return fill(SAYS[language].title, values(about, language));
}

/** The name over a map: when, and what it is. */
export function panelName(about: MapsAbout, which: "before" | "after", language: Language): readonly [string, string] {
  return [SAYS[language][which], values(about, language)[which]];
}

export function firstSentence(about: MapsAbout, language: Language): string {
  return fill(SAYS[language].model, values(about, language));
}

/** @param shared whether the ranges end at the largest number of both maps */
export function colourSentences(one: string, other: string, shared: boolean, language: Language): string[] {
  const say = SAYS[language];
  return [fill(say.colour, { one, other }), ...(shared ? [say.both] : [])];
}

function spread({ rowSums, negativeShare }: DifferenceNumbers) {
  return {
    low: formatValue(rowSums.low),
    high: formatValue(rowSums.high),
    mean: formatValue(rowSums.mean),
    share: formatShare(negativeShare),
  };
}

export function numberSentences({ numbers }: MapsAbout, language: Language): string[] {
  const say = SAYS[language];
  return numbers ? [fill(say.sums, spread(numbers)), fill(say.negative, spread(numbers))] : [];
}

/** Short numbers under the maps, all of the map after composing. */
export function numberStatements({ numbers }: MapsAbout, language: Language): string[] {
  const say = SAYS[language];
  return numbers ? [say.sumsShort, say.meanShort, say.negativeShort].map((text) => fill(text, spread(numbers))) : [];
}
