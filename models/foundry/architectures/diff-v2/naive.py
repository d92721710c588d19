"""DIFF V2 attention (Ye et al. 2026) as loops over heads and tokens, the definition of the fast module."""

from collections.abc import Mapping

import torch
from torch import Tensor

from foundry.reference import causal_map, linear, rotate, scaled_scores, split_heads, weighted_sum


def attention(
    x: Tensor, weights: Mapping[str, Tensor], *, heads: int, kv_heads: int, cos: Tensor, sin: Tensor
) -> dict[str, Tensor]:
    """One sequence.

    Args:
        x: [T, E], the normed residual stream.
        weights: the official names.
        heads, kv_heads: differential heads, and how many sets of keys and values they share.
        cos, sin: rotary tables [T, d/2].

    Returns:
        Every intermediate by name; maps are [H, T, T], vectors [heads, T, d], λ and its logit [T, H], `out` [T, E].
    """

    def turned(name: str, count: int) -> list[Tensor]:
        vectors = split_heads(linear(weights[name], x), count)
        return [torch.stack([rotate(head[t], cos[t], sin[t]) for t in range(len(x))]) for head in vectors]

    queries = turned("q_proj.weight", 2 * heads)
    keys = turned("k_proj.weight", kv_heads)
    values = split_heads(linear(weights["v_proj.weight"], x), kv_heads)
    logits = linear(weights["lambda_proj.weight"], x)
    factors = 1 / (1 + torch.exp(-logits))

    plain, maps = [], []
    for j in range(2 * heads):
        shared = j // (2 * heads // kv_heads)
        maps.append(causal_map(scaled_scores(queries[j], keys[shared])))
        plain.append(weighted_sum(maps[j], values[shared]))
    contexts, effective = [], []
    for n in range(heads):
        # Query heads 2n and 2n + 1 are the two maps of head n; every token subtracts by its own λ.
        first, second, factor = 2 * n, 2 * n + 1, factors[:, n, None]
        contexts.append(plain[first] - factor * plain[second])
        effective.append(maps[first] - factor * maps[second])
    return {
        "query": torch.stack(queries),
        "key": torch.stack(keys),
        "map.1": torch.stack(maps[0::2]),
        "map.2": torch.stack(maps[1::2]),
        "logit": logits,
        "lambda": factors,
        "effective": torch.stack(effective),
        "plain": torch.stack(plain),
        "out": linear(weights["o_proj.weight"], torch.cat(contexts, dim=-1)),
    }
