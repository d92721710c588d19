// The sentences of a caption and the same as data: model, layers and heads, what the numbers are, what was combined,
// the mask, the colours' range, how many texts.

import type { Merge } from "../../lens/settings.ts";
import { headName } from "../../selection/headName.ts";
import type { HeadRef } from "../../selection/selection.ts";
import type { Language } from "../../text.ts";
import { lacking } from "../../trace/lacking.ts";
import { isCausal, MAP_ROLES, mapChoices } from "../../trace/maps.ts";
import type { Region } from "../../trace/source.ts";
import type { Trace } from "../../trace/trace.ts";
import { isOfChannels, isRole, type Role, type ValueKind } from "../../trace/vocabulary.ts";
import { DECADES } from "../colour/scale.ts";
import type { Plain, SceneFacts } from "../scene.ts";
import { formatValue } from "../text/number.ts";
import { poolingOf, type Range } from "./range.ts";
import type { MapSetting } from "./settings.ts";
import { fill, KIND_NAMES, MAP_NAMES } from "./words.ts";

/** A map that the trace has. */
export interface ChosenMap {
  readonly role: Role;
  readonly branch?: string;
}

/**
 * The map that the settings ask for, or the first that there is.
 * @throws HeddleError `capture-missing`
 */
export function chooseMap(captures: Parameters<typeof mapChoices>[0], asked: MapSetting): ChosenMap {
  const choices = mapChoices(captures);
  const chosen =
    asked === null
      ? choices[0]
      : choices.find((choice) => choice.role === asked.role && (asked.branch === undefined || choice.branch === asked.branch));
  if (!chosen || !isRole(chosen.role)) {
    const named = ({ role, branch }: NonNullable<MapSetting>, language: Language): string =>
      branch === undefined ? role : language === "zh" ? `${role}（分支 ${branch}）` : `${role} (branch ${branch})`;
    const offers = (language: Language): string => choices.map((choice) => named(choice, language)).join(language === "zh" ? "、" : ", ");
    throw lacking(
      asked === null ? { en: "attention map", zh: "注意力图" } : { en: named(asked, "en"), zh: ` ${named(asked, "zh")}` },
      choices.length === 0
        ? { en: `Figures of maps need one of ${MAP_ROLES.join(", ")}.`, zh: `图需要以下之一：${MAP_ROLES.join("、")}。` }
        : { en: `It has ${offers("en")}.`, zh: `它有 ${offers("zh")}。` },
    );
  }
  return { role: chosen.role, ...(chosen.branch === undefined ? {} : { branch: chosen.branch }) };
}

/** "attention probabilities, branch 1" */
export function mapName({ role, branch }: ChosenMap, language: Language): string {
  const name = MAP_NAMES[role]?.[language] ?? role;
  if (branch === undefined) return name;
  return language === "zh" ? `${name}（分支 ${branch}）` : `${name}, branch ${branch}`;
}

const MERGED = {
  en: { mean: "mean", max: "maximum", weights: "weighted mean" },
  zh: { mean: "平均", max: "最大值", weights: "加权平均" },
} as const satisfies Record<Language, Record<Merge, string>>;

/** What a map is of where a model has no heads. */
const UNITS = {
  en: { head: ["head", "heads"], group: ["group of channels", "groups of channels"] },
  zh: { head: ["头", "头"], group: ["通道组", "通道组"] },
} as const;

/** "layer 3, head 5", or "mean of 3 heads (L1H2, L3H4, L3H5)"; of a map of channels the same with groups of them. */
export function headsName(heads: readonly HeadRef[], combination: Merge, language: Language, role?: Role): string {
  const [first] = heads;
  const [one, many] = UNITS[language][role && isOfChannels(role) ? "group" : "head"];
  if (heads.length === 1 && first)
    return language === "zh" ? `第 ${first.layer + 1} 层第 ${first.head + 1} ${one}` : `layer ${first.layer + 1}, ${one} ${first.head + 1}`;
  const all = heads.map(headName);
  const listed = all.length > 12 ? `${all.slice(0, 10).join(", ")}, …` : all.join(", ");
  const merged = MERGED[language][combination];
  return language === "zh" ? `${heads.length} 个${many}的${merged}（${listed}）` : `${merged} of ${heads.length} ${many} (${listed})`;
}

export function capitalise(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

const SENTENCES = {
  en: {
    text: "One text of {tokens} tokens (n = 1).",
    region: "Shown: queries {row0} to {row1}, keys {column0} to {column1}.",
    regionWords: "Shown: words {row0} to {row1} as queries, words {column0} to {column1} as keys.",
    causal: "Keys after the query are masked.",
    open: "No mask.",
    combineMean: "Each cell is the mean over the heads.",
    combineMax: "Each cell is the largest value among the heads.",
    colour: "Colour: ",
    range: "{form} from {low} to {high}",
    max: ", {high} being the largest value shown",
    maxSigned: ", {high} being the largest distance from zero shown",
    p99: ", {high} being the 99th percentile of the values shown",
    p99Signed: ", {high} being the 99th percentile of the distances from zero shown",
    zero: "; zero has the colour of the paper",
    clipped: "; larger values have the colour of {high}",
    stop: ".",
    linear: "linear",
    log: "logarithmic over {decades} decades",
    pooled: "A drawn cell is the {pooling} of up to {down} × {across} token pairs.",
    poolMax: "maximum",
    poolExtreme: "value farthest from zero",
    knobs: "Not as shipped: {knobs}.",
    part: "{changed} of {all} values",
    count: "Layers, heads and tokens count from 1.",
  },
  zh: {
    text: "一段 {tokens} 个词元的文本（n = 1）。",
    region: "显示查询 {row0} 至 {row1}、键 {column0} 至 {column1}。",
    regionWords: "显示作为查询的第 {row0} 至 {row1} 个词、作为键的第 {column0} 至 {column1} 个词。",
    causal: "查询之后的键被掩蔽。",
    open: "无掩码。",
    combineMean: "每格为各头的平均值。",
    combineMax: "每格为各头中的最大值。",
    colour: "颜色：",
    range: "{form}，从 {low} 到 {high}",
    max: "，{high} 为图中最大值",
    maxSigned: "，{high} 为图中离零最远的距离",
    p99: "，{high} 为图中数值的第 99 百分位",
    p99Signed: "，{high} 为图中离零距离的第 99 百分位",
    zero: "；零为纸色",
    clipped: "；更大的值用 {high} 的颜色",
    stop: "。",
    linear: "线性",
    log: "对数，{decades} 个数量级",
    pooled: "每个绘出的格子是至多 {down} × {across} 个词元对的{pooling}。",
    poolMax: "最大值",
    poolExtreme: "离零最远的值",
    knobs: "与出厂设置不同：{knobs}。",
    part: "{all} 个值中的 {changed} 个",
    count: "层、头、词元均从 1 开始计数。",
  },
} as const;

/** Knobs away from their defaults: "lambda_scale = 0.5", with several values "head_mask: 3 of 48 values = 0". */
function changedKnobs(trace: Trace, language: Language): string[] {
  return Object.entries(trace.knobs).flatMap(([name, values]) => {
    const usual = trace.manifest.knobs.find((knob) => knob.input === name)?.default;
    const changed = values.filter((value) => value !== usual);
    if (changed.length === 0) return [];
    const same = changed.every((value) => value === changed[0]);
    if (values.length === 1 || (same && changed.length === values.length)) return [`${name} = ${formatValue(changed[0] ?? 0)}`];
    const part = fill(SENTENCES[language].part, { changed: changed.length, all: values.length });
    return [`${name}${language === "zh" ? "：" : ": "}${part}${same ? ` = ${formatValue(changed[0] ?? 0)}` : ""}`];
  });
}

/** What of the model is not as shipped; nothing where all is. */
export function knobSentences(trace: Trace, language: Language): string[] {
  const knobs = changedKnobs(trace, language);
  return knobs.length > 0 ? [fill(SENTENCES[language].knobs, { knobs: knobs.join(language === "zh" ? "；" : "; ") })] : [];
}

/** Sentences that every figure ends with: text, what differs from the shipped model, counting. */
export function closing(trace: Trace, language: Language): string[] {
  const say = SENTENCES[language];
  return [fill(say.text, { tokens: trace.tokens.length }), ...knobSentences(trace, language), say.count];
}

export interface MapDescription {
  readonly kind: ValueKind;
  readonly region: Region;
  readonly whole: boolean;
  /** Rows and columns are words. */
  readonly words?: boolean;
  /** Heads behind each cell and how they were combined; null: one head a map. */
  readonly combination: Merge | null;
  readonly range: Range;
  /** Largest value, to say whether the range cuts it. */
  readonly largest: number;
  /** Cells drawn, columns and rows. */
  readonly cells: { readonly columns: number; readonly rows: number };
}

/** "linear from 0 to 0.83, 0.83 being the largest value shown." */
export function colourSentence({ scale, origin }: Range, largest: number, language: Language): string {
  const say = SENTENCES[language];
  const high = formatValue(scale.high);
  const form = scale.log ? fill(say.log, { decades: DECADES }) : say.linear;
  const signed = scale.form === "diverging";
  const low = formatValue(scale.log && !signed ? scale.high / 10 ** DECADES : scale.low);
  const colour = fill(say.range, { form, low, high });
  const clipped = largest > scale.high * (1 + 1e-6) ? fill(say.clipped, { high }) : "";
  const stated = { max: signed ? say.maxSigned : say.max, p99: signed ? say.p99Signed : say.p99, unit: "", given: "" };
  const end = fill(stated[origin], { high });
  return `${colour}${end}${signed ? say.zero : ""}${clipped}${say.stop}`;
}

/** Region, mask, pooling and combination of a map. */
export function cellSentences(trace: Trace, description: Omit<MapDescription, "range" | "largest">, language: Language): string[] {
  const say = SENTENCES[language];
  const { region, cells } = description;
  const rows = region.row1 - region.row0;
  const columns = region.column1 - region.column0;
  const sentences: string[] = [];
  // What weights do is said where they are listed.
  if (description.combination === "mean") sentences.push(say.combineMean);
  if (description.combination === "max") sentences.push(say.combineMax);
  if (!description.whole)
    sentences.push(
      fill(description.words ? say.regionWords : say.region, {
        row0: region.row0 + 1,
        row1: region.row1,
        column0: region.column0 + 1,
        column1: region.column1,
      }),
    );
  sentences.push(isCausal(trace) ? say.causal : say.open);
  if (cells.rows < rows || cells.columns < columns) {
    const pooling = poolingOf(description.kind) === "max" ? say.poolMax : say.poolExtreme;
    sentences.push(fill(say.pooled, { down: Math.ceil(rows / cells.rows), across: Math.ceil(columns / cells.columns), pooling }));
  }
  return sentences;
}

/** All that is said of one map. */
export function mapSentences(trace: Trace, description: MapDescription, language: Language): string[] {
  const colour = colourSentence(description.range, description.largest, language);
  return [...cellSentences(trace, description, language), `${SENTENCES[language].colour}${colour}`];
}

/** Sentences of one language put together. */
export function join(sentences: readonly string[], language: Language): string {
  return sentences.join(language === "zh" ? "" : " ");
}

/** What every figure's metadata holds. */
export function facts(trace: Trace, more: Readonly<Record<string, Plain>>): SceneFacts {
  const { manifest } = trace;
  return {
    model: { id: manifest.id, title: manifest.title, sha256: manifest.graph.sha256 },
    tokens: trace.tokens.length,
    samples: 1,
    mask: isCausal(trace) ? "causal" : "none",
    knobs: Object.fromEntries(Object.entries(trace.knobs).map(([name, values]) => [name, [...values]])),
    ...more,
  };
}

/** A colour range as metadata. */
export function rangeFacts({ scale, origin }: Range, kind: ValueKind): Plain {
  return {
    kind,
    form: scale.form,
    scheme: scale.scheme,
    low: scale.low,
    high: scale.high,
    scale: scale.log ? "log" : "linear",
    range: origin,
  };
}

/** "probability": what a legend calls the values. */
export function kindName(kind: ValueKind, language: Language): string {
  return KIND_NAMES[kind][language];
}
