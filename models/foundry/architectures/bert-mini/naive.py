"""BERT (Devlin et al. 2018) as loops over tokens and heads, with the weights of our model."""

from collections.abc import Mapping

import torch
from torch import Tensor

from foundry.architectures.mosaicbert.naive import affine, gelu, norm
from foundry.reference import linear, scaled_scores, softmax, split_heads, weighted_sum


def model(tokens: Tensor, weights: Mapping[str, Tensor], layers: int, heads: int) -> Tensor:
    """tokens [T] -> logits [T, vocabulary] of what stands at each place."""
    words, places = weights["embedding.weight"], weights["position.weight"]
    rows = [words[token] + weights["segment.weight"][0] + places[t] for t, token in enumerate(tokens)]
    x = norm(weights, "embedding_norm", torch.stack(rows))
    for i in range(layers):
        place = f"layers.{i}"
        q, k, v = (split_heads(part, heads) for part in affine(weights, f"{place}.qkv", x).chunk(3, dim=-1))
        maps = [torch.stack([softmax(row) for row in scaled_scores(a, b)]) for a, b in zip(q, k, strict=True)]
        merged = torch.cat([weighted_sum(a, values) for a, values in zip(maps, v, strict=True)], dim=-1)
        x = norm(weights, f"{place}.attention_norm", x + affine(weights, f"{place}.out_proj", merged))
        fed = affine(weights, f"{place}.ffn.down", gelu(affine(weights, f"{place}.ffn.up", x)))
        x = norm(weights, f"{place}.ffn_norm", x + fed)
    head = norm(weights, "head_norm", gelu(affine(weights, "head", x)))
    return linear(words, head) + weights["head_bias"]
