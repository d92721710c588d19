"""MosaicBERT (Portes et al. 2023, arXiv 2312.17482): a BERT with ALiBi, GeGLU, no work on padding, 30 % masked.

    A = softmax(Q Kᵀ/√d − m_h |i − j|), both directions;  x = LN(x + Attn(x));  x = LN(x + FFN(x))

`bert-mini` is the same encoder with the older choices: learned positions, plain GELU, 15 % masked.
"""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from foundry import specs
from foundry.architectures.mosaicbert.meta import META as META
from foundry.contracts import Captures, CaptureSpec, Knobs, KnobSpec
from foundry.gpt2 import clear_biases, split_qkv
from foundry.layers import initialise, projected_norms

TASK = "masked"
PADDED = -10_000.0
"""Added to the scores of keys that are padding."""


@dataclass(frozen=True)
class Config:
    """`ffn` makes the size that of the plain model: the gate's three matrices of 340 stand for SwiGLU's of 352, the
    difference pays for the head that fills the gaps and for biases."""

    layers: int = 6
    width: int = 128
    heads: int = 8
    head_width: int = 16
    ffn: int = 340
    vocabulary: int = 2048
    context: int = 512
    alibi: bool = True
    """Penalise distance; without it positions are learned vectors added to the tokens."""
    gated: bool = True
    """GeGLU; without it one GELU layer."""
    segments: int = 1
    eps: float = 1e-12
    masking: float = 0.3
    """Share of tokens chosen for prediction in training."""


def alibi_slopes(heads: int) -> Tensor:
    """2^(−8 i / H) for i = 1 … H; where H is no power of two, those of the next lower power and then every second one
    of the next higher: not in order (Press et al. 2022)."""

    def powers(count: int) -> list[float]:
        return [2 ** (-8 * (i + 1) / count) for i in range(count)]

    lower = 2 ** math.floor(math.log2(heads))
    return torch.tensor((powers(lower) + powers(2 * lower)[0::2])[:heads], dtype=torch.float32)


class Packing:
    """The tokens of a batch that are no padding, one after another: present [B, T]."""

    def __init__(self, present: Tensor) -> None:
        self.shape = present.shape
        self.indices = present.flatten().nonzero().squeeze(-1)

    def pack(self, x: Tensor) -> Tensor:
        """[B, T, E] -> [n, E]."""
        return x.flatten(0, 1)[self.indices]

    def unpack(self, x: Tensor) -> Tensor:
        """[n, E] -> [B, T, E] with zeros at padding."""
        return x.new_zeros(self.shape.numel(), x.shape[-1]).index_copy(0, self.indices, x).unflatten(0, self.shape)


class FeedForward(nn.Module):
    def __init__(self, width: int, hidden: int, gated: bool) -> None:
        super().__init__()
        self.gated = gated
        self.up = nn.Linear(width, 2 * hidden if gated else hidden, bias=not gated)
        self.down = nn.Linear(hidden, width)

    def forward(self, x: Tensor) -> Tensor:
        hidden = self.up(x)
        if not self.gated:
            return self.down(F.gelu(hidden))
        gate, value = hidden.chunk(2, dim=-1)
        return self.down(F.gelu(gate) * value)


class Layer(nn.Module):
    def __init__(self, config: Config) -> None:
        super().__init__()
        inner = config.heads * config.head_width
        self.heads, self.scale = config.heads, 1.0 / math.sqrt(config.head_width)
        self.qkv = nn.Linear(config.width, 3 * inner)
        self.out_proj = nn.Linear(inner, config.width)
        self.attention_norm = nn.LayerNorm(config.width, eps=config.eps)
        self.ffn = FeedForward(config.width, config.ffn, config.gated)
        self.ffn_norm = nn.LayerNorm(config.width, eps=config.eps)

    def attend(
        self, joint: Tensor, bias: Tensor | None, hidden: Tensor | None, head_mask: Tensor | None, capture: bool
    ) -> tuple[Tensor, Captures]:
        """joint [B, T, 3·H·d] -> [B, T, H·d]; bias [H, T, T]; hidden [B, 1, 1, T] is added for padded keys."""
        q, k, v = split_qkv(joint, self.heads)
        parts = [part for part in (bias, hidden) if part is not None]
        added = sum(parts[1:], parts[0]) if parts else None
        captures: Captures = {}
        if capture:
            scores = torch.matmul(q, k.transpose(-1, -2)) * self.scale
            weights = torch.softmax(scores if added is None else scores + added, dim=-1)
            context = torch.matmul(weights, v)
            captures = {"scores": scores, "map": weights, "query": q, "key": k, "value": v, "context": context}
            if bias is not None:
                captures["bias"] = bias + torch.zeros_like(scores[:, :, :1, :1])
        else:
            # Plain products: on the CPU, at these widths, faster than the fused kernel (see `causal_attention`).
            scores = torch.matmul(q * self.scale, k.transpose(-1, -2))
            context = torch.matmul(
                torch.softmax(scores if added is None else scores + added.to(scores.dtype), dim=-1), v
            )
        output = context if head_mask is None else context * head_mask[:, None, None]
        if capture:
            captures["output"] = output
            captures["transformed"] = projected_norms(v, self.out_proj.weight, head_mask)
        return output.transpose(1, 2).flatten(-2), captures

    def forward(
        self,
        x: Tensor,
        bias: Tensor | None,
        hidden: Tensor | None,
        packing: Packing | None,
        head_mask: Tensor | None,
        capture: bool,
    ) -> tuple[Tensor, Captures]:
        """x [B, T, E], or [n, E] with `packing`: then only the attention itself sees padding."""
        joint = self.qkv(x)
        merged, captures = self.attend(
            joint if packing is None else packing.unpack(joint), bias, hidden, head_mask, capture
        )
        merged = merged if packing is None else packing.pack(merged)
        x = self.attention_norm(x + self.out_proj(merged))
        return self.ffn_norm(x + self.ffn(x)), captures


class Model(nn.Module):
    positions: Tensor
    slopes: Tensor

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary, config.width)
        self.segment = nn.Embedding(config.segments, config.width)
        self.position = None if config.alibi else nn.Embedding(config.context, config.width)
        self.embedding_norm = nn.LayerNorm(config.width, eps=config.eps)
        self.layers = nn.ModuleList(Layer(config) for _ in range(config.layers))
        self.head = nn.Linear(config.width, config.width)
        self.head_norm = nn.LayerNorm(config.width, eps=config.eps)
        self.head_bias = nn.Parameter(torch.zeros(config.vocabulary))
        self.register_buffer("positions", torch.arange(config.context, dtype=torch.float32), persistent=False)
        self.register_buffer("slopes", alibi_slopes(config.heads), persistent=False)
        initialise(self, [part for layer in self.layers for part in (layer.out_proj, layer.ffn.down)])
        clear_biases(self)

    def forward(
        self,
        tokens: Tensor,
        knobs: Knobs | None = None,
        capture: bool = False,
        present: Tensor | None = None,
        segments: Tensor | None = None,
        unpad: bool = True,
    ) -> tuple[Tensor, Captures]:
        """tokens [B, T] -> logits [B, T, vocabulary] of what stands at each place, and captures if asked for.

        `present` [B, T] is false at padding; its rows of logits mean nothing. With `unpad` padding costs no work
        outside the attention itself. `segments` [B, T] default to 0.
        """
        knobs = knobs or {}
        length = tokens.shape[1]
        x = self.embedding(tokens)
        x = x + (self.segment.weight[0] if segments is None else self.segment(segments))
        if self.position is not None:
            x = x + self.position.weight[:length]
        x = self.embedding_norm(x)
        place = self.positions[:length]
        alibi = -self.slopes[:, None, None] * (place[:, None] - place).abs() if self.config.alibi else None
        packing = Packing(present) if present is not None and unpad else None
        hidden = None if present is None else (1 - present[:, None, None, :].to(x.dtype)) * PADDED
        captures: Captures = {}
        x = x if packing is None else packing.pack(x)
        for i, layer in enumerate(self.layers):
            if capture:
                captures[f"L{i}.residual"] = x if packing is None else packing.unpack(x)
            bias = alibi
            if bias is not None and "alibi_scale" in knobs:
                bias = bias * knobs["alibi_scale"][i]
            head_mask = knobs["head_mask"][i] if "head_mask" in knobs else None
            x, seen = layer(x, bias, hidden, packing, head_mask, capture)
            captures.update({f"L{i}.attention.{name}": value for name, value in seen.items()})
        x = x if packing is None else packing.unpack(x)
        if capture:
            captures[f"L{len(self.layers)}.residual"] = x
        return F.linear(self.head_norm(F.gelu(self.head(x))), self.embedding.weight, self.head_bias), captures


def capture_specs(config: Config) -> list[CaptureSpec]:
    def of_layer(i: int) -> list[CaptureSpec]:
        bias = CaptureSpec(f"L{i}.attention.bias", "attention.bias", i, None, specs.PAIR, "logit")
        return [*specs.softmax_attention(i), *([bias] if config.alibi else [])]

    return specs.by_layer(config.layers, of_layer)


def knob_specs(config: Config) -> list[KnobSpec]:
    alibi = KnobSpec(
        input="alibi_scale",
        title={"en": "Distance penalty", "zh": "距离惩罚"},
        text={
            "en": "Multiplies the penalty on distance of a layer: 0 makes it blind to positions, 1 is the trained model.",
            "zh": "与该层的距离惩罚相乘：0 使它看不到位置，1 即训练好的模型。",
        },
        axes=("layer",),
        shape=(config.layers,),
        default=1.0,
        minimum=0.0,
        maximum=2.0,
    )
    return [specs.head_mask(config), *([alibi] if config.alibi else [])]
