"""BERT (Devlin et al. 2018) as loops over tokens and heads, with the weights of our model."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from foundry.architectures.mosaicbert.naive import affine, encoder, gelu, norm


def forward(
    config: Any, weights: Mapping[str, Tensor], tokens: list[int], knobs: Mapping[str, Tensor]
) -> dict[str, Tensor]:
    """The whole model on one text: every output of the exported graph by name, without the batch axis.

    Args:
        weights: the module's state_dict, of any float type.
    """

    def feed(place: str, x: Tensor) -> Tensor:
        return affine(weights, f"{place}.ffn.down", gelu(affine(weights, f"{place}.ffn.up", x)))

    words, places = weights["embedding.weight"], weights["position.weight"]
    rows = [words[token] + weights["segment.weight"][0] + places[t] for t, token in enumerate(tokens)]
    return encoder(weights, norm(weights, "embedding_norm", torch.stack(rows)), knobs["head_mask"], feed)


def model(tokens: Tensor, weights: Mapping[str, Tensor], layers: int, heads: int) -> Tensor:
    """tokens [T] -> logits [T, vocabulary] of what stands at each place."""
    whole = {"head_mask": weights["embedding.weight"].new_ones(layers, heads)}
    return forward(None, weights, tokens.tolist(), whole)["logits"]
