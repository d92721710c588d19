"""The plain pieces of which every architecture's `naive.py` is built.

One token or one row at a time, no batch axis, nothing fused: slow on purpose, so that each line can be held against
its equation. Every function takes and returns tensors of any float type and lets gradients through.
"""

from collections.abc import Sequence

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


def split_heads(x: Tensor, heads: int) -> Sequence[Tensor]:
    """[T, heads · f] -> one [T, f] a head."""
    return x.split(x.shape[-1] // heads, dim=-1)
