"""DIFF Transformer v1 (Ye et al. 2024, arXiv 2410.05258v2) as loops: the definition of the fast module."""

import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from foundry.reference import (
    Here,
    causal_map,
    linear,
    pre_norm_decoder,
    rms_norm,
    rotate_all,
    scaled_scores,
    split_heads,
    weighted_sum,
)

SUBLN_EPS = 1e-5


def lambda_init(depth: int) -> float:
    """λ_init = 0.8 - 0.6 exp(-0.3 (l - 1)), the paper's l counted from 1, `depth` from 0 (section 2.1)."""
    return 0.8 - 0.6 * math.exp(-0.3 * depth)


def attention(
    x: Tensor,
    weights: Mapping[str, Tensor],
    *,
    depth: int,
    heads: int,
    kv_heads: int,
    cos: Tensor,
    sin: Tensor,
    head_mask: Tensor | None = None,
    lambda_scale: Tensor | float = 1.0,
    lambda_override: Tensor | float = -1.0,
) -> dict[str, Tensor]:
    """Multi-head differential attention of one sequence.

    Args:
        x: [T, E], the normed residual stream.
        weights: the official names: q_proj.weight, ..., lambda_q1, ..., subln.weight.
        depth: the layer, counted from 0.
        heads, kv_heads: differential heads (pairs) of the queries and of the keys and values.
        cos, sin: rotary tables [T, d/2].
        head_mask, lambda_scale, lambda_override: what a person may change: a factor for each head's output [h] (default
            1), one for λ, and a number that takes the place of λ unless it is negative.

    Returns:
        Every intermediate by name; maps are [h, T, T], per-head vectors [h, T, f], the output `out` is [T, E].
    """

    def turned(name: str, count: int) -> list[Tensor]:
        return [rotate_all(head, cos, sin) for head in split_heads(linear(weights[name], x), count)]

    # Eq. 1, first line: [Q1; Q2] = X W^Q, [K1; K2] = X W^K, V = X W^V. Heads 2n and 2n + 1 are Q1, Q2 of pair n.
    queries = turned("q_proj.weight", 2 * heads)
    keys = turned("k_proj.weight", 2 * kv_heads)
    values = split_heads(linear(weights["v_proj.weight"], x), kv_heads)

    # Eq. 2: λ = exp(λ_q1 · λ_k1) - exp(λ_q2 · λ_k2) + λ_init, one number a layer.
    lambda_1 = torch.exp(weights["lambda_q1"] @ weights["lambda_k1"])
    lambda_2 = torch.exp(weights["lambda_q2"] @ weights["lambda_k2"])
    start = lambda_init(depth)
    factor = (lambda_1 - lambda_2 + start) * lambda_scale
    if lambda_override >= 0:
        factor = factor.new_tensor(float(lambda_override))

    scores: list[list[Tensor]] = [[], []]
    maps: list[list[Tensor]] = [[], []]
    effective, contexts, normed, outputs = [], [], [], []
    for n in range(heads):
        shared = n // (heads // kv_heads)
        # Eq. 1, second line: DiffAttn(X) = (softmax(Q1 K1ᵀ/√d) - λ softmax(Q2 K2ᵀ/√d)) V. With grouped queries map i
        # of every pair in the group meets K_i of the group.
        for i in (0, 1):
            scores[i].append(scaled_scores(queries[2 * n + i], keys[2 * shared + i]))
            maps[i].append(causal_map(scores[i][n]))
        effective.append(maps[0][n] - factor * maps[1][n])
        contexts.append(weighted_sum(effective[n], values[shared]))
        # Eq. 3: head_n = (1 - λ_init) · LN(DiffAttn(X)), LN an RMSNorm over the 2d features of the head.
        normed.append(rms_norm(contexts[n], weights["subln.weight"], SUBLN_EPS))
        outputs.append((1 - start) * normed[n] * (1 if head_mask is None else head_mask[n]))
    # Eq. 3: MultiHead(X) = Concat(head_1, ..., head_h) W^O.
    out = linear(weights["out_proj.weight"], torch.cat(outputs, dim=-1))

    return {
        "query": torch.stack(queries),
        "key": torch.stack(keys),
        "value": torch.stack(list(values)),
        "scores.1": torch.stack(scores[0]),
        "scores.2": torch.stack(scores[1]),
        "map.1": torch.stack(maps[0]),
        "map.2": torch.stack(maps[1]),
        "lambda_1": lambda_1,
        "lambda_2": lambda_2,
        "lambda_init": x.new_tensor(start),
        "lambda": factor,
        "effective": torch.stack(effective),
        "context": torch.stack(contexts),
        "normed": torch.stack(normed),
        "output": torch.stack(outputs),
        "out": out,
    }


def forward(
    config: Any, weights: Mapping[str, Tensor], tokens: list[int], knobs: Mapping[str, Tensor]
) -> dict[str, Tensor]:
    """The whole model on one text: every output of the exported graph by name, without the batch axis."""

    def attend(here: Here) -> dict[str, Tensor]:
        sizes = {"depth": here.layer, "heads": config.heads, "kv_heads": config.heads}
        found = attention(here.x, here.weights, **sizes, **here.rotary, **here.knobs)
        return {"out": found["out"]} | under_capture_names(found)

    return pre_norm_decoder(config, weights, tokens, knobs, attend)


def under_capture_names(found: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The intermediates of `attention` under the names of the exported outputs."""
    same = ("scores.1", "scores.2", "map.1", "map.2", "value", "effective", "context", "output")
    named = {f"attention.{name}": found[name] for name in same}
    for name in ("query", "key"):
        named[f"attention.{name}.1"], named[f"attention.{name}.2"] = found[name][0::2], found[name][1::2]
    return named | {"diff.lambda": found["lambda"][None], "diff.lambda_init": found["lambda_init"][None]}
