"""GPT-2 (Radford et al. 2019) as loops over tokens and heads, the definition of the fast model."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from foundry.reference import gelu_tanh, layer_norm, linear, plain_heads, projected_lengths, split_heads

EPS = 1e-5


def affine(weights: Mapping[str, Tensor], name: str, x: Tensor) -> Tensor:
    return linear(weights[f"{name}.weight"], x) + weights[f"{name}.bias"]


def normed(weights: Mapping[str, Tensor], name: str, x: Tensor) -> Tensor:
    return layer_norm(x, weights[f"{name}.weight"], weights[f"{name}.bias"], EPS)


def forward(
    config: Any, weights: Mapping[str, Tensor], tokens: list[int], knobs: Mapping[str, Tensor]
) -> dict[str, Tensor]:
    """The whole model on one text: every output of the exported graph by name, without the batch axis.

    Args:
        weights: the module's state_dict, of any float type.
    """
    embedding, position = weights["embedding.weight"], weights["position.weight"]
    x = torch.stack([embedding[token] + position[t] for t, token in enumerate(tokens)])
    named = {"L0.residual": x}
    for i, head_mask in enumerate(knobs["head_mask"]):
        place = f"layers.{i}.attention"
        joint = affine(weights, f"{place}.qkv", normed(weights, f"{place}.norm", x))
        found = plain_heads(*(split_heads(part, len(head_mask)) for part in joint.chunk(3, dim=-1)), head_mask)
        projection = weights[f"{place}.out_proj.weight"]
        found["transformed"] = projected_lengths(list(found["value"]), projection, head_mask)
        x = x + affine(weights, f"{place}.out_proj", torch.cat(list(found["output"]), dim=-1))
        place = f"layers.{i}.ffn"
        inner = gelu_tanh(affine(weights, f"{place}.up", normed(weights, f"{place}.norm", x)))
        x = x + affine(weights, f"{place}.down", inner)
        named |= {f"L{i}.attention.{name}": value for name, value in found.items()} | {f"L{i + 1}.residual": x}
    return named | {"logits": linear(embedding, normed(weights, "norm", x))}


def model(tokens: Tensor, weights: Mapping[str, Tensor], layers: int, heads: int) -> dict[str, Tensor]:
    """tokens [T] -> what `forward` gives of the model as it was trained."""
    whole = {"head_mask": weights["embedding.weight"].new_ones(layers, heads)}
    return forward(None, weights, tokens.tolist(), whole)
