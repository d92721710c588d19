"""MosaicBERT (Portes et al. 2023, arXiv 2312.17482), one sequence without padding: `model` under the official names,
`forward` the shipped model under its own."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from foundry.reference import (
    layer_norm,
    linear,
    plain_heads,
    projected_lengths,
    scaled_scores,
    softmax,
    split_heads,
    weighted_sum,
)

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


def alibi_slopes(heads: int) -> list[float]:
    """m_h = 2^(−8h/H), h from 1; where H is no power of two those of the next lower one, then every second one of the
    next higher (Press et al. 2022, section 3)."""
    lower = 1
    while 2 * lower <= heads:
        lower *= 2
    further = [2 ** (-8 * h / (2 * lower)) for h in range(1, 2 * lower, 2)]
    return ([2 ** (-8 * h / lower) for h in range(1, lower + 1)] + further)[:heads]


def encoder(
    weights: Mapping[str, Tensor],
    x: Tensor,
    head_mask: Tensor,
    feed: Callable[[str, Tensor], Tensor],
    biases: Tensor | None = None,
) -> dict[str, Tensor]:
    """The layers and the head that shipped encoders share: every output of the exported graph by name.

    Args:
        x: [T, E], what enters the first layer.
        head_mask: [layers, H].
        feed: (layer's place in `weights`, x) -> the feed-forward part without residual and norm.
        biases: [layers, H, T, T], added to the scores.
    """
    named = {"L0.residual": x}
    for i, factors in enumerate(head_mask):
        place = f"layers.{i}"
        q, k, v = (split_heads(part, len(factors)) for part in affine(weights, f"{place}.qkv", x).chunk(3, dim=-1))
        bias = x.new_zeros(len(factors), len(x), len(x)) if biases is None else biases[i]

        def shares(head: int, scores: Tensor, bias: Tensor = bias) -> Tensor:
            return torch.stack([softmax(row + added) for row, added in zip(scores, bias[head], strict=True)])

        found = plain_heads(q, k, v, factors, shares)
        found["transformed"] = projected_lengths(v, weights[f"{place}.out_proj.weight"], factors)
        if biases is not None:
            found["bias"] = bias
        merged = torch.cat(list(found["output"]), dim=-1)
        x = norm(weights, f"{place}.attention_norm", x + affine(weights, f"{place}.out_proj", merged))
        x = norm(weights, f"{place}.ffn_norm", x + feed(place, x))
        named |= {f"L{i}.attention.{name}": value for name, value in found.items()} | {f"L{i + 1}.residual": x}
    head = norm(weights, "head_norm", gelu(affine(weights, "head", x)))
    return named | {"logits": linear(weights["embedding.weight"], head) + weights["head_bias"]}


def forward(
    config: Any, weights: Mapping[str, Tensor], tokens: list[int], knobs: Mapping[str, Tensor]
) -> dict[str, Tensor]:
    """The whole shipped model on one text: every output of the exported graph by name, without the batch axis.

    Args:
        weights: the module's state_dict, of any float type.
    """

    def feed(place: str, x: Tensor) -> Tensor:
        # GeGLU (Shazeer 2020, eq. 6): the first half is the gate.
        first, second = linear(weights[f"{place}.ffn.up.weight"], x).chunk(2, dim=-1)
        return affine(weights, f"{place}.ffn.down", gelu(first) * second)

    words, length = weights["embedding.weight"], len(tokens)
    x = torch.stack([words[token] + weights["segment.weight"][0] for token in tokens])
    # ALiBi in both directions: −m_h |i − j|.
    penalties = [
        [[-slope * abs(i - j) for j in range(length)] for i in range(length)] for slope in alibi_slopes(config.heads)
    ]
    biases = torch.stack([scale * words.new_tensor(penalties) for scale in knobs["alibi_scale"]])
    return encoder(weights, norm(weights, "embedding_norm", x), knobs["head_mask"], feed, biases)
