"""Transformer++: pre-RMSNorm, rotary positions, multi-head causal attention, SwiGLU, tied embeddings, no biases.

A = softmax(Q Kᵀ / √d + mask),  head = A V        (Vaswani et al. 2017, eq. 1)
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from foundry import specs
from foundry.contracts import Captures, CaptureSpec, Knobs, KnobSpec
from foundry.decoder import Decoder
from foundry.layers import causal_attention, masked_softmax, projected_norms, repeat_heads, rotate


@dataclass(frozen=True)
class Config:
    layers: int = 6
    width: int = 128
    heads: int = 8
    head_width: int = 16
    ffn: int = 352
    vocabulary: int = 2048
    context: int = 512


class Attention(nn.Module):
    """x [B, T, E] -> [B, T, E]; with fewer `kv_heads` than heads, neighbouring heads share keys and values."""

    def __init__(self, width: int, heads: int, head_width: int, kv_heads: int | None = None) -> None:
        super().__init__()
        self.heads, self.head_width = heads, head_width
        self.kv_heads = kv_heads or heads
        self.q_proj = nn.Linear(width, heads * head_width, bias=False)
        self.k_proj = nn.Linear(width, self.kv_heads * head_width, bias=False)
        self.v_proj = nn.Linear(width, self.kv_heads * head_width, bias=False)
        self.out_proj = nn.Linear(heads * head_width, width, bias=False)

    def forward(
        self, x: Tensor, cos: Tensor, sin: Tensor, visible: Tensor, knobs: Knobs | None = None, capture: bool = False
    ) -> tuple[Tensor, Captures]:
        """cos, sin: [T, d/2]; visible: [T, T]; knobs: head_mask [H]. Captures are [B, H, ...]."""
        head_mask = (knobs or {}).get("head_mask")
        split = (-1, self.head_width)
        q = rotate(self.q_proj(x).unflatten(-1, split).transpose(1, 2), cos, sin)  # [B, H, T, d]
        k = rotate(self.k_proj(x).unflatten(-1, split).transpose(1, 2), cos, sin)
        v = self.v_proj(x).unflatten(-1, split).transpose(1, 2)
        times = self.heads // self.kv_heads
        k, v = repeat_heads(k, times), repeat_heads(v, times)
        captures: Captures = {}
        if capture:
            scores = torch.matmul(q, k.transpose(-1, -2)) * (1.0 / math.sqrt(self.head_width))
            weights = masked_softmax(scores, visible)
            context = torch.matmul(weights, v)
            captures = {"scores": scores, "map": weights, "query": q, "key": k, "value": v, "context": context}
        else:
            context = causal_attention(q, k, v, 1.0 / math.sqrt(self.head_width))
        output = context if head_mask is None else context * head_mask[:, None, None]
        if capture:
            captures["output"] = output
            captures["transformed"] = projected_norms(v, self.out_proj.weight, head_mask)
        named = {f"attention.{name}": value for name, value in captures.items()}
        return self.out_proj(output.transpose(1, 2).flatten(-2)), named


class Model(Decoder):
    def __init__(self, config: Config) -> None:
        super().__init__(config, lambda depth: Attention(config.width, config.heads, config.head_width))


def capture_specs(config: Config) -> list[CaptureSpec]:
    return specs.by_layer(config.layers, specs.softmax_attention)


def knob_specs(config: Config) -> list[KnobSpec]:
    return [specs.head_mask(config)]
