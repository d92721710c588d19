"""GPT-2 (Radford et al. 2019) as loops over tokens and heads, the definition of the fast model."""

from collections.abc import Mapping

import torch
from torch import Tensor

from foundry.reference import causal_map, gelu_tanh, layer_norm, linear, scaled_scores, split_heads, weighted_sum

EPS = 1e-5


def part(weights: Mapping[str, Tensor], place: str) -> dict[str, Tensor]:
    """The weights under `place`, without it."""
    return {name.removeprefix(place): value for name, value in weights.items() if name.startswith(place)}


def affine(weights: Mapping[str, Tensor], name: str, x: Tensor) -> Tensor:
    return linear(weights[f"{name}.weight"], x) + weights[f"{name}.bias"]


def attention(x: Tensor, weights: Mapping[str, Tensor], heads: int) -> dict[str, Tensor]:
    """x [T, E], the stream -> maps [H, T, T] and the output [T, E]."""
    normed = layer_norm(x, weights["norm.weight"], weights["norm.bias"], EPS)
    q, k, v = (split_heads(part, heads) for part in affine(weights, "qkv", normed).chunk(3, dim=-1))
    maps = [causal_map(scaled_scores(q[h], k[h])) for h in range(heads)]
    merged = torch.cat([weighted_sum(maps[h], v[h]) for h in range(heads)], dim=-1)
    return {"map": torch.stack(maps), "out": affine(weights, "out_proj", merged)}


def feed_forward(x: Tensor, weights: Mapping[str, Tensor]) -> Tensor:
    normed = layer_norm(x, weights["norm.weight"], weights["norm.bias"], EPS)
    return affine(weights, "down", gelu_tanh(affine(weights, "up", normed)))


def model(tokens: Tensor, weights: Mapping[str, Tensor], layers: int, heads: int) -> dict[str, Tensor]:
    """tokens [T] -> `L<i>.attention.map`, `L<i>.residual` and `logits` [T, vocabulary]."""
    found = {}
    embedding, position = weights["embedding.weight"], weights["position.weight"]
    x = torch.stack([embedding[token] + position[t] for t, token in enumerate(tokens)])
    for i in range(layers):
        found[f"L{i}.residual"] = x
        attended = attention(x, part(weights, f"layers.{i}.attention."), heads)
        found[f"L{i}.attention.map"] = attended["map"]
        x = x + attended["out"]
        x = x + feed_forward(x, part(weights, f"layers.{i}.ffn."))
    normed = layer_norm(x, weights["norm.weight"], weights["norm.bias"], EPS)
    return found | {"logits": linear(weights["embedding.weight"], normed)}
