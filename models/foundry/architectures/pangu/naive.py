"""PanGu-π (Wang et al. 2023, arXiv 2312.17276) in plain steps, and the two official predecessors of its parts.

The names of weights and results are those of the golden files; `forward` is the shipped model under its own.
"""

import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from foundry.reference import (
    causal_map,
    layer_norm,
    linear,
    plain_heads,
    projected_lengths,
    rms_norm,
    rotary_angles,
    rotate_all,
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


def shipped_series(y: Tensor, weights: Mapping[str, Tensor], gain: Tensor) -> Tensor:
    """Eq. 7 for y [T, C] or [T, 1]: all terms together, those after the first times `gain`."""
    first, *further = series_terms(y, weights["ffn.series.scale"], weights["ffn.series.shift"])
    return first + sum(gain * term for term in further)


def shipped_layer(
    x: Tensor, weights: Mapping[str, Tensor], *, knobs: Mapping[str, Tensor], shortcuts: int, eps: float
) -> dict[str, Tensor]:
    """x [T, E] -> the captures of one layer under their names, and `out` [T, E]."""
    head_mask, one = knobs["head_mask"], x.new_ones(())
    heads = len(head_mask)
    norm = rms_norm(x, weights["attention_norm.weight"], eps)
    q, k, v = (split_heads(linear(weights[f"attention.{name}_proj.weight"], norm), heads) for name in "qkv")
    cos, sin = rotary_angles(len(x), v[0].shape[1], 10_000.0, x.dtype)
    q, k = ([rotate_all(head, cos, sin) for head in part] for part in (q, k))
    # Eq. 2: softmax(Q Kᵀ/√d) V of every head, d the width of a head.
    seen = plain_heads(q, k, v, head_mask)
    attended = linear(weights["attention.out_proj.weight"], torch.cat(list(seen["output"]), dim=-1))
    # Eq. 4: AugMSA(Z) = MSA(Z) + Z + Σ_i T_i(Z), the shortcuts of the normed stream.
    beside = torch.zeros_like(x)
    for i in range(shortcuts):
        narrow = gelu(linear(weights[f"shortcuts.{i}.down.weight"], norm))
        beside = beside + knobs.get("shortcut_gain", one) * linear(weights[f"shortcuts.{i}.up.weight"], narrow)
    h = x + attended + beside
    # Eq. 7 and 9, the series in the place of the gate's activation.
    norm2, gain = rms_norm(h, weights["ffn_norm.weight"], eps), knobs.get("series_gain", one)
    gate, up = (linear(weights[f"ffn.{name}.weight"], norm2) for name in ("gate", "up"))
    fed = linear(weights["ffn.down.weight"], shipped_series(gate, weights, gain) * up)
    # The activations of the first eight channels at 121 places from −6 to 6.
    curve = shipped_series(torch.tensor([[-6 + i / 10] for i in range(121)], dtype=x.dtype), weights, gain)
    branches = {"identity": x, "attention": attended, "shortcut": beside, "ffn": fed}
    named = {f"attention.{name}": value for name, value in seen.items()}
    named |= {f"shortcut.norm.{name}": torch.stack([(t @ t).sqrt() for t in part]) for name, part in branches.items()}
    lengths = projected_lengths(v, weights["attention.out_proj.weight"], head_mask)
    return named | {"attention.transformed": lengths, "series.curve": curve.T[:8], "out": h + fed}


def forward(
    config: Any, weights: Mapping[str, Tensor], tokens: list[int], knobs: Mapping[str, Tensor]
) -> dict[str, Tensor]:
    """The whole shipped model on one text: every output of the exported graph by name, without the batch axis.

    Args:
        weights: the module's state_dict, of any float type.
    """
    named: dict[str, Tensor] = {}
    embedding = weights["embedding.weight"]
    x = torch.stack([embedding[token] for token in tokens])
    for i in range(config.layers + 1):
        # d_M(Z) = ‖Z − 1 mean‖ (section 3), as a share of ‖Z‖.
        named |= {f"L{i}.residual": x, f"L{i}.diversity": collapse(x)[1:2]}
        if i == config.layers:
            break
        place = f"layers.{i}."
        own = {name.removeprefix(place): value for name, value in weights.items() if name.startswith(place)}
        turned_here = {name: value[i] for name, value in knobs.items()}
        found = shipped_layer(x, own, knobs=turned_here, shortcuts=config.shortcuts, eps=config.eps)
        x = found.pop("out")
        named |= {f"L{i}.{name}": value for name, value in found.items()}
    return named | {"logits": linear(embedding, rms_norm(x, weights["norm.weight"], config.eps))}


def collapse(z: Tensor) -> Tensor:
    """How alike the tokens of z [T, E] are, five numbers: d_M = ‖Z − 1 mean‖_F, the measure of theorem 2; its share of
    ‖Z‖_F; the effective dimension d(0.8), the fewest principal components with 80 % of the variance over tokens; the
    relative residual sqrt(‖R‖₁ ‖R‖∞) / sqrt(‖Z‖₁ ‖Z‖∞), R = Z − 1 mean (Dong et al. 2021); the mean cosine of two tokens.
    """
    length = len(z)
    rest = z - sum(z) / length
    size, whole = (torch.sqrt((part * part).sum()) for part in (rest, z))
    variances = torch.linalg.svdvals(rest) ** 2
    covered, needed = variances.new_zeros(()), 0
    while covered < 0.8 * variances.sum():
        covered, needed = covered + variances[needed], needed + 1

    def mixed_norm(part: Tensor) -> Tensor:
        return torch.sqrt(part.abs().sum(0).max() * part.abs().sum(1).max())

    cosines = [a @ b / (a.norm() * b.norm()) for i, a in enumerate(z) for b in z[:i]]
    dimension = z.new_tensor(float(needed))
    return torch.stack([size, size / whole, dimension, mixed_norm(rest) / mixed_norm(z), sum(cosines) / len(cosines)])


def attention_bound(normed: Tensor, attended: Tensor, maps: Tensor, weights: Mapping[str, Tensor]) -> Tensor:
    """Theorem 2: d_M(MSA(n)) and what bounds it, sqrt(λH) s υ₁ d_M(n), where λ is the largest eigenvalue of
    Aᵀ(I − eeᵀ)A, s and υ₁ the largest singular values of a head's W^V and of W^O.

    normed n and attended MSA(n) [T, E], maps [H, T, T] -> [2].
    """
    heads, length = len(maps), len(normed)
    centre = torch.eye(length, dtype=normed.dtype) - 1 / length
    eigenvalue = max(torch.linalg.eigvalsh(a.T @ centre @ a).max() for a in maps)
    of_values = max(torch.linalg.svdvals(part).max() for part in weights["self_attn.v_proj.weight"].chunk(heads))
    of_output = torch.linalg.svdvals(weights["self_attn.o_proj.weight"]).max()
    bound = torch.sqrt(eigenvalue * heads) * of_values * of_output * collapse(normed)[0]
    return torch.stack([collapse(attended)[0], bound])


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
