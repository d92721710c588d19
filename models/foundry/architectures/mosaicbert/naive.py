"""MosaicBERT (Portes et al. 2023, arXiv 2312.17482), one sequence without padding, under the official names."""

import math
from collections.abc import Mapping

import torch
from torch import Tensor

from foundry.reference import layer_norm, linear, scaled_scores, softmax, split_heads, weighted_sum

EPS = 1e-12


def gelu(x: Tensor) -> Tensor:
    return 0.5 * x * (1 + torch.erf(x / math.sqrt(2)))


def affine(weights: Mapping[str, Tensor], name: str, x: Tensor) -> Tensor:
    return linear(weights[f"{name}.weight"], x) + weights[f"{name}.bias"]


def norm(weights: Mapping[str, Tensor], name: str, x: Tensor) -> Tensor:
    return layer_norm(x, weights[f"{name}.weight"], weights[f"{name}.bias"], EPS)


def layer(x: Tensor, weights: Mapping[str, Tensor], slopes: Tensor) -> dict[str, Tensor]:
    """x [n, E] -> every array of one layer."""
    heads, length = len(slopes), len(x)
    joint = affine(weights, "attention.self.Wqkv", x)
    q, k, v = (split_heads(part, heads) for part in joint.chunk(3, dim=-1))
    contexts = []
    for h in range(heads):
        scores = scaled_scores(q[h], k[h])
        rows = []
        for i in range(length):
            penalties = torch.stack([-slopes[h] * abs(i - j) for j in range(length)])
            rows.append(softmax(scores[i] + penalties))
        contexts.append(weighted_sum(torch.stack(rows), v[h]))
    context = torch.cat(contexts, dim=-1)
    attended = norm(weights, "attention.output.LayerNorm", affine(weights, "attention.output.dense", context) + x)
    both = linear(weights["mlp.gated_layers.weight"], attended)
    first, second = both.chunk(2, dim=-1)
    product = gelu(first) * second
    out = norm(weights, "mlp.layernorm", affine(weights, "mlp.wo", product) + attended)
    return {
        "in": x,
        "qkv": joint,
        "attn_ctx": context,
        "attn_out": attended,
        "glu_pre": both,
        "glu_gate": gelu(first),
        "glu_prod": product,
        "out": out,
    }


def model(
    ids: Tensor, segments: Tensor, weights: Mapping[str, Tensor], layers: int, slopes: Tensor
) -> dict[str, Tensor]:
    """ids, segments [n] -> `embeddings`, `L<i>.*` and `scores` [n, vocabulary]."""
    words, kinds = (weights[f"bert.embeddings.{name}_embeddings.weight"] for name in ("word", "token_type"))
    x = torch.stack([words[word] + kinds[segment] for word, segment in zip(ids, segments, strict=True)])
    x = norm(weights, "bert.embeddings.LayerNorm", x)
    named = {"embeddings": x}
    for i in range(layers):
        place = f"bert.encoder.layer.{i}."
        own = {name.removeprefix(place): value for name, value in weights.items() if name.startswith(place)}
        found = layer(x, own, slopes)
        named |= {f"L{i}.{name}": value for name, value in found.items()}
        x = found["out"]
    head = "cls.predictions"
    transformed = norm(weights, f"{head}.transform.LayerNorm", gelu(affine(weights, f"{head}.transform.dense", x)))
    return named | {"scores": linear(words, transformed) + weights[f"{head}.decoder.bias"]}
