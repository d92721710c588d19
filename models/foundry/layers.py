"""Parts that several architectures share: rotary positions, causal mask, RMSNorm, SwiGLU."""

import math
from collections.abc import Iterable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

MASKED = -1e9
"""Score of a key that may not be seen: after softmax exactly 0, and unlike -inf safe in every ONNX kernel."""


def rotary_tables(
    length: int, width: int, base: float = 10_000.0, dtype: torch.dtype = torch.float32
) -> tuple[Tensor, Tensor]:
    """cos and sin of position · base^(-2i/width): [length, width/2] each, computed in float64."""
    frequency = base ** (-torch.arange(0, width, 2, dtype=torch.float64) / width)
    angle = torch.arange(length, dtype=torch.float64)[:, None] * frequency
    return angle.cos().to(dtype), angle.sin().to(dtype)


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turn the neighbouring pairs (2i, 2i+1) of x [..., T, d] by their angle; cos, sin: [T, d/2]."""
    pairs = x.unflatten(-1, (-1, 2))
    a, b = pairs[..., 0], pairs[..., 1]
    return torch.stack((a * cos - b * sin, a * sin + b * cos), dim=-1).flatten(-2)


def causal_mask(length: int) -> Tensor:
    """[length, length], true where the key is not after the query."""
    return torch.ones(length, length, dtype=torch.bool).tril()


def masked_softmax(scores: Tensor, visible: Tensor) -> Tensor:
    """Softmax over the keys that may be seen: scores [..., Q, K], visible [Q, K]."""
    return torch.softmax(torch.where(visible, scores, torch.full_like(scores[..., :1, :1], MASKED)), dim=-1)


def causal_attention(q: Tensor, k: Tensor, v: Tensor, scale: float, blocks: int = 4) -> Tensor:
    """softmax(scale · q kᵀ + causal mask) v for training: q, k [B, H, T, d], v [B, H, T, any].

    Queries go in blocks that meet only the keys up to their end, which leaves out most of what the mask would hide. On the
    CPU, at these widths, this is faster than the fused kernel; under autocast the maps are bfloat16 (softmax sums in float32).
    """
    dtype = torch.bfloat16 if torch.is_autocast_enabled("cpu") else q.dtype
    length = q.shape[2]
    size = -(-length // blocks)
    outputs = []
    with torch.autocast("cpu", enabled=False):
        q, keys, v = (q * scale).to(dtype), k.to(dtype).transpose(-1, -2), v.to(dtype)
        for start in range(0, length, size):
            end = min(start + size, length)
            bias = torch.full((end - start, end), MASKED, dtype=dtype).triu(start + 1)
            scores = torch.matmul(q[:, :, start:end], keys[..., :end]) + bias
            outputs.append(torch.matmul(torch.softmax(scores, dim=-1), v[:, :, :end]))
    return torch.cat(outputs, dim=2)


def repeat_heads(x: Tensor, times: int) -> Tensor:
    """Each head `times` times in a row: [B, H, T, d] -> [B, H·times, T, d] (grouped queries)."""
    return x if times == 1 else x.repeat_interleave(times, dim=1)


def projected_norms(v: Tensor, projection: Tensor, head_mask: Tensor | None = None) -> Tensor:
    """‖m_h f(x)‖, f(x) = (x W_V + b_V) W_O: how long what a token adds to the stream is when a head gives it all its weight
    (Kobayashi et al. 2020, arXiv 2004.10102). True only where nothing but W_O lies between the heads and the stream.

    v [B, H, T, d], the values; projection [E, H·d], the weight of W_O; head_mask [H] -> [B, H, T].
    """
    of_heads = projection.T.unflatten(0, (v.shape[1], -1))  # [H, d, E]
    norms = torch.sqrt(torch.matmul(v, of_heads).pow(2).sum(-1))
    return norms if head_mask is None else norms * head_mask.abs()[:, None]


class RMSNorm(nn.Module):
    """x / sqrt(mean(x²) + eps) · gain over the last axis."""

    def __init__(self, width: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps) * self.weight


class SwiGLU(nn.Module):
    """W_down(silu(W_gate x) · W_up x), no biases."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.gate = nn.Linear(width, hidden, bias=False)
        self.up = nn.Linear(width, hidden, bias=False)
        self.down = nn.Linear(hidden, width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.down(F.silu(self.gate(x)) * self.up(x))


def initialise(module: nn.Module, into_residual: Iterable[nn.Linear], std: float = 0.05) -> None:
    """Normal weights; what writes into the residual stream is made smaller by sqrt of how many do so."""
    for part in module.modules():
        if isinstance(part, nn.Linear | nn.Embedding):
            nn.init.normal_(part.weight, std=std)
    writers = list(into_residual)
    for part in writers:
        nn.init.normal_(part.weight, std=std / math.sqrt(len(writers)))
