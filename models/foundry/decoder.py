"""The body that pre-norm decoders share: tied embeddings, rotary positions, and in every layer, without biases,

    y = x + Attention(RMSNorm(x)),  x' = y + SwiGLU(RMSNorm(y))

An architecture gives the attention: a module (x [B, T, E], cos, sin [T, d/2], visible [T, T], knobs of the layer, capture)
-> (what is added to x, captures by name), with its projection into the stream at `out_proj`.
"""

from collections.abc import Callable
from typing import Any

import torch.nn.functional as F
from torch import Tensor, nn

from foundry.contracts import Captures, Knobs
from foundry.layers import RMSNorm, SwiGLU, causal_mask, initialise, rotary_tables


class Layer(nn.Module):
    def __init__(self, width: int, ffn: int, attention: nn.Module) -> None:
        super().__init__()
        self.attention_norm = RMSNorm(width)
        self.attention = attention
        self.ffn_norm = RMSNorm(width)
        self.ffn = SwiGLU(width, ffn)

    def forward(
        self, x: Tensor, cos: Tensor, sin: Tensor, visible: Tensor, knobs: Knobs, capture: bool
    ) -> tuple[Tensor, Captures]:
        attended, captures = self.attention(self.attention_norm(x), cos, sin, visible, knobs, capture)
        x = x + attended
        return x + self.ffn(self.ffn_norm(x)), captures


class Decoder(nn.Module):
    cos: Tensor
    sin: Tensor
    visible: Tensor

    def __init__(self, config: Any, attention: Callable[[int], nn.Module]) -> None:
        """`attention` makes that of the layer at a depth, counted from 0."""
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary, config.width)
        self.layers = nn.ModuleList(Layer(config.width, config.ffn, attention(depth)) for depth in range(config.layers))
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
        captures: Captures = {}
        x = self.embedding(tokens)
        for i, layer in enumerate(self.layers):
            if capture:
                captures[f"L{i}.residual"] = x
            x, seen = layer(x, cos, sin, visible, {name: value[i] for name, value in (knobs or {}).items()}, capture)
            captures.update({f"L{i}.{name}": value for name, value in seen.items()})
        if capture:
            captures[f"L{len(self.layers)}.residual"] = x
        return F.linear(self.norm(x), self.embedding.weight), captures
