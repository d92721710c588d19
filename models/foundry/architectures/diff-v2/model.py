"""Differential Transformer V2 (Ye et al. 2026): the second map is subtracted by as much as each token says.

    A_i = softmax(Q_i Kᵀ/√d),  λ[t, h] = sigmoid(w_h · x_t),  head = A_1 V − λ A_2 V

Twice the query heads of the plain model over the same keys and values; no norm after the subtraction and no λ_init,
which the first version needs. Query heads 2n and 2n + 1 are the two maps of head n and share its keys and values.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from foundry import specs
from foundry.contracts import Captures, CaptureSpec, Knobs, KnobSpec
from foundry.decoder import Decoder
from foundry.layers import causal_attention, masked_softmax, projected_norms, repeat_heads, rotate

from .meta import META as META


@dataclass(frozen=True)
class Config:
    """`ffn` is narrower than the plain model's 352 by what the second queries and λ cost: 17,408 parameters a layer."""

    layers: int = 6
    width: int = 128
    heads: int = 8
    head_width: int = 16
    ffn: int = 304
    vocabulary: int = 2048
    context: int = 512


class DiffAttention(nn.Module):
    """x [B, T, E] -> [B, T, E], x already normed; with fewer `kv_heads` neighbouring heads share keys and values."""

    def __init__(self, width: int, heads: int, head_width: int, kv_heads: int | None = None) -> None:
        super().__init__()
        self.heads, self.head_width = heads, head_width
        self.kv_heads = kv_heads or heads
        self.q_proj = nn.Linear(width, 2 * heads * head_width, bias=False)
        self.k_proj = nn.Linear(width, self.kv_heads * head_width, bias=False)
        self.v_proj = nn.Linear(width, self.kv_heads * head_width, bias=False)
        self.lambda_proj = nn.Linear(width, heads, bias=False)
        self.out_proj = nn.Linear(heads * head_width, width, bias=False)

    def forward(
        self, x: Tensor, cos: Tensor, sin: Tensor, visible: Tensor, knobs: Knobs | None = None, capture: bool = False
    ) -> tuple[Tensor, Captures]:
        """cos, sin: [T, d/2]; visible: [T, T]; knobs: head_mask [H], lambda_scale and lambda_override, scalars."""
        knobs = knobs or {}
        pairs = self.q_proj(x).unflatten(-1, (self.heads, 2, self.head_width)).permute(2, 3, 0, 1, 4)  # [H, 2, B, T, d]
        q1, q2 = (rotate(pairs[:, i].transpose(0, 1), cos, sin) for i in (0, 1))  # [B, H, T, d]
        split, times = (self.kv_heads, self.head_width), self.heads // self.kv_heads
        k = repeat_heads(rotate(self.k_proj(x).unflatten(-1, split).transpose(1, 2), cos, sin), times)
        v = repeat_heads(self.v_proj(x).unflatten(-1, split).transpose(1, 2), times)
        factor = torch.sigmoid(self.lambda_proj(x)).transpose(1, 2)  # [B, H, T]
        if "lambda_scale" in knobs:
            factor = factor * knobs["lambda_scale"]
        if "lambda_override" in knobs:
            absolute = knobs["lambda_override"]
            factor = torch.where(absolute >= 0, absolute, factor)
        scale = 1.0 / math.sqrt(self.head_width)
        captures: Captures = {}
        if capture:
            s1, s2 = torch.matmul(q1, k.transpose(-1, -2)) * scale, torch.matmul(q2, k.transpose(-1, -2)) * scale
            a1, a2 = masked_softmax(s1, visible), masked_softmax(s2, visible)
            effective = a1 - factor.unsqueeze(-1) * a2
            context = torch.matmul(effective, v)
            captures = {
                "attention.scores.1": s1,
                "attention.scores.2": s2,
                "attention.map.1": a1,
                "attention.map.2": a2,
                "attention.query.1": q1,
                "attention.query.2": q2,
                "attention.key": k,
                "attention.value": v,
                "attention.effective": effective,
                "attention.context": context,
                "diff.lambda": factor,
            }
        else:
            first, second = causal_attention(q1, k, v, scale), causal_attention(q2, k, v, scale)
            context = first - factor.unsqueeze(-1) * second
        output = context if "head_mask" not in knobs else context * knobs["head_mask"][:, None, None]
        if capture:
            captures["attention.output"] = output
            captures["attention.transformed"] = projected_norms(v, self.out_proj.weight, knobs.get("head_mask"))
        return self.out_proj(output.transpose(1, 2).flatten(-2)), captures


class Model(Decoder):
    def __init__(self, config: Config) -> None:
        super().__init__(config, lambda depth: DiffAttention(config.width, config.heads, config.head_width))


def capture_specs(config: Config) -> list[CaptureSpec]:
    def of_layer(i: int) -> list[CaptureSpec]:
        found = []
        place = f"L{i}.attention"
        for branch in (1, 2):
            for name, kind in (("scores", "logit"), ("map", "probability")):
                found.append(CaptureSpec(f"{place}.{name}.{branch}", f"attention.{name}", i, branch, specs.PAIR, kind))
            found.append(CaptureSpec(f"{place}.query.{branch}", "attention.query", i, branch, specs.VECTOR, "value"))
        found.append(CaptureSpec(f"{place}.effective", "attention.effective", i, None, specs.PAIR, "signed"))
        for name in ("key", "value", "context", "output"):
            found.append(CaptureSpec(f"{place}.{name}", f"attention.{name}", i, None, specs.VECTOR, "value"))
        found.append(specs.projected(i))
        found.append(CaptureSpec(f"L{i}.diff.lambda", "diff.lambda", i, None, ("head", "token"), "scalar"))
        return found

    return specs.by_layer(config.layers, of_layer)


def knob_specs(config: Config) -> list[KnobSpec]:
    return [specs.head_mask(config), *specs.lambdas(config)]
