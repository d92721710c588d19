// What figures of maps share of the lens: the map that is seen through it, and everything that must be said of it in the
// title, the legend and the caption.

import { requireLens } from "../../lens/refuse.ts";
import { type Lens, weightOf } from "../../lens/settings.ts";
import { type LensMap, lensMap, lensOutputs } from "../../lens/source.ts";
import { unitOf } from "../../lens/words.ts";
import { headName, tokenNumber } from "../../selection/headName.ts";
import type { HeadRef } from "../../selection/selection.ts";
import type { Language } from "../../text.ts";
import { lacking, REMEDIES } from "../../trace/lacking.ts";
import { MAP_ROLES } from "../../trace/maps.ts";
import type { Region } from "../../trace/source.ts";
import type { Trace } from "../../trace/trace.ts";
import type { ValueKind } from "../../trace/vocabulary.ts";
import type { FigureType } from "../contract.ts";
import type { Frame, Plain } from "../scene.ts";
import { printable } from "../text/label.ts";
import { formatValue } from "../text/number.ts";
import { type ChosenMap, chooseMap, headsName, kindName, mapName } from "./describe.ts";
import { type MapSetting, regionOf, type SpanSetting } from "./settings.ts";
import { fill } from "./words.ts";

/** What a figure shows, as its settings say. */
interface Seen {
  readonly map: ChosenMap;
  readonly heads: readonly HeadRef[];
  readonly lens: Lens;
}

/** What a figure of one such map needs. */
export const ANY_MAP: FigureType["needs"] = { any: MAP_ROLES.map((role) => ({ role })) };

/** Names of the graph outputs that it reads, by its settings. */
export function seenOutputs(
  { captures }: Trace["manifest"],
  { map, heads, derive }: Pick<Seen, "heads"> & Pick<Lens, "derive"> & { readonly map: MapSetting },
): string[] {
  return lensOutputs(
    captures,
    chooseMap(captures, map),
    heads.map(({ layer }) => layer),
    { derive },
  );
}

/**
 * The map of the chosen heads through the lens.
 * @throws HeddleError `not-supported` where the lens is not defined on the map, `capture-missing` where the trace lacks
 *   what it needs
 */
export function seenMap(trace: Trace, { map, heads, lens }: Seen): LensMap {
  requireLens(trace.captures, map, heads, lens);
  const seen = lensMap(trace, map, heads, lens);
  if (seen) return seen;
  const names = heads.map(headName);
  const [weights, weightsZh] = lens.derive === "none" ? ["", ""] : [", or not what it is weighted by", "，或没有用来加权的量"];
  throw lacking(
    { en: `${map.role} for ${names.join(", ")}${weights}`, zh: ` ${names.join("、")} 的 ${map.role}${weightsZh}` },
    REMEDIES.heads,
  );
}

/** The rows and columns that two spans of tokens choose. */
export function seenRegion(queries: SpanSetting, keys: SpanSetting, { source, units }: LensMap): Region {
  if (!units) return regionOf(queries, keys, source);
  const inUnits = (span: SpanSetting, starts: readonly number[]): SpanSetting =>
    span && [unitOf(starts, span[0]), unitOf(starts, span[1] - 1) + 1];
  return regionOf(inUnits(queries, units.queries), inUnits(keys, units.keys), source);
}

/** Marked pairs of tokens as cells of the map. */
export function seenCells(pairs: readonly { readonly query: number; readonly key: number }[], { units }: LensMap) {
  return units ? pairs.map(({ query, key }) => ({ query: unitOf(units.queries, query), key: unitOf(units.keys, key) })) : pairs;
}

/** What a frame of such a map says of itself. */
export function seenFrame({ map, heads, lens }: Seen, { units }: LensMap): Pick<Frame, "shows" | "units"> {
  const first = heads[0] ?? { layer: 0, head: 0 };
  const several = heads.length > 1 && lens.derive !== "rollout";
  return {
    shows: { ...map, layer: first.layer, head: first.head, ...(several ? { heads, combine: lens.combine } : {}) },
    ...(units ? { units } : {}),
  };
}

const TEXTS = {
  en: {
    value: "{map} × length of the value vector",
    norm: "{map} × length of what the key adds to the stream",
    rollout: "attention rollout",
    rolloutHeads: "layers 1 to {layer}, all heads",
    valueSentence:
      "Each weight is multiplied by the length of the value vector of its key, ‖v‖, as it is before the output projection; the projection is not part of it.",
    normSentence:
      "Each weight is multiplied by the length of what its key adds to the stream through the head, ‖f(x)‖, the output projection included (Kobayashi et al. 2020).",
    rolloutSentence:
      "Rollout (Abnar and Zuidema 2020): heads averaged in each layer, half of each layer being the stream, rows divided by their sums, layers 1 to {layer} multiplied.",
    weights: "Each cell is Σ wA / Σ |w| over the heads, with w = {list}.",
    hidden: "Left out: {keys}; the rest of each row is as it was.",
    hiddenNormed: "Left out: {keys}; the rest of each row is divided by its sum.",
    key: "key {number} “{label}”",
    words: "Rows and columns are words: weights are summed over the tokens of a key and averaged over those of a query.",
    legendValue: "weight × ‖v‖",
    legendNorm: "‖weight · f(x)‖",
    legendRollout: "share",
    legendHidden: "{count} left out",
    legendNormed: "{count} left out, rows to 1",
    oneKey: "key {number}",
    manyKeys: "{count} keys",
  },
  zh: {
    value: "{map} × 值向量长度",
    norm: "{map} × 该键写入残差流的向量长度",
    rollout: "注意力回溯（rollout）",
    rolloutHeads: "第 1 至 {layer} 层，所有头",
    valueSentence: "每个权重乘以其键的值向量长度 ‖v‖，取输出投影之前的值，不含投影。",
    normSentence: "每个权重乘以其键经此头写入残差流的向量长度 ‖f(x)‖，含输出投影（Kobayashi 等，2020）。",
    rolloutSentence: "回溯（Abnar 与 Zuidema，2020）：每层各头取平均，一半为残差流，各行除以其和，第 1 至 {layer} 层相乘。",
    weights: "每格为各头的 Σ wA / Σ |w|，其中 w = {list}。",
    hidden: "略去：{keys}；各行其余部分不变。",
    hiddenNormed: "略去：{keys}；各行其余部分除以其和。",
    key: "键 {number}“{label}”",
    words: "行与列为词：对键的各词元求和，对查询的各词元取平均。",
    legendValue: "权重 × ‖v‖",
    legendNorm: "‖权重 · f(x)‖",
    legendRollout: "占比",
    legendHidden: "略去{count}",
    legendNormed: "略去{count}，各行归一",
    oneKey: "键 {number}",
    manyKeys: " {count} 个键",
  },
} as const;

/** "layer 3, head 5", "mean of 2 heads (L1H2, L3H4)", "layers 1 to 3, all heads". */
export function seenHeads({ map, heads, lens }: Seen, language: Language): string {
  const layer = (heads[0]?.layer ?? 0) + 1;
  return lens.derive === "rollout" ? fill(TEXTS[language].rolloutHeads, { layer }) : headsName(heads, lens.combine, language, map.role);
}

/** "attention probabilities × length of the value vector" */
export function seenName({ map, lens }: Seen, language: Language): string {
  const name = mapName(map, language);
  return lens.derive === "none" ? name : fill(TEXTS[language][lens.derive], { map: name });
}

const present = (hidden: readonly number[], count: number): number[] =>
  [...new Set(hidden)].filter((key) => key < count).sort((a, b) => a - b);

/** Everything that the lens does to the numbers, a sentence each. */
export function seenSentences(trace: Trace, { heads, lens }: Seen, language: Language): string[] {
  const say = TEXTS[language];
  const sentences: string[] = [];
  const layer = (heads[0]?.layer ?? 0) + 1;
  if (lens.derive === "value") sentences.push(say.valueSentence);
  if (lens.derive === "norm") sentences.push(say.normSentence);
  if (lens.derive === "rollout") sentences.push(fill(say.rolloutSentence, { layer }));
  else if (lens.combine === "weights" && heads.length > 1) {
    const list = heads.map((head) => `${formatValue(weightOf(lens.weights, head))} (${headName(head)})`);
    sentences.push(fill(say.weights, { list: list.join(language === "zh" ? "、" : ", ") }));
  }
  const hidden = present(lens.hidden, trace.tokens.length);
  if (hidden.length > 0) {
    const name = (key: number): string => fill(say.key, { number: tokenNumber(key), label: printable(trace.tokens[key]?.label ?? "") });
    const keys = hidden.length > 4 ? hidden.map(tokenNumber).join(", ") : hidden.map(name).join(language === "zh" ? "、" : ", ");
    sentences.push(
      fill(lens.renormalise ? say.hiddenNormed : say.hidden, {
        keys: hidden.length > 4 ? fill(say.manyKeys, { count: hidden.length }).concat(` (${keys})`) : keys,
      }),
    );
  }
  if (lens.words) sentences.push(say.words);
  return sentences;
}

/** What the legend calls the values, with all that was done to them in a few words. */
export function seenLegend(kind: ValueKind, { lens }: Seen, tokens: number, language: Language): string {
  const say = TEXTS[language];
  const name = { none: kindName(kind, language), value: say.legendValue, norm: say.legendNorm, rollout: say.legendRollout }[lens.derive];
  const hidden = present(lens.hidden, tokens);
  if (hidden.length === 0) return name;
  const count =
    hidden.length === 1 ? fill(say.oneKey, { number: tokenNumber(hidden[0] ?? 0) }) : fill(say.manyKeys, { count: hidden.length });
  return `${name}${language === "zh" ? "，" : ", "}${fill(lens.renormalise ? say.legendNormed : say.legendHidden, { count })}`;
}

/** The lens as metadata. */
export function lensFacts({ heads, lens }: Seen): Plain {
  return {
    derive: lens.derive,
    combine: heads.length > 1 && lens.derive !== "rollout" ? lens.combine : null,
    weights: lens.combine === "weights" ? heads.map((head) => weightOf(lens.weights, head)) : null,
    hidden: [...lens.hidden],
    renormalise: lens.renormalise && lens.hidden.length > 0,
    words: lens.words,
  };
}
