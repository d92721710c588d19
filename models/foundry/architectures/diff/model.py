"""Differential Transformer, first version (Ye et al. 2024, arXiv 2410.05258): two softmax maps, one subtracted.

    (A1 − λ A2) V,  λ = exp(λq1·λk1) − exp(λq2·λk2) + λ_init,  λ_init = 0.8 − 0.6 exp(−0.3 (l − 1))      (eq. 1, 2)
    head = (1 − λ_init) · RMSNorm((A1 − λ A2) V)                                                          (eq. 3)

Half the heads of the plain model, each with two queries and keys of its head width d and values of width 2d.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from foundry import specs
from foundry.contracts import Captures, CaptureSpec, Knobs, KnobSpec
from foundry.decoder import Decoder
from foundry.layers import RMSNorm, causal_attention, masked_softmax, repeat_heads, rotate


@dataclass(frozen=True)
class Config:
    layers: int = 6
    width: int = 128
    heads: int = 4
    head_width: int = 16
    ffn: int = 352
    vocabulary: int = 2048
    context: int = 512


def initial_lambda(depth: int) -> float:
    """λ_init of the layer at `depth`, counted from 0."""
    return 0.8 - 0.6 * math.exp(-0.3 * depth)


class DiffAttention(nn.Module):
    """x [B, T, E] -> [B, T, E]. Head n owns queries 2n (map 1) and 2n+1 (map 2); one λ for the whole layer.

    With fewer `kv_heads` than heads, neighbouring heads share a key pair and a value: map 1 always meets the first key of
    its group and map 2 the second, as in the paper.
    """

    def __init__(self, width: int, depth: int, heads: int, head_width: int, kv_heads: int | None = None) -> None:
        super().__init__()
        self.heads, self.head_width = heads, head_width
        self.kv_heads = kv_heads or heads
        self.q_proj = nn.Linear(width, 2 * heads * head_width, bias=False)
        self.k_proj = nn.Linear(width, 2 * self.kv_heads * head_width, bias=False)
        self.v_proj = nn.Linear(width, 2 * self.kv_heads * head_width, bias=False)
        self.out_proj = nn.Linear(2 * heads * head_width, width, bias=False)
        self.lambda_init = initial_lambda(depth)
        self.lambda_q1, self.lambda_k1, self.lambda_q2, self.lambda_k2 = (
            nn.Parameter(torch.empty(head_width).normal_(std=0.1)) for _ in range(4)
        )
        self.subln = RMSNorm(2 * head_width, eps=1e-5)

    def learned_lambda(self) -> Tensor:
        """λ of this layer: [1]."""
        first = torch.exp((self.lambda_q1 * self.lambda_k1).sum(-1, keepdim=True))
        second = torch.exp((self.lambda_q2 * self.lambda_k2).sum(-1, keepdim=True))
        return first - second + self.lambda_init

    def branches(self, x: Tensor, kv: bool) -> tuple[Tensor, Tensor]:
        """[B, T, heads·2·d] -> the two branches, [B, H, T, d] each; keys are repeated to the number of heads."""
        pairs = x.unflatten(-1, (-1, 2, self.head_width)).permute(0, 2, 3, 1, 4)  # [B, H, 2, T, d]
        times = self.heads // self.kv_heads if kv else 1
        return repeat_heads(pairs[:, :, 0], times), repeat_heads(pairs[:, :, 1], times)

    def forward(
        self, x: Tensor, cos: Tensor, sin: Tensor, visible: Tensor, knobs: Knobs | None = None, capture: bool = False
    ) -> tuple[Tensor, Captures]:
        """cos, sin: [T, d/2]; visible: [T, T]; knobs: head_mask [H], lambda_scale and lambda_override, scalars.
        Captures are [B, H, ...]."""
        knobs = knobs or {}
        q1, q2 = (rotate(branch, cos, sin) for branch in self.branches(self.q_proj(x), kv=False))
        k1, k2 = (rotate(branch, cos, sin) for branch in self.branches(self.k_proj(x), kv=True))
        v = self.v_proj(x).unflatten(-1, (-1, 2 * self.head_width)).transpose(1, 2)
        v = repeat_heads(v, self.heads // self.kv_heads)  # [B, H, T, 2d]
        learned = self.learned_lambda()
        if "lambda_scale" in knobs:
            learned = learned * knobs["lambda_scale"]
        if "lambda_override" in knobs:
            absolute = knobs["lambda_override"]
            learned = torch.where(absolute >= 0, absolute, learned)
        captures: Captures = {}
        if capture:
            scale = 1.0 / math.sqrt(self.head_width)
            s1, s2 = torch.matmul(q1, k1.transpose(-1, -2)) * scale, torch.matmul(q2, k2.transpose(-1, -2)) * scale
            a1, a2 = masked_softmax(s1, visible), masked_softmax(s2, visible)
            effective = a1 - learned * a2
            context = torch.matmul(effective, v)
            captures = {
                "attention.scores.1": s1,
                "attention.scores.2": s2,
                "attention.map.1": a1,
                "attention.map.2": a2,
                "attention.query.1": q1,
                "attention.query.2": q2,
                "attention.key.1": k1,
                "attention.key.2": k2,
                "attention.value": v,
                "attention.effective": effective,
                "attention.context": context,
                "diff.lambda": learned,
                # Written as a sum so that an exported graph computes an output and does not just name a constant.
                "diff.lambda_init": torch.zeros_like(learned) + self.lambda_init,
            }
        else:
            scale = 1.0 / math.sqrt(self.head_width)
            first, second = causal_attention(q1, k1, v, scale), causal_attention(q2, k2, v, scale)
            context = first - learned * second
        output = self.subln(context) * (1.0 - self.lambda_init)
        if "head_mask" in knobs:
            output = output * knobs["head_mask"][:, None, None]
        if capture:
            captures["attention.output"] = output
        return self.out_proj(output.transpose(1, 2).flatten(-2)), captures


class Model(Decoder):
    def __init__(self, config: Config) -> None:
        super().__init__(config, lambda depth: DiffAttention(config.width, depth, config.heads, config.head_width))


def capture_specs(config: Config) -> list[CaptureSpec]:
    def of_layer(i: int) -> list[CaptureSpec]:
        found = []
        place = f"L{i}.attention"
        for branch in (1, 2):
            for name, kind in (("scores", "logit"), ("map", "probability")):
                found.append(CaptureSpec(f"{place}.{name}.{branch}", f"attention.{name}", i, branch, specs.PAIR, kind))
            for name in ("query", "key"):
                found.append(
                    CaptureSpec(f"{place}.{name}.{branch}", f"attention.{name}", i, branch, specs.VECTOR, "value")
                )
        found.append(CaptureSpec(f"{place}.effective", "attention.effective", i, None, specs.PAIR, "signed"))
        for name in ("value", "context", "output"):
            found.append(CaptureSpec(f"{place}.{name}", f"attention.{name}", i, None, specs.VECTOR, "value"))
        found.append(CaptureSpec(f"L{i}.diff.lambda", "diff.lambda", i, None, (), "scalar"))
        found.append(CaptureSpec(f"L{i}.diff.lambda_init", "diff.lambda_init", i, None, (), "scalar"))
        return found

    return specs.by_layer(config.layers, of_layer)


def knob_specs(config: Config) -> list[KnobSpec]:
    return [specs.head_mask(config), *specs.lambdas(config)]
