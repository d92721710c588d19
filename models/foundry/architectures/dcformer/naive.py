"""DCMHA (Xiao et al. 2024, arXiv 2405.08553): composition as loops over pairs, the definition of the fast module."""

import math
from collections.abc import Mapping

import torch
from torch import Tensor

from foundry.reference import causal_map, linear, rms_norm, scaled_scores, split_heads, weighted_sum

EPS = 1e-6
STREAMS = ("pre_q", "pre_k", "post_q", "post_k")


def half_rotation(vector: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turns the pairs (i, i + d/2) of one vector [d]; cos, sin [d/2]. The result is in the same order."""
    half = len(cos)
    a, b = vector[:half], vector[half:]
    return torch.cat([a * cos - b * sin, a * sin + b * cos])


def generate(token: Tensor, weights: Mapping[str, Tensor], heads: int, rank: int) -> dict[str, Tensor]:
    """The four streams of one token [E]: "<stream>w1", "<stream>w2" [R, H] and "<stream>dd" [H]."""
    found = {}
    for c, stream in enumerate(STREAMS):
        hidden = token @ weights["dyn_w_proj.dw1"][:, 0, c]
        hidden = hidden * 0.5 * (1 + torch.erf(hidden / math.sqrt(2)))
        rows = torch.einsum("k,krh->rh", hidden, weights["dyn_w_proj.qkw"][0, c])
        # Each rank's row of the first factor is normed over the heads; the second factor is left alone.
        found[f"{stream}w1"] = torch.stack([rms_norm(row, None, EPS) for row in rows[:rank]])
        found[f"{stream}w2"] = rows[rank:]
        found[f"{stream}dd"] = torch.tanh(token @ weights["dyn_w_proj.dd"][:, 0, c * heads : (c + 1) * heads])
    return found


def matrix(static: Tensor, query: Mapping[str, Tensor], key: Mapping[str, Tensor], stage: str) -> Tensor:
    """M_ij [H in, H out] of one pair: the fixed part, then what the query and what the key add."""
    total = static
    for side, token in (("q", query), ("k", key)):
        name = f"{stage}_{side}"
        for first, second in zip(token[f"{name}w1"], token[f"{name}w2"], strict=True):
            total = total + torch.outer(first, second)
        total = total + torch.diag(token[f"{name}dd"])
    return total


def composed(maps: Tensor, matrices: Tensor) -> Tensor:
    """a'_ij = a_ij M_ij: maps [H, T, T], matrices [T, T, H, H] -> [H, T, T]."""
    length = maps.shape[-1]
    rows = [torch.stack([maps[:, i, j] @ matrices[i, j] for j in range(length)], dim=-1) for i in range(length)]
    return torch.stack(rows, dim=1)


def attention(
    x: Tensor,
    weights: Mapping[str, Tensor],
    *,
    heads: int,
    rank: int,
    qk_eps: float,
    static: Tensor,
    cos: Tensor,
    sin: Tensor,
) -> dict[str, Tensor]:
    """One sequence through DCMHA.

    Args:
        x: [T, E], the normed residual stream.
        weights: the official names.
        static: I + W_b before and after the softmax, [2, H, H].
        cos, sin: rotary tables [T, d/2].

    Returns:
        Every intermediate by name; `out` is [T, E].
    """
    width = x.shape[-1]
    wq, wk, wv = weights["wqkv.weight"].split(width)
    vectors = {}
    for name, weight in (("q", wq), ("k", wk)):
        gain = weights.get(f"{name}_norm.scale")
        heads_of = split_heads(linear(weight, x), heads)
        if gain is not None:
            heads_of = [rms_norm(head, gain, qk_eps) for head in heads_of]
        vectors[name] = [
            torch.stack([half_rotation(t, c, s) for t, c, s in zip(head, cos, sin, strict=True)]) for head in heads_of
        ]
    values = split_heads(linear(wv, x), heads)

    tokens = [generate(token, weights, heads, rank) for token in x]
    pre = torch.stack([torch.stack([matrix(static[0], i, j, "pre") for j in tokens]) for i in tokens])
    post = torch.stack([torch.stack([matrix(static[1], i, j, "post") for j in tokens]) for i in tokens])

    scores = torch.stack([scaled_scores(q, k) for q, k in zip(vectors["q"], vectors["k"], strict=True)])
    mixed_scores = composed(scores, pre)
    maps = torch.stack([causal_map(head) for head in mixed_scores])
    mixed_maps = composed(maps, post)
    contexts = [weighted_sum(weight, value) for weight, value in zip(mixed_maps, values, strict=True)]
    merged = torch.cat(contexts, dim=-1)
    factors = {name: torch.stack([token[name] for token in tokens]) for name in tokens[0]}
    return {
        "query": torch.stack(vectors["q"]),
        "key": torch.stack(vectors["k"]),
        **factors,
        "pre": pre,
        "post": post,
        "scores": scores,
        "composed": mixed_scores,
        "map": maps,
        "effective": mixed_maps,
        "merged": merged,
        "out": linear(weights["wo.weight"], merged),
    }
