// What figures of experiments print: numbers, and what a caption must say of where they come from.

import { attentionShares } from "../../needle/findings.ts";
import type { Imported } from "../../needle/importScores.ts";
import type { Condition } from "../../needle/scores.ts";
import type { Language } from "../../text.ts";
import type { Plain, SceneFacts } from "../scene.ts";
import type { SweepData } from "./sweepFigure.ts";

const MINUS = "\u2212";

/** "98%"; whole percent, as cells are small. */
export function percent(share: number): string {
  return `${Math.round(share * 100)}%`.replace("-", MINUS);
}

/** "+3%", "−12%", "0%" */
export function signedPercent(share: number): string {
  const whole = Math.round(share * 100);
  return `${whole > 0 ? "+" : whole < 0 ? MINUS : ""}${Math.abs(whole)}%`;
}

/** "p = 0.03" with two digits, "p < 0.0001" */
export function pName(p: number): string {
  return p < 1e-4 ? "p < 0.0001" : `p = ${Number(p.toPrecision(2))}`;
}

/** "512", "8K" for lengths of large models. */
export function lengthName(length: number): string {
  return length >= 4096 && length % 1024 === 0 ? `${length / 1024}K` : String(length);
}

/** "50%", "5.3%" */
export function depthName(depth: number): string {
  return `${Number(depth.toFixed(1))}%`;
}

export function countWord(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** What imported scores were divided by; a scale that the file does not give is a guess, and the reader is told. */
export function scaleSentences({ scale, scaleGiven }: Pick<Imported, "scale" | "scaleGiven">, language: Language): string[] {
  const zh = language === "zh";
  return [
    ...(scale === 1 ? [] : [zh ? `得分除以 ${scale}。` : `Scores were divided by ${scale}.`]),
    ...(scaleGiven ? [] : [zh ? `文件未说明最高分：按 ${scale} 计。` : `The file does not state the best score: ${scale} was taken.`]),
  ];
}

/** How the numbers came about: prompts, haystack, needles, engine; or where they were imported from. */
export function experimentSentences(data: SweepData, models: readonly { readonly title: string }[], language: Language): string[] {
  const { result, imported } = data;
  const zh = language === "zh";
  const names = models.map(({ title }) => title).join(zh ? "、" : ", ");
  if (!result) {
    const scale = imported ? scaleSentences(imported, language) : [];
    const { source = "", samples = null } = imported?.table ?? {};
    return zh
      ? [`${names}。得分来自 ${source}。`, ...scale, samples === null ? "每格样本数不详。" : `每格 n = ${samples}。`]
      : [
          `${names}. Scores from ${source}.`,
          ...scale,
          samples === null ? "The number of prompts in a cell is not known." : `n = ${samples} prompts in a cell.`,
        ];
  }
  const { spec, haystack } = result;
  const text = haystack ? (zh ? `文本 ${haystack.name}` : `the text ${haystack.name}`) : zh ? "生成的短句" : "generated scenes";
  const unseen = spec.keys === "unseen-cities" && spec.values === "unseen-numbers";
  return zh
    ? [
        `${names}；每格 n = ${spec.samples} 个提示，种子 ${spec.seed}，干草堆为${text}，针形如“${spec.needle}”${unseen ? "，城市与数字均未在训练中出现" : ""}。`,
        "贪心解码，完全匹配。",
      ]
    : [
        `${names}; n = ${spec.samples} prompts in a cell, seed ${spec.seed}, hidden in ${text}, needles as "${spec.needle}"${unseen ? ", cities and numbers unseen in training" : ""}.`,
        "Greedy decoding, exact match.",
      ];
}

/** Which rows attention was taken on, for figures of attention. */
export function attentionSentences(shares: "absolute" | "signed", answers: readonly number[], language: Language): string[] {
  const most = [...new Set(answers)].join(", ");
  if (language === "zh")
    return [
      "取给出答案第一个字符之前的那一行，对所有层与头取平均。",
      shares === "absolute" ? "份额为 Σ|A| 中的比例。" : "份额为 ΣA 中的比例（除以行和），可以为负。",
      "噪声为既非答案也非提问的上下文，包括其他针。",
      `每个数取自 ${most} 个答案。`,
    ];
  return [
    "Taken on the row after which the first character of the answer is written, mean over all layers and heads.",
    shares === "absolute" ? "Shares are of Σ|A|." : "Shares are of ΣA, the row sum being divided out; they may be negative.",
    "Noise is context that is neither the answer nor the question, other needles included.",
    `Each number is taken over ${most} answers.`,
  ];
}

/** What every figure's metadata holds. */
export function experimentFacts(
  { result, imported }: SweepData,
  models: readonly { readonly id: string; readonly title: string }[],
  more: Readonly<Record<string, Plain>>,
): SceneFacts {
  const [first] = models;
  const sha256 = (id: string): string => result?.models.find((model) => model.id === id)?.sha256 ?? "";
  const lengths = result?.spec.lengths ?? imported?.table.lengths ?? [];
  return {
    model: { id: first?.id ?? "", title: first?.title ?? "", sha256: sha256(first?.id ?? "") },
    models: models.map(({ id, title }) => ({ id, title, sha256: sha256(id) })),
    tokens: Math.max(0, ...lengths),
    samples: result?.spec.samples ?? imported?.table.samples ?? 0,
    ...(result ? { experiment: JSON.parse(JSON.stringify(result.spec)) as Plain } : { source: imported?.table.source ?? "" }),
    ...more,
  };
}

/** Answers behind a mean, for the caption. */
export function answersBehind(data: SweepData, model: string, condition: Condition | undefined, depth?: number): number {
  if (!data.result) return 0;
  return (
    attentionShares(data.result, { model, ...(condition ? { condition } : {}), ...(depth === undefined ? {} : { depth }) })?.answers ?? 0
  );
}
