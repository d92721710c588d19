"""A small GPT-2 (Radford et al. 2019): learned positions, LayerNorm, biases, GELU, tied embeddings.

    h = W_e[u] + W_p[position];  h += Attn(LN(h));  h += FFN(LN(h))

It stands beside the modern plain model to show what those changes do, and it is the vanilla model that `mom` starts
from.
"""

from dataclasses import dataclass

import torch.nn.functional as F
from torch import Tensor, nn

from foundry import specs
from foundry.contracts import Captures, CaptureSpec, Knobs, KnobSpec
from foundry.gpt2 import NORM_EPS, Layer, clear_biases
from foundry.layers import causal_mask, initialise

from .meta import META as META


@dataclass(frozen=True)
class Config:
    """`ffn` is 3.75 widths and not GPT-2's 4: positions and biases cost what it saves, against the plain model."""

    layers: int = 6
    width: int = 128
    heads: int = 8
    head_width: int = 16
    ffn: int = 480
    vocabulary: int = 2048
    context: int = 512


class Model(nn.Module):
    visible: Tensor

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary, config.width)
        self.position = nn.Embedding(config.context, config.width)
        self.layers = nn.ModuleList(
            Layer(config.width, config.heads, config.head_width, config.ffn) for _ in range(config.layers)
        )
        self.norm = nn.LayerNorm(config.width, eps=NORM_EPS)
        self.register_buffer("visible", causal_mask(config.context), persistent=False)
        initialise(self, [part for layer in self.layers for part in (layer.attention.out_proj, layer.ffn.down)])
        clear_biases(self)

    def forward(self, tokens: Tensor, knobs: Knobs | None = None, capture: bool = False) -> tuple[Tensor, Captures]:
        """tokens [B, T] -> logits [B, T, vocabulary] and, if asked for, every capture of `capture_specs`."""
        length = tokens.shape[1]
        visible = self.visible[:length, :length]
        head_mask = None if knobs is None else knobs.get("head_mask")
        captures: Captures = {}
        x = self.embedding(tokens) + self.position.weight[:length]
        for i, layer in enumerate(self.layers):
            if capture:
                captures[f"L{i}.residual"] = x
            x, seen = layer(x, visible, None if head_mask is None else head_mask[i], capture)
            captures.update({f"L{i}.attention.{name}": value for name, value in seen.items()})
        if capture:
            captures[f"L{len(self.layers)}.residual"] = x
        return F.linear(self.norm(x), self.embedding.weight), captures


def capture_specs(config: Config) -> list[CaptureSpec]:
    return specs.by_layer(config.layers, specs.softmax_attention)


def knob_specs(config: Config) -> list[KnobSpec]:
    return [specs.head_mask(config)]
