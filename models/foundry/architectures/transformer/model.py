"""Transformer++: pre-RMSNorm, rotary positions, multi-head causal attention, SwiGLU, tied embeddings, no biases.

A = softmax(Q Kᵀ / √d + mask),  head = A V        (Vaswani et al. 2017, eq. 1)
"""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from foundry.contracts import Captures, CaptureSpec, Knobs, KnobSpec
from foundry.layers import (
    RMSNorm,
    SwiGLU,
    causal_attention,
    causal_mask,
    initialise,
    masked_softmax,
    projected_norms,
    repeat_heads,
    rotary_tables,
    rotate,
)


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
        self,
        x: Tensor,
        cos: Tensor,
        sin: Tensor,
        visible: Tensor,
        head_mask: Tensor | None = None,
        capture: bool = False,
    ) -> tuple[Tensor, Captures]:
        """cos, sin: [T, d/2]; visible: [T, T]; head_mask: [H]. Captures are [B, H, ...]."""
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
        return self.out_proj(output.transpose(1, 2).flatten(-2)), captures


class Layer(nn.Module):
    def __init__(self, config: Config) -> None:
        super().__init__()
        self.attention_norm = RMSNorm(config.width)
        self.attention = Attention(config.width, config.heads, config.head_width)
        self.ffn_norm = RMSNorm(config.width)
        self.ffn = SwiGLU(config.width, config.ffn)

    def forward(
        self, x: Tensor, cos: Tensor, sin: Tensor, visible: Tensor, head_mask: Tensor | None, capture: bool
    ) -> tuple[Tensor, Captures]:
        attended, captures = self.attention(self.attention_norm(x), cos, sin, visible, head_mask, capture)
        x = x + attended
        return x + self.ffn(self.ffn_norm(x)), captures


class Model(nn.Module):
    cos: Tensor
    sin: Tensor
    visible: Tensor

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary, config.width)
        self.layers = nn.ModuleList(Layer(config) for _ in range(config.layers))
        self.norm = RMSNorm(config.width)
        cos, sin = rotary_tables(config.context, config.head_width)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)
        self.register_buffer("visible", causal_mask(config.context), persistent=False)
        initialise(self, [part for layer in self.layers for part in (layer.attention.out_proj, layer.ffn.down)])

    def forward(self, tokens: Tensor, knobs: Knobs | None = None, capture: bool = False) -> tuple[Tensor, Captures]:
        """tokens [B, T] -> logits [B, T, vocabulary] and, if asked for, every capture of `capture_specs`."""
        length = tokens.shape[1]
        cos, sin, visible = self.cos[:length], self.sin[:length], self.visible[:length, :length]
        head_mask = None if knobs is None else knobs.get("head_mask")
        captures: Captures = {}
        x = self.embedding(tokens)
        for i, layer in enumerate(self.layers):
            if capture:
                captures[f"L{i}.residual"] = x
            x, seen = layer(x, cos, sin, visible, None if head_mask is None else head_mask[i], capture)
            captures.update({f"L{i}.attention.{name}": value for name, value in seen.items()})
        if capture:
            captures[f"L{len(self.layers)}.residual"] = x
        return F.linear(self.norm(x), self.embedding.weight), captures


def capture_specs(config: Config) -> list[CaptureSpec]:
    specs = []
    for i in range(config.layers):
        specs.append(CaptureSpec(f"L{i}.residual", "residual", i, None, ("token", "feature"), "value"))
        place = f"L{i}.attention"
        specs.append(CaptureSpec(f"{place}.scores", "attention.scores", i, None, ("head", "query", "key"), "logit"))
        specs.append(CaptureSpec(f"{place}.map", "attention.map", i, None, ("head", "query", "key"), "probability"))
        for name in ("query", "key", "value", "context", "output"):
            specs.append(
                CaptureSpec(f"{place}.{name}", f"attention.{name}", i, None, ("head", "token", "feature"), "value")
            )
        specs.append(CaptureSpec(f"{place}.transformed", "attention.transformed", i, None, ("head", "token"), "value"))
    last = config.layers
    specs.append(CaptureSpec(f"L{last}.residual", "residual", last, None, ("token", "feature"), "value"))
    return specs


def knob_specs(config: Config) -> list[KnobSpec]:
    return [
        KnobSpec(
            input="head_mask",
            title={"en": "Heads", "zh": "注意力头"},
            text={
                "en": "Multiplies what a head passes on: 0 removes the head, 1 leaves it as it is.",
                "zh": "与该头的输出相乘：0 表示去掉这个头，1 表示保持不变。",
            },
            axes=("layer", "head"),
            shape=(config.layers, config.heads),
            default=1.0,
            minimum=0.0,
            maximum=2.0,
        )
    ]
