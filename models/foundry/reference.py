"""The plain pieces of which every architecture's `naive.py` is built.

One token or one row at a time, no batch axis, nothing fused: slow on purpose, so that each line can be held against
its equation. Every function takes and returns tensors of any float type and lets gradients through.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor


def linear(weight: Tensor, x: Tensor) -> Tensor:
    """y = W x for every token. weight [out, in], x [T, in] -> [T, out]."""
    return torch.stack([weight @ token for token in x])


def rms_norm(x: Tensor, gain: Tensor | None, eps: float) -> Tensor:
    """y = x / sqrt(mean(x²) + eps) ⊙ gain (Zhang & Sennrich 2019, eq. 4). x [..., F] -> [..., F]."""
    if x.dim() > 1:
        return torch.stack([rms_norm(part, gain, eps) for part in x])
    mean_square = sum(value * value for value in x) / len(x)
    normed = x / torch.sqrt(mean_square + eps)
    return normed if gain is None else normed * gain


def softmax(row: Tensor) -> Tensor:
    """p_i = exp(s_i) / Σ_j exp(s_j) of one row [S], shifted by its largest entry so that nothing overflows."""
    powers = [torch.exp(score - row.max()) for score in row]
    return torch.stack(powers) / sum(powers)


def rotary_angles(length: int, width: int, base: float, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """cos and sin of m·θ_i, θ_i = base^(-2i/d) (RoFormer, eq. 15): two tables [T, d/2] for positions m from 0."""
    angles = torch.tensor(
        [[position * base ** (-2 * i / width) for i in range(width // 2)] for position in range(length)],
        dtype=torch.float64,
    ).reshape(length, width // 2)
    return angles.cos().to(dtype), angles.sin().to(dtype)


def rotate(vector: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turns each pair (2i, 2i+1) of one vector [d] by its angle; cos, sin [d/2] (RoFormer, eq. 34)."""
    turned = []
    for i in range(len(cos)):
        a, b = vector[2 * i], vector[2 * i + 1]
        turned += [a * cos[i] - b * sin[i], a * sin[i] + b * cos[i]]
    return torch.stack(turned)


def rotate_all(vectors: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turns the vector of each token by the angles of its position: vectors [T, d], cos, sin [T, d/2]."""
    return torch.stack([rotate(vector, cos[t], sin[t]) for t, vector in enumerate(vectors)])


def swiglu(x: Tensor, gate: Tensor, up: Tensor, down: Tensor) -> Tensor:
    """W_down (SiLU(W_gate x) ⊙ W_up x) for every token (Shazeer 2020, eq. 6 with SiLU). x [T, E] -> [T, E]."""
    gates = linear(gate, x)
    return linear(down, gates / (1 + torch.exp(-gates)) * linear(up, x))


def scaled_scores(queries: Tensor, keys: Tensor) -> Tensor:
    """q_t · k_s / sqrt(d) for every pair, before any mask. queries, keys [T, d] -> [T, T]."""
    scale = queries.shape[-1] ** -0.5
    return torch.stack([torch.stack([(q @ k) * scale for k in keys]) for q in queries])


def causal_map(scores: Tensor) -> Tensor:
    """Softmax of each row over the tokens it may see (s <= t), zero beyond. [T, T] -> [T, T]."""
    length = len(scores)
    return torch.stack(
        [torch.cat([softmax(scores[t, : t + 1]), scores.new_zeros(length - t - 1)]) for t in range(length)]
    )


def weighted_sum(weights: Tensor, values: Tensor) -> Tensor:
    """o_t = Σ_s A_ts v_s. weights [T, T], values [T, f] -> [T, f]."""
    return torch.stack([sum(weight * value for weight, value in zip(row, values, strict=True)) for row in weights])


def projected_lengths(values: Sequence[Tensor], projection: Tensor, head_mask: Tensor) -> Tensor:
    """‖m_h f(x_t)‖ with f(x) = (x W_V) W_O (Kobayashi et al. 2020): values one [T, d] a head, projection [E, H·d] -> [H, T]."""
    width = values[0].shape[-1]
    parts = [projection[:, h * width : (h + 1) * width] for h in range(len(values))]
    return torch.stack(
        [
            torch.stack([(factor * (part @ value)).square().sum().sqrt() for value in of_head])
            for factor, part, of_head in zip(head_mask, parts, values, strict=True)
        ]
    )


def plain_heads(
    queries: Sequence[Tensor],
    keys: Sequence[Tensor],
    values: Sequence[Tensor],
    head_mask: Tensor,
    shares: Callable[[int, Tensor], Tensor] = lambda head, scores: causal_map(scores),
) -> dict[str, Tensor]:
    """softmax(Q Kᵀ/√d) V of every head (Vaswani et al. 2017, eq. 1), times its factor in `head_mask` [H].

    Args:
        queries, keys, values: one [T, d] a head.
        shares: (head, its scores [T, T]) -> its map [T, T].

    Returns:
        scores, map, query, key, value, context and output, each [H, T, ...].
    """
    scores = [scaled_scores(q, k) for q, k in zip(queries, keys, strict=True)]
    maps = [shares(head, of_head) for head, of_head in enumerate(scores)]
    contexts = [weighted_sum(a, v) for a, v in zip(maps, values, strict=True)]
    found = {"scores": scores, "map": maps, "query": queries, "key": keys, "value": values, "context": contexts}
    found["output"] = [factor * context for factor, context in zip(head_mask, contexts, strict=True)]
    return {name: torch.stack(list(of_heads)) for name, of_heads in found.items()}


def split_heads(x: Tensor, heads: int) -> Sequence[Tensor]:
    """[T, heads · f] -> one [T, f] a head."""
    return x.split(x.shape[-1] // heads, dim=-1)


class Here(NamedTuple):
    """What the attention of one layer is given."""

    layer: int
    x: Tensor
    """[T, E], normed."""
    weights: Mapping[str, Tensor]
    """The layer's own, without their place."""
    knobs: Mapping[str, Tensor]
    """The layer's own."""
    rotary: Mapping[str, Tensor]
    """`cos` and `sin` [T, d/2]."""


Attend = Callable[[Here], dict[str, Tensor]]
"""-> the layer's captures and `out` [T, E]."""

NORM_EPS = 1e-5


def pre_norm_decoder(
    config: Any, weights: Mapping[str, Tensor], tokens: Sequence[int], knobs: Mapping[str, Tensor], attend: Attend
) -> dict[str, Tensor]:
    """The body that pre-norm models with rotary positions share: Y = X + Attention(RMSNorm(X)), X' = Y + SwiGLU(RMSNorm(Y))
    in every layer, then logits = RMSNorm(X) Eᵀ with the embedding E itself.

    Args:
        weights: the module's state_dict, of any float type.
        knobs: input name -> its values, the layer first.

    Returns:
        `L<l>.<capture>` of every layer, `L<l>.residual` entering each layer and leaving the last, and `logits` [T, V].
    """
    embedding = weights["embedding.weight"]
    cos, sin = rotary_angles(len(tokens), config.head_width, 10_000.0, embedding.dtype)
    found: dict[str, Tensor] = {}
    x = torch.stack([embedding[token] for token in tokens])
    for layer in range(config.layers):
        place = f"layers.{layer}."
        inner = {name.removeprefix(place): value for name, value in weights.items() if name.startswith(place)}
        own = {name.removeprefix("attention."): value for name, value in inner.items() if name.startswith("attention.")}
        turned = {name: value[layer] for name, value in knobs.items()}
        normed = rms_norm(x, inner["attention_norm.weight"], NORM_EPS)
        seen = attend(Here(layer, normed, own, turned, {"cos": cos, "sin": sin}))
        found[f"L{layer}.residual"] = x
        x = x + seen.pop("out")
        found |= {f"L{layer}.{name}": value for name, value in seen.items()}
        normed = rms_norm(x, inner["ffn_norm.weight"], NORM_EPS)
        x = x + swiglu(normed, inner["ffn.gate.weight"], inner["ffn.up.weight"], inner["ffn.down.weight"])
    found[f"L{config.layers}.residual"] = x
    return found | {"logits": linear(embedding, rms_norm(x, weights["norm.weight"], NORM_EPS))}


def layer_norm(x: Tensor, gain: Tensor, bias: Tensor | None, eps: float) -> Tensor:
    """y = (x - mean) / sqrt(var + eps) ⊙ gain + bias (Ba et al. 2016, eq. 4). x [..., F] -> [..., F]."""
    if x.dim() > 1:
        return torch.stack([layer_norm(part, gain, bias, eps) for part in x])
    centred = x - sum(x) / len(x)
    normed = centred / torch.sqrt(sum(value * value for value in centred) / len(x) + eps) * gain
    return normed if bias is None else normed + bias


def gelu_tanh(x: Tensor) -> Tensor:
    """0.5 x (1 + tanh(sqrt(2/π) (x + 0.044715 x³))), the form of GELU that GPT-2 uses."""
    return 0.5 * x * (1 + torch.tanh((2 / torch.pi) ** 0.5 * (x + 0.044715 * x**3)))
