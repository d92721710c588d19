// The one vocabulary: every thing that can be captured, with its axes, its kind of value and one sentence.
// Manifests, views, analyses, Python and tests use these words and no others.

import type { Localized } from "../text.ts";

/** Names of tensor axes. A tensor travels with these, never as a bare shape. */
export const AXES = [
  "layer",
  "head",
  "head_in",
  "query",
  "key",
  "token",
  "feature",
  "module",
  "channel",
  "step",
  "rank",
  "vocabulary",
] as const;
export type Axis = (typeof AXES)[number];

/** What a number means: it decides the colour scale and which measures are defined on it. */
export const KINDS = ["probability", "logit", "signed", "gate", "scalar", "value"] as const;
export type ValueKind = (typeof KINDS)[number];

export interface RoleInfo {
  /** Allowed axis lists; the first is the usual one. */
  readonly axes: readonly (readonly Axis[])[];
  /** Allowed kinds; the first is the usual one. */
  readonly kinds: readonly ValueKind[];
  /** Whether a model computes it at every layer (`layer`), at every assembly step (`step`) or once (`model`). */
  readonly place: "layer" | "step" | "model";
  readonly text: Localized;
}

const role = (
  place: RoleInfo["place"],
  kinds: readonly ValueKind[],
  axes: readonly (readonly Axis[])[],
  en: string,
  zh: string,
): RoleInfo => ({ place, kinds, axes, text: { en, zh } });

const MAP = [["head", "query", "key"]] as const;
const PER_HEAD = [["head", "token", "feature"]] as const;

/** Every role. Adding one line here is all that a new kind of capture needs. */
export const ROLES = {
  "attention.scores": role(
    "layer",
    ["logit"],
    MAP,
    "Scaled query-key products, before the mask and the softmax.",
    "查询与键的缩放点积，未经掩码与 softmax。",
  ),
  "attention.map": role("layer", ["probability"], MAP, "Attention probabilities: each row sums to 1.", "注意力概率：每一行之和为 1。"),
  "attention.effective": role(
    "layer",
    ["signed", "probability", "value"],
    MAP,
    "The weights that really multiply the values; where maps are mixed or subtracted they may be negative and rows need not sum to 1.",
    "真正与值相乘的权重；若由多张图混合或相减而得，可以为负，行和不必为 1。",
  ),
  "attention.query": role(
    "layer",
    ["value"],
    PER_HEAD,
    "Query vectors, after the rotary embedding where there is one.",
    "查询向量（若有旋转位置编码，则为其后）。",
  ),
  "attention.key": role(
    "layer",
    ["value"],
    PER_HEAD,
    "Key vectors, after the rotary embedding where there is one.",
    "键向量（若有旋转位置编码，则为其后）。",
  ),
  "attention.value": role("layer", ["value"], PER_HEAD, "Value vectors.", "值向量。"),
  "attention.transformed": role(
    "layer",
    ["value"],
    [["head", "token"], ...PER_HEAD],
    "Value vectors behind the head's part of the output projection, what a token adds to the stream when it is looked at; without a feature axis, their lengths.",
    "经该头输出投影之后的值向量，即某词元被注意时写入残差流的向量；没有特征轴时为其长度。",
  ),
  "attention.bias": role("layer", ["logit"], MAP, "What is added to the scores before the softmax.", "在 softmax 之前加到分数上的偏置。"),
  "attention.context": role(
    "layer",
    ["value"],
    PER_HEAD,
    "Per head the sum of the values times the effective weights, before any norm of the head.",
    "各头以有效权重对值求得的加权和，未经头内归一化。",
  ),
  "attention.output": role("layer", ["value"], PER_HEAD, "Per head, what enters the output projection.", "各头进入输出投影的向量。"),
  "diff.lambda": role(
    "layer",
    ["scalar"],
    [["layer"], ["head", "token"]],
    "λ: how much of the second map is subtracted.",
    "λ：第二张图被减去的比例。",
  ),
  "diff.lambda_init": role("layer", ["scalar"], [["layer"]], "The λ that this layer started training with.", "该层训练开始时的 λ。"),
  "compose.scores": role(
    "layer",
    ["logit"],
    MAP,
    "Scores after the heads were mixed: what the softmax reads.",
    "各头混合之后的分数，即 softmax 读取的量。",
  ),
  "compose.static": role(
    "layer",
    ["signed"],
    [["head_in", "head"]],
    "The composition matrix shared by all token pairs.",
    "对所有词元对相同的组合矩阵。",
  ),
  "compose.query": role(
    "layer",
    ["signed", "gate"],
    [
      ["token", "rank", "head"],
      ["token", "head"],
    ],
    "Factors of the composition that depend on the query.",
    "依赖查询的组合因子。",
  ),
  "compose.key": role(
    "layer",
    ["signed", "gate"],
    [
      ["token", "rank", "head"],
      ["token", "head"],
    ],
    "Factors of the composition that depend on the key.",
    "依赖键的组合因子。",
  ),
  "route.probability": role(
    "step",
    ["probability"],
    [["token", "module"]],
    "Router probabilities; the last module is SKIP.",
    "路由概率；最后一个模块是 SKIP。",
  ),
  "route.choice": role("step", ["value"], [["token", "rank"]], "The modules chosen, best first.", "被选中的模块，最优在前。"),
  "route.gate": role("step", ["gate"], [["token", "rank"]], "How strongly each chosen module contributes.", "每个被选模块的贡献强度。"),
  "kernel.query": role("layer", ["value"], PER_HEAD, "Feature map of the queries of a kernel attention.", "核注意力中查询的特征映射。"),
  "kernel.key": role("layer", ["value"], PER_HEAD, "Feature map of the keys of a kernel attention.", "核注意力中键的特征映射。"),
  "kernel.scores": role(
    "layer",
    ["value"],
    MAP,
    "What a kernel attention really multiplies the values by: not normalised, so rows grow with the text.",
    "核注意力真正与值相乘的量：未归一化，行和随文本增长。",
  ),
  "kernel.gate": role(
    "layer",
    ["value"],
    [["token", "feature"]],
    "What the normed output of a kernel attention is multiplied by.",
    "与核注意力归一化输出相乘的门。",
  ),
  "kernel.decay": role(
    "layer",
    ["value"],
    [
      ["head", "token"],
      ["head", "query", "key"],
    ],
    "Natural logarithms of the factors by which a kernel attention forgets with distance.",
    "核注意力随距离衰减的各因子的自然对数。",
  ),
  "shortcut.norm": role("layer", ["value"], [["token"]], "Size of what a shortcut adds to the stream.", "捷径分支加入残差流的大小。"),
  "series.curve": role(
    "layer",
    ["value"],
    [["channel", "feature"]],
    "A learned activation function, sampled.",
    "采样得到的可学习激活函数。",
  ),
  diversity: role(
    "layer",
    ["scalar"],
    [["layer"]],
    "How far the tokens of a layer are from being all alike.",
    "一层中各词元表示的差异程度。",
  ),
  "wkv.weight": role(
    "layer",
    ["probability"],
    [["channel", "query", "key"]],
    "The weight a channel gives to each earlier token.",
    "某通道赋予此前各词元的权重。",
  ),
  "wkv.map": role(
    "layer",
    ["probability"],
    [["channel", "query", "key"]],
    "Mean over a group of neighbouring channels of the weights they give to earlier tokens.",
    "一组相邻通道赋予此前各词元的权重的平均。",
  ),
  "wkv.key": role(
    "layer",
    ["value"],
    [["token", "channel"]],
    "What a channel's weight for a token grows with, before the decay.",
    "衰减之前决定某词元在通道中权重的键。",
  ),
  "wkv.value": role("layer", ["value"], [["token", "channel"]], "What a channel averages.", "通道所平均的值。"),
  "wkv.output": role(
    "layer",
    ["value"],
    [["token", "channel"]],
    "The weighted mean of the past, before the receptance.",
    "对过去的加权平均，未经接受门。",
  ),
  "wkv.decay": role("layer", ["value"], [["channel"]], "How fast a channel forgets.", "通道遗忘的速度。"),
  "wkv.bonus": role("layer", ["value"], [["channel"]], "What a channel adds for the present token.", "通道对当前词元的附加权重。"),
  "wkv.receptance": role("layer", ["gate"], [["token", "channel"]], "How much of a channel is let through.", "通道输出的通过比例。"),
  "wkv.state": role("layer", ["value"], [["token", "channel"]], "The running state of a channel.", "通道的递推状态。"),
  residual: role(
    "layer",
    ["value"],
    [["token", "feature"]],
    "The residual stream entering a layer; the last one leaves the model.",
    "进入每层的残差流；最后一个为模型输出前的状态。",
  ),
  logits: role(
    "model",
    ["logit"],
    [["token", "vocabulary"]],
    "Logits of the next token, before the softmax.",
    "下一个词元的 logit（softmax 之前）。",
  ),
} as const satisfies Record<string, RoleInfo>;

export type Role = keyof typeof ROLES;

export const ROLE_NAMES = Object.keys(ROLES) as readonly Role[];

/** True for a word of the vocabulary. */
export function isRole(word: string): word is Role {
  return Object.hasOwn(ROLES, word);
}

/** Whether a map of this role is of channels, or of groups of them, and not of heads. */
export function isOfChannels(role: Role): boolean {
  return ROLES[role].axes.every(([first]) => first === "channel");
}
