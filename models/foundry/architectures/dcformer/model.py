"""DCFormer: dynamically composable multi-head attention, DCMHA (Xiao et al. 2024, arXiv 2405.08553).

Before and after the softmax the H numbers of a (query i, key j) pair are mixed by an H×H matrix of their own:

    a' = a M_ij,  M_ij = I + W_b + Q_i + K_j,  Q_i = Σ_r w1_irᵀ w2_ir + diag(g_i),  K_j likewise       (Fig. 2)

The factors w1, w2 (rank 2) and the gates g come from the token's own normed hidden state. The composed weights are
not normalised again: rows may be negative and need not sum to 1.
"""

import math
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from foundry import specs
from foundry.architectures.dcformer.meta import META as META
from foundry.architectures.dcformer.mix import COMPILER, mix_visible
from foundry.contracts import Captures, CaptureSpec, Knobs, KnobSpec
from foundry.decoder import Decoder
from foundry.layers import RMSNorm, masked_softmax, projected_norms, rotate

STAGES = ("pre", "post")
SIDES = ("query", "key")
BRANCHES = ("static", "query", "key", "gates")
FACTOR_EPS = 1e-6


@dataclass(frozen=True)
class Config:
    """`ffn` is narrower than the plain model's 352 by what composition costs: 24,704 parameters a layer, 64 columns."""

    layers: int = 6
    width: int = 128
    heads: int = 8
    head_width: int = 16
    ffn: int = 288
    vocabulary: int = 2048
    context: int = 512
    rank: int = 2
    static: bool = True
    """Learn W_b; without it the fixed part is the identity."""
    dynamic: bool = True
    """Compose by query and key; without it only I + W_b is left."""
    qk_norm: bool = False


VARIANTS = {"static": Config(dynamic=False, ffn=352)}
"""Composition by I + W_b alone, the same for all pairs; the FFN takes the parameters that the factors had."""


class Factors(NamedTuple):
    """What one side (query or key) contributes to the mixing matrices of one stage."""

    w1: Tensor
    """[B, T, R, H], contracts the heads that come in."""
    w2: Tensor
    """[B, T, R, H], writes the heads that go out."""
    gate: Tensor
    """[B, T, H], added to the diagonal."""

    def scaled(self, branch_gain: Tensor | None, gate_gain: Tensor | None) -> "Factors":
        w2 = self.w2 if branch_gain is None else self.w2 * branch_gain
        return Factors(self.w1, w2, self.gate if gate_gain is None else self.gate * gate_gain)


class Generator(nn.Module):
    """x [B, T, E] -> the factors of its tokens, as query and as key, for both stages."""

    def __init__(self, width: int, heads: int, rank: int) -> None:
        super().__init__()
        self.heads, self.rank, self.hidden = heads, rank, 4 * heads
        # Streams in the official order: pre-query, pre-key, post-query, post-key.
        self.w_in = nn.Parameter(torch.empty(width, 4, self.hidden))
        self.w_out = nn.Parameter(torch.empty(4, self.hidden, 2 * rank, heads))
        self.w_gate = nn.Parameter(torch.empty(width, 4 * heads))

    def start(self, width: int) -> None:
        """The authors' initial values, by which every mixing matrix starts close to the identity."""
        nn.init.normal_(self.w_in, std=math.sqrt(2 / (width + self.hidden)))
        nn.init.normal_(self.w_out, std=0.01 * math.sqrt(1 / self.hidden) * 2 / (self.heads + self.rank))
        nn.init.normal_(self.w_gate, std=0.005 * math.sqrt(2 / (width + self.heads)))

    def forward(self, x: Tensor) -> dict[str, Factors]:
        """Keys are "pre.query", "pre.key", "post.query", "post.key"."""
        hidden = F.gelu(torch.matmul(x, self.w_in.flatten(1))).unflatten(-1, (4, self.hidden)).transpose(1, 2)
        rows = torch.matmul(hidden, self.w_out.flatten(2))
        pairs = rows.unflatten(-1, (2 * self.rank, self.heads))  # [B, 4, T, 2R, H]
        gates = torch.tanh(torch.matmul(x, self.w_gate)).unflatten(-1, (4, self.heads))
        w1, w2 = pairs[..., : self.rank, :], pairs[..., self.rank :, :]
        w1 = w1 * torch.rsqrt(w1.pow(2).mean(-1, keepdim=True) + FACTOR_EPS)
        streams = [f"{stage}.{side}" for stage in STAGES for side in SIDES]
        return {name: Factors(w1[:, c], w2[:, c], gates[:, :, c]) for c, name in enumerate(streams)}


def mixing(factors: Factors, eye: Tensor) -> Tensor:
    """Σ_r w1_rᵀ w2_r + diag(gate): [B, T, H in, H out]."""
    return torch.matmul(factors.w1.transpose(-1, -2), factors.w2) + eye * factors.gate[..., None, :]


def compose(maps: Tensor, static: Tensor, query: Factors | None, key: Factors | None, eye: Tensor) -> Tensor:
    """a_ij (static + Q_i + K_j) for every pair: maps [B, H, T, S] -> [B, H, T, S]; static [H, H].

    The heads go last once and both products run over that copy: several times faster than mixing in place, and no
    T×S matrices are ever built.
    """
    pairs = maps.permute(0, 2, 3, 1).contiguous()  # [B, T, S, H]
    if query is None or key is None:
        return torch.matmul(pairs, static).permute(0, 3, 1, 2)
    by_query = torch.matmul(pairs, static + mixing(query, eye))
    by_key = torch.matmul(pairs.transpose(1, 2), mixing(key, eye)).transpose(1, 2)
    return (by_query + by_key).permute(0, 3, 1, 2)


def compose_visible(maps: Tensor, static: Tensor, query: Factors | None, key: Factors | None, eye: Tensor) -> Tensor:
    """`compose` for training: the same where the key is not after the query, 0 elsewhere."""
    if query is None or key is None:
        return compose(maps, static, query, key, eye)
    with torch.autocast("cpu", enabled=False):
        of_query = static + mixing(Factors(*(part.float() for part in query)), eye)
        of_key = mixing(Factors(*(part.float() for part in key)), eye).permute(0, 2, 3, 1)
        return mix_visible(maps.float(), of_query.contiguous(), of_key.contiguous())


class ComposableAttention(nn.Module):
    """x [B, T, E] -> [B, T, E], x already normed."""

    eye: Tensor

    def __init__(
        self,
        width: int,
        heads: int,
        head_width: int,
        rank: int = 2,
        static: bool = True,
        dynamic: bool = True,
        qk_norm: bool = False,
    ) -> None:
        super().__init__()
        self.heads, self.head_width = heads, head_width
        self.q_proj = nn.Linear(width, heads * head_width, bias=False)
        self.k_proj = nn.Linear(width, heads * head_width, bias=False)
        self.v_proj = nn.Linear(width, heads * head_width, bias=False)
        self.out_proj = nn.Linear(heads * head_width, width, bias=False)
        self.q_norm = RMSNorm(head_width, eps=1e-6) if qk_norm else None
        self.k_norm = RMSNorm(head_width, eps=1e-6) if qk_norm else None
        self.generator = Generator(width, heads, rank) if dynamic else None
        self.static = nn.Parameter(torch.empty(2, heads, heads)) if static else None
        self.register_buffer("eye", torch.eye(heads), persistent=False)
        self.start(width)

    def start(self, width: int) -> None:
        if self.generator is not None:
            self.generator.start(width)
        if self.static is not None:
            nn.init.normal_(self.static, std=0.1 * math.sqrt(2 / (2 * self.heads)))

    def composition(self, stage: str, streams: dict[str, Factors], gains: Knobs) -> tuple[Tensor, list[Factors | None]]:
        """(S [H, H], [query factors, key factors]) of one stage with the gains applied."""
        static = self.eye
        if self.static is not None:
            learned = self.static[STAGES.index(stage)]
            gain = gains.get(f"compose_gain.{stage}.static")
            static = static + (learned if gain is None else learned * gain)
        gate_gain = gains.get(f"compose_gain.{stage}.gates")
        sides = [
            streams[f"{stage}.{side}"].scaled(gains.get(f"compose_gain.{stage}.{side}"), gate_gain) if streams else None
            for side in SIDES
        ]
        return static, sides

    def forward(
        self, x: Tensor, cos: Tensor, sin: Tensor, visible: Tensor, knobs: Knobs | None = None, capture: bool = False
    ) -> tuple[Tensor, Captures]:
        """cos, sin: [T, d/2]; visible: [T, T]; knobs: head_mask [H] and scalars compose_gain.<stage>.<branch>."""
        knobs = knobs or {}
        split = (-1, self.head_width)
        q, k = self.q_proj(x).unflatten(-1, split).transpose(1, 2), self.k_proj(x).unflatten(-1, split).transpose(1, 2)
        v = self.v_proj(x).unflatten(-1, split).transpose(1, 2)  # [B, H, T, d]
        if self.q_norm is not None and self.k_norm is not None:
            q, k = self.q_norm(q), self.k_norm(k)
        q, k = rotate(q, cos, sin), rotate(k, cos, sin)
        streams = {} if self.generator is None else self.generator(x)
        before, pre = self.composition("pre", streams, knobs)
        after, post = self.composition("post", streams, knobs)

        scores = torch.matmul(q, k.transpose(-1, -2)) * (1.0 / math.sqrt(self.head_width))
        fast = self.training and not capture and x.dtype == torch.float32 and COMPILER is not None
        mixed = compose_visible if fast else compose
        composed = mixed(scores, before, *pre, self.eye)
        # Masked only now: a masked score is no number that could be mixed.
        weights = masked_softmax(composed, visible)
        effective = mixed(weights, after, *post, self.eye)
        context = torch.matmul(effective, v)
        output = context if "head_mask" not in knobs else context * knobs["head_mask"][:, None, None]

        captures: Captures = {}
        if capture:
            captures = {
                "attention.scores": scores,
                "compose.scores": composed,
                "attention.map": weights,
                "attention.effective": effective,
                "attention.query": q,
                "attention.key": k,
                "attention.value": v,
                "attention.context": context,
                "attention.output": output,
                "attention.transformed": projected_norms(v, self.out_proj.weight, knobs.get("head_mask")),
                "compose.static.pre": before.expand(len(x), -1, -1),
                "compose.static.post": after.expand(len(x), -1, -1),
            }
            for stage, sides in (("pre", pre), ("post", post)):
                for side, factors in zip(SIDES, sides, strict=True):
                    if factors is not None:
                        captures |= {f"compose.{side}.{stage}.{name}": part for name, part in factors._asdict().items()}
        return self.out_proj(output.transpose(1, 2).flatten(-2)), captures


class Model(Decoder):
    def __init__(self, config: Config) -> None:
        options = {"rank": config.rank, "static": config.static, "dynamic": config.dynamic, "qk_norm": config.qk_norm}
        super().__init__(
            config, lambda depth: ComposableAttention(config.width, config.heads, config.head_width, **options)
        )


def capture_specs(config: Config) -> list[CaptureSpec]:
    def of_layer(i: int) -> list[CaptureSpec]:
        place = f"L{i}.attention"
        maps = (
            (f"{place}.scores", "attention.scores", "logit"),
            (f"L{i}.compose.scores", "compose.scores", "logit"),
            (f"{place}.map", "attention.map", "probability"),
            (f"{place}.effective", "attention.effective", "signed"),
        )
        found = [CaptureSpec(output, role, i, None, specs.PAIR, kind) for output, role, kind in maps]
        for name in ("query", "key", "value", "context", "output"):
            found.append(CaptureSpec(f"{place}.{name}", f"attention.{name}", i, None, specs.VECTOR, "value"))
        found.append(specs.projected(i))
        for stage in STAGES:
            static = f"compose.static.{stage}"
            found.append(CaptureSpec(f"L{i}.{static}", "compose.static", i, stage, ("head_in", "head"), "signed"))
        for stage, side in product(STAGES, SIDES) if config.dynamic else ():
            role, factors = f"compose.{side}", f"L{i}.compose.{side}.{stage}"
            for part in ("w1", "w2"):
                axes = ("token", "rank", "head")
                found.append(CaptureSpec(f"{factors}.{part}", role, i, f"{stage}.{part}", axes, "signed"))
            found.append(CaptureSpec(f"{factors}.gate", role, i, f"{stage}.gate", ("token", "head"), "gate"))
        return found

    return specs.by_layer(config.layers, of_layer)


GAIN_TITLES = {
    "static": {"en": "fixed mixing", "zh": "固定混合"},
    "query": {"en": "mixing by the query", "zh": "由查询决定的混合"},
    "key": {"en": "mixing by the key", "zh": "由键决定的混合"},
    "gates": {"en": "gates", "zh": "门控"},
}
STAGE_TITLES = {
    "pre": {"en": "before the softmax", "zh": "softmax 之前"},
    "post": {"en": "after the softmax", "zh": "softmax 之后"},
}


def knob_specs(config: Config) -> list[KnobSpec]:
    branches = [branch for branch in BRANCHES if (config.static if branch == "static" else config.dynamic)]
    return [specs.head_mask(config), *(gain(config, stage, branch) for stage, branch in product(STAGES, branches))]


def gain(config: Config, stage: str, branch: str) -> KnobSpec:
    what, where = GAIN_TITLES[branch], STAGE_TITLES[stage]
    return KnobSpec(
        input=f"compose_gain.{stage}.{branch}",
        title={
            "en": f"Composition, {where['en']}: {what['en']}",
            "zh": f"组合，{where['zh']}：{what['zh']}",
        },
        text={
            "en": "Multiplies this part of the mixing matrix: 0 removes it, 1 is the trained model. "
            "With all parts at 0 the layer is plain attention.",
            "zh": "与混合矩阵的这一部分相乘：0 表示去掉，1 即训练好的模型。所有部分都为 0 时，该层就是普通注意力。",
        },
        axes=("layer",),
        shape=(config.layers,),
        default=1.0,
        minimum=0.0,
        maximum=2.0,
    )
