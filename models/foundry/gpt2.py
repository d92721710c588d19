"""The parts of GPT-2 (Radford et al. 2019): pre-LayerNorm attention and FFN with biases and the tanh form of GELU.

Each part holds its own LayerNorm, so that the same part is a layer's in `gpt2-mini` and a module's in `mom`.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from foundry.contracts import Captures
from foundry.layers import causal_attention, masked_softmax, projected_norms

NORM_EPS = 1e-5


def attend(
    q: Tensor, k: Tensor, v: Tensor, visible: Tensor, head_mask: Tensor | None, capture: bool
) -> tuple[Tensor, Captures]:
    """Causal attention of heads: q, k, v [B, H, T, d] -> [B, T, H·d]; visible [T, T]; head_mask [H]."""
    scale = 1.0 / math.sqrt(q.shape[-1])
    captures: Captures = {}
    if capture:
        scores = torch.matmul(q, k.transpose(-1, -2)) * scale
        weights = masked_softmax(scores, visible)
        context = torch.matmul(weights, v)
        captures = {"scores": scores, "map": weights, "query": q, "key": k, "value": v, "context": context}
    else:
        context = causal_attention(q, k, v, scale)
    output = context if head_mask is None else context * head_mask[:, None, None]
    if capture:
        captures["output"] = output
    return output.transpose(1, 2).flatten(-2), captures


class AttentionPart(nn.Module):
    """LayerNorm, the joint projection to queries, keys and values, and the projection back."""

    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width, eps=NORM_EPS)
        self.qkv = nn.Linear(width, 3 * inner)
        self.out_proj = nn.Linear(inner, width)

    def project(self, x: Tensor) -> Tensor:
        """x [B, T, E] -> queries, keys and values beside one another: [B, T, 3·H·d]."""
        return self.qkv(self.norm(x))


class FeedForward(nn.Module):
    """W₂ gelu(W₁ LayerNorm(x) + b₁) + b₂."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width, eps=NORM_EPS)
        self.up = nn.Linear(width, hidden)
        self.down = nn.Linear(hidden, width)

    def forward(self, x: Tensor) -> Tensor:
        return self.down(F.gelu(self.up(self.norm(x)), approximate="tanh"))


def split_qkv(joint: Tensor, heads: int) -> tuple[Tensor, Tensor, Tensor]:
    """[B, T, 3·H·d] -> queries, keys, values [B, H, T, d]."""
    q, k, v = joint.unflatten(-1, (3, heads, -1)).permute(2, 0, 3, 1, 4).unbind(0)
    return q, k, v


class Layer(nn.Module):
    """x + Attention(x), then x + FFN(x)."""

    def __init__(self, width: int, heads: int, head_width: int, hidden: int) -> None:
        super().__init__()
        self.heads = heads
        self.attention = AttentionPart(width, heads * head_width)
        self.ffn = FeedForward(width, hidden)

    def forward(self, x: Tensor, visible: Tensor, head_mask: Tensor | None, capture: bool) -> tuple[Tensor, Captures]:
        q, k, v = split_qkv(self.attention.project(x), self.heads)
        merged, captures = attend(q, k, v, visible, head_mask, capture)
        if capture:
            captures["transformed"] = projected_norms(v, self.attention.out_proj.weight, head_mask)
        x = x + self.attention.out_proj(merged)
        return x + self.ffn(x), captures


def clear_biases(module: nn.Module) -> None:
    """Biases of linear maps start at 0."""
    for part in module.modules():
        if isinstance(part, nn.Linear) and part.bias is not None:
            nn.init.zeros_(part.bias)
