"""DIFF V2 attention (Ye et al. 2026) as loops over heads and tokens, the definition of the fast module."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from foundry.reference import (
    Here,
    causal_map,
    linear,
    pre_norm_decoder,
    projected_lengths,
    rotate_all,
    scaled_scores,
    split_heads,
    weighted_sum,
)


def attention(
    x: Tensor,
    weights: Mapping[str, Tensor],
    *,
    heads: int,
    kv_heads: int,
    cos: Tensor,
    sin: Tensor,
    head_mask: Tensor | None = None,
    lambda_scale: Tensor | float = 1.0,
    lambda_override: Tensor | float = -1.0,
) -> dict[str, Tensor]:
    """One sequence.

    Args:
        x: [T, E], the normed residual stream.
        weights: the official names.
        heads, kv_heads: differential heads, and how many sets of keys and values they share.
        cos, sin: rotary tables [T, d/2].
        head_mask, lambda_scale, lambda_override: what a person may change: a factor for each head's output [H] (default
            1), one for λ, and a number that takes the place of every λ unless it is negative.

    Returns:
        Every intermediate by name; maps are [H, T, T], vectors [heads, T, d], λ and its logit [T, H], `out` [T, E].
    """

    def turned(name: str, count: int) -> list[Tensor]:
        return [rotate_all(head, cos, sin) for head in split_heads(linear(weights[name], x), count)]

    queries = turned("q_proj.weight", 2 * heads)
    keys = turned("k_proj.weight", kv_heads)
    values = split_heads(linear(weights["v_proj.weight"], x), kv_heads)
    logits = linear(weights["lambda_proj.weight"], x)
    factors = lambda_scale / (1 + torch.exp(-logits))
    if lambda_override >= 0:
        factors = torch.zeros_like(logits) + lambda_override

    scores, plain, maps = [], [], []
    for j in range(2 * heads):
        shared = j // (2 * heads // kv_heads)
        scores.append(scaled_scores(queries[j], keys[shared]))
        maps.append(causal_map(scores[j]))
        plain.append(weighted_sum(maps[j], values[shared]))
    contexts, effective, outputs = [], [], []
    for n in range(heads):
        # Query heads 2n and 2n + 1 are the two maps of head n; every token subtracts by its own λ.
        first, second, factor = 2 * n, 2 * n + 1, factors[:, n, None]
        contexts.append(plain[first] - factor * plain[second])
        effective.append(maps[first] - factor * maps[second])
        outputs.append(contexts[n] * (1 if head_mask is None else head_mask[n]))
    return {
        "query": torch.stack(queries),
        "key": torch.stack(keys),
        "value": torch.stack(list(values)),
        "scores.1": torch.stack(scores[0::2]),
        "scores.2": torch.stack(scores[1::2]),
        "map.1": torch.stack(maps[0::2]),
        "map.2": torch.stack(maps[1::2]),
        "logit": logits,
        "lambda": factors,
        "effective": torch.stack(effective),
        "plain": torch.stack(plain),
        "context": torch.stack(contexts),
        "output": torch.stack(outputs),
        "out": linear(weights["o_proj.weight"], torch.cat(outputs, dim=-1)),
    }


def forward(
    config: Any, weights: Mapping[str, Tensor], tokens: list[int], knobs: Mapping[str, Tensor]
) -> dict[str, Tensor]:
    """The whole model on one text: every output of the exported graph by name, without the batch axis."""

    def attend(here: Here) -> dict[str, Tensor]:
        projection, sizes = here.weights["out_proj.weight"], {"heads": config.heads, "kv_heads": config.heads}
        weights = {**here.weights, "o_proj.weight": projection}
        found = attention(here.x, weights, **sizes, **here.rotary, **here.knobs)
        lengths = projected_lengths(list(found["value"]), projection, here.knobs["head_mask"])
        return {"out": found["out"], "attention.transformed": lengths} | under_capture_names(found)

    return pre_norm_decoder(config, weights, tokens, knobs, attend)


def under_capture_names(found: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The intermediates of `attention` under the names of the exported outputs."""
    same = ("scores.1", "scores.2", "map.1", "map.2", "key", "value", "effective", "context", "output")
    named = {f"attention.{name}": found[name] for name in same}
    named |= {"attention.query.1": found["query"][0::2], "attention.query.2": found["query"][1::2]}
    return named | {"diff.lambda": found["lambda"].T}
