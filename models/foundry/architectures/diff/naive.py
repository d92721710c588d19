"""DIFF Transformer v1 (Ye et al. 2024, arXiv 2410.05258v2): its equations as loops, the definition of the fast module."""

import math
from collections.abc import Mapping

import torch
from torch import Tensor

from foundry.reference import (
    causal_map,
    linear,
    rms_norm,
    rotate,
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
) -> dict[str, Tensor]:
    """Multi-head differential attention of one sequence.

    Args:
        x: [T, E], the normed residual stream.
        weights: the official names: q_proj.weight, ..., lambda_q1, ..., subln.weight.
        depth: the layer, counted from 0.
        heads, kv_heads: differential heads (pairs) of the queries and of the keys and values.
        cos, sin: rotary tables [T, d/2].

    Returns:
        Every intermediate by name; maps are [h, T, T], per-head vectors [h, T, f], the output `out` is [T, E].
    """
    width = x.shape[-1] // heads // 2

    def turned(name: str, count: int) -> list[Tensor]:
        vectors = split_heads(linear(weights[name], x), count)
        return [torch.stack([rotate(head[t], cos[t], sin[t]) for t in range(len(x))]) for head in vectors]

    # Eq. 1, first line: [Q1; Q2] = X W^Q, [K1; K2] = X W^K, V = X W^V. Heads 2n and 2n + 1 are Q1, Q2 of pair n.
    queries = turned("q_proj.weight", 2 * heads)
    keys = turned("k_proj.weight", 2 * kv_heads)
    values = split_heads(linear(weights["v_proj.weight"], x), kv_heads)

    # Eq. 2: λ = exp(λ_q1 · λ_k1) - exp(λ_q2 · λ_k2) + λ_init, one number a layer.
    lambda_1 = torch.exp(weights["lambda_q1"] @ weights["lambda_k1"])
    lambda_2 = torch.exp(weights["lambda_q2"] @ weights["lambda_k2"])
    start = lambda_init(depth)
    factor = lambda_1 - lambda_2 + start

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
        outputs.append((1 - start) * normed[n])
    # Eq. 3: MultiHead(X) = Concat(head_1, ..., head_h) W^O.
    out = linear(weights["out_proj.weight"], torch.cat(outputs, dim=-1))

    assert width == queries[0].shape[-1], "a query head is half as wide as its value head"
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
