"""Multi-head attention (Vaswani et al. 2017, arXiv 1706.03762) with rotary positions (Su et al. 2021, arXiv 2104.09864)
as loops: the definition of the fast module."""

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
    x: Tensor, weights: Mapping[str, Tensor], *, head_mask: Tensor, cos: Tensor, sin: Tensor
) -> dict[str, Tensor]:
    """Multi-head attention of one sequence.

    Args:
        x: [T, E], the normed residual stream.
        weights: q_proj.weight, k_proj.weight, v_proj.weight, out_proj.weight.
        head_mask: [H], what each head's output is multiplied by.
        cos, sin: rotary tables [T, d/2].

    Returns:
        Every intermediate by name; maps are [H, T, T], per-head vectors [H, T, d], the output `out` is [T, E].
    """
    heads = len(head_mask)
    # Section 3.2.2: head_i = Attention(Q W_i^Q, K W_i^K, V W_i^V); the W_i lie below one another in one matrix.
    queries = [rotate_all(head, cos, sin) for head in split_heads(linear(weights["q_proj.weight"], x), heads)]
    keys = [rotate_all(head, cos, sin) for head in split_heads(linear(weights["k_proj.weight"], x), heads)]
    values = split_heads(linear(weights["v_proj.weight"], x), heads)
    # Eq. 1: Attention(Q, K, V) = softmax(Q Kᵀ/√d_k) V, over the past and present only (section 3.2.3).
    scores = [scaled_scores(q, k) for q, k in zip(queries, keys, strict=True)]
    maps = [causal_map(of_head) for of_head in scores]
    contexts = [weighted_sum(a, v) for a, v in zip(maps, values, strict=True)]
    outputs = [factor * context for factor, context in zip(head_mask, contexts, strict=True)]
    # Section 3.2.2: MultiHead(Q, K, V) = Concat(head_1, ..., head_h) W^O.
    out = linear(weights["out_proj.weight"], torch.cat(outputs, dim=-1))
    parts = {
        "scores": scores,
        "map": maps,
        "query": queries,
        "key": keys,
        "value": values,
        "context": contexts,
        "output": outputs,
    }
    lengths = projected_lengths(values, weights["out_proj.weight"], head_mask)
    named = {f"attention.{name}": torch.stack(list(of_heads)) for name, of_heads in parts.items()}
    return named | {"attention.transformed": lengths, "out": out}


def forward(
    config: Any, weights: Mapping[str, Tensor], tokens: list[int], knobs: Mapping[str, Tensor]
) -> dict[str, Tensor]:
    """The whole model on one text: every output of the exported graph by name, without the batch axis."""

    def attend(here: Here) -> dict[str, Tensor]:
        return attention(here.x, here.weights, head_mask=here.knobs["head_mask"], **here.rotary)

    return pre_norm_decoder(config, weights, tokens, knobs, attend)
