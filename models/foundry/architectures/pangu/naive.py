"""PanGu-π (Wang et al. 2023, arXiv 2312.17276) in plain steps, and the two official predecessors of its parts.

The names of weights and results are those of the golden files.
"""

import math
from collections.abc import Mapping

import torch
from torch import Tensor

from foundry.reference import (
    causal_map,
    layer_norm,
    linear,
    rms_norm,
    scaled_scores,
    softmax,
    split_heads,
    weighted_sum,
)


def gelu(x: Tensor) -> Tensor:
    return 0.5 * x * (1 + torch.erf(x / math.sqrt(2)))


def silu(x: Tensor) -> Tensor:
    return x / (1 + torch.exp(-x))


def turned(head: Tensor) -> Tensor:
    """One head's vectors [T, d], feature i turned against i + d/2 by position · 10000^(−2i/d)."""
    half = head.shape[1] // 2
    rows = []
    for position, vector in enumerate(head):
        angles = [position * 10_000.0 ** (-2 * i / (2 * half)) for i in range(half)]
        cos, sin = (torch.tensor([f(a) for a in angles], dtype=head.dtype) for f in (math.cos, math.sin))
        a, b = vector[:half], vector[half:]
        rows.append(torch.cat([a * cos - b * sin, b * cos + a * sin]))
    return torch.stack(rows)


def series_terms(y: Tensor, scale: Tensor, shift: Tensor) -> list[Tensor]:
    """Eq. 7, term by term: y [T, C], scale and shift [n, C]."""
    return [silu(a * y + b) for a, b in zip(scale, shift, strict=True)]


def block(x: Tensor, weights: Mapping[str, Tensor], heads: int, eps: float) -> dict[str, Tensor]:
    """x [T, E] -> every array of one layer."""
    norm = rms_norm(x, weights["input_layernorm.weight"], eps)
    q, k, v = (split_heads(linear(weights[f"self_attn.{name}_proj.weight"], norm), heads) for name in "qkv")
    maps = [causal_map(scaled_scores(turned(a), turned(b))) for a, b in zip(q, k, strict=True)]
    merged = torch.cat([weighted_sum(a, values) for a, values in zip(maps, v, strict=True)], dim=-1)
    attended = linear(weights["self_attn.o_proj.weight"], merged)
    narrow = gelu(linear(weights["self_attn.aug.0.down.weight"], norm))
    beside = linear(weights["self_attn.aug.0.up.weight"], narrow)
    h = x + attended + beside  # eq. 4
    norm2 = rms_norm(h, weights["post_attention_layernorm.weight"], eps)
    gate = linear(weights["mlp.gate_proj.weight"], norm2)
    terms = series_terms(gate, weights["mlp.siaf.a"], weights["mlp.siaf.b"])
    fed = linear(weights["mlp.down_proj.weight"], sum(terms) * linear(weights["mlp.up_proj.weight"], norm2))
    named = {f"siaf_term{i}": term for i, term in enumerate(terms)}
    return named | {
        "in": x,
        "norm1": norm,
        "attn": torch.stack(maps),
        "msa": attended,
        "aug0": beside,
        "h": h,
        "norm2": norm2,
        "gate_pre": gate,
        "siaf": sum(terms),
        "mlp": fed,
        "out": h + fed,
    }


def model(tokens: Tensor, weights: Mapping[str, Tensor], layers: int, heads: int, eps: float) -> dict[str, Tensor]:
    named: dict[str, Tensor] = {}
    x = torch.stack([weights["embed_tokens.weight"][token] for token in tokens])
    for i in range(layers):
        place = f"layers.{i}."
        own = {name.removeprefix(place): value for name, value in weights.items() if name.startswith(place)}
        found = block(x, own, heads, eps)
        named |= {f"L{i}.{name}": value for name, value in found.items()}
        x = found["out"]
    return named | {"logits": linear(weights["lm_head.weight"], rms_norm(x, weights["norm.weight"], eps))}


def augvit_block(x: Tensor, weights: Mapping[str, Tensor], heads: int, eps: float) -> dict[str, Tensor]:
    """The block that the shortcuts come from (Tang et al. 2021): both halves have two, everything scaled by 3/4."""

    def affine(name: str, value: Tensor) -> Tensor:
        return linear(weights[f"{name}.weight"], value) + weights[f"{name}.bias"]

    def norm(name: str, value: Tensor) -> Tensor:
        return layer_norm(value, weights[f"{name}.weight"], weights[f"{name}.bias"], eps)

    norm1 = norm("norm1", x)
    q, k, v = (split_heads(part, heads) for part in affine("attn.qkv", norm1).chunk(3, dim=-1))
    maps = [torch.stack([softmax(row) for row in scaled_scores(a, b)]) for a, b in zip(q, k, strict=True)]
    merged = torch.cat([weighted_sum(a, values) for a, values in zip(maps, v, strict=True)], dim=-1)
    found = {"norm1": norm1, "attn": affine("attn.proj", merged)}
    found |= {name: gelu(affine(f"{name}.0", norm1)) for name in ("augs_attn", "augs_attn2")}
    middle = 0.75 * (x + found["attn"] + found["augs_attn"] + found["augs_attn2"])
    found["norm2"] = norm("norm2", middle)
    found["mlp"] = affine("mlp.fc2", gelu(affine("mlp.fc1", found["norm2"])))
    found |= {name: gelu(affine(f"{name}.0", found["norm2"])) for name in ("augs", "augs2")}
    return found | {"y": 0.75 * (middle + found["mlp"] + found["augs"] + found["augs2"])}


def neighbour_series(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """The activation that the series comes from (VanillaNet): a weighted sum of ReLUs of the neighbours.

    x [C, H, W], weight [C, 2n+1, 2n+1], bias [C].
    """
    channels, height, width = x.shape
    reach = weight.shape[-1] // 2
    found = torch.zeros_like(x)
    for c in range(channels):
        for i in range(height):
            for j in range(width):
                total = bias[c]
                for di in range(-reach, reach + 1):
                    for dj in range(-reach, reach + 1):
                        if 0 <= i + di < height and 0 <= j + dj < width:
                            total = total + weight[c, di + reach, dj + reach] * x[c, i + di, j + dj].clamp(min=0)
                found[c, i, j] = total
    return found


def folded(weights: Mapping[str, Tensor], eps: float = 1e-6) -> tuple[Tensor, Tensor]:
    """Weight and bias of `neighbour_series` with the batch norm after it folded in."""
    factor = weights["bn.weight"] / torch.sqrt(weights["bn.running_var"] + eps)
    return weights["weight"] * factor[:, None, None, None], weights["bn.bias"] - weights["bn.running_mean"] * factor
