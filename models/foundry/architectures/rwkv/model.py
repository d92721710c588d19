"""RWKV-4 (Peng et al. 2023, arXiv 2305.13048): a recurrence that can be written as attention without queries.

    x += TimeMix(LN(x)),  x += ChannelMix(LN(x));  the matrix of weights belongs to a channel, not to a head
    ChannelMix: σ(W_r x_r) ⊙ W_v relu(W_k x_k)²

There are no heads. For the eye, maps are means over `groups` of neighbouring channels; the map of one channel follows
from its keys, decay and bonus, which are captured.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from foundry import specs
from foundry.architectures.rwkv import wkv
from foundry.architectures.rwkv.meta import META as META
from foundry.contracts import Captures, CaptureSpec, Knobs, KnobSpec

NORM_EPS = 1e-5


@dataclass(frozen=True)
class Config:
    """`ffn` is 460 and not 4 widths, for the gates and time vectors cost what it saves. Input and output embeddings are
    one matrix, as in every model here; the authors keep two, which at this size would be a sixth of all parameters."""

    layers: int = 6
    width: int = 128
    ffn: int = 460
    vocabulary: int = 2048
    context: int = 512
    groups: int = 8
    tied: bool = True
    first_ffn: bool = False
    """The authors' variant `RWKV-ffnPre`: layer 0 has a second ChannelMix in the place of its TimeMix."""


class LayerState(NamedTuple):
    """What a layer remembers between tokens: five vectors [B, C]."""

    time: Tensor
    """The last token as TimeMix saw it."""
    channel: Tensor
    """The last token as ChannelMix saw it."""
    wkv: wkv.State


def shifted(x: Tensor) -> Tensor:
    """The token before each token, zeros before the first: x [B, T, C]."""
    return torch.cat([torch.zeros_like(x[:, :1]), x[:, :-1]], dim=1)


def mixed(x: Tensor, before: Tensor, share: Tensor) -> Tensor:
    return x * share + before * (1 - share)


class TimeMix(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.decay, self.bonus, self.mix_k, self.mix_v, self.mix_r = (
            nn.Parameter(torch.empty(width)) for _ in range(5)
        )
        self.key, self.value, self.receptance, self.output = (nn.Linear(width, width, bias=False) for _ in range(4))

    def start(self, layer: int, layers: int) -> None:
        """The authors' initial values: from channels that forget at once to ones that hardly do, slower in higher
        layers. Keys and gates start at 0, so that every block starts as the identity."""
        width = len(self.decay)
        up, down = layer / max(1, layers - 1), 1 - layer / layers
        channel = torch.arange(width) / width
        with torch.no_grad():
            self.decay.copy_(-5 + 8 * (torch.arange(width) / max(1, width - 1)) ** (0.7 + 1.3 * up))
            self.bonus.copy_(math.log(0.3) + 0.5 * ((torch.arange(width) + 1) % 3 - 1))
            self.mix_k.copy_(channel**down)
            self.mix_v.copy_(channel**down + 0.3 * up)
            self.mix_r.copy_(channel ** (0.5 * down))
        nn.init.orthogonal_(self.value.weight)
        for part in (self.key, self.receptance, self.output):
            nn.init.zeros_(part.weight)

    def project(self, x: Tensor, before: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Keys, values and receptance (after its sigmoid), each [..., C] like x."""
        k = self.key(mixed(x, before, self.mix_k)).to(x.dtype)
        v = self.value(mixed(x, before, self.mix_v)).to(x.dtype)
        return k, v, torch.sigmoid(self.receptance(mixed(x, before, self.mix_r)))

    def rate(self, scale: Tensor | None) -> Tensor:
        """w > 0 [C]: a token's weight falls by e^−w with each step of distance."""
        rate = torch.exp(self.decay)
        return rate if scale is None else rate * scale

    def forward(
        self, x: Tensor, distance: Tensor, groups: int, decay_scale: Tensor | None, capture: bool
    ) -> tuple[Tensor, Captures]:
        """x [B, T, C], already normed; distance [T, T] = t − i."""
        k, v, gate = self.project(x, shifted(x))
        w = self.rate(decay_scale)
        if not capture:
            return self.output(gate * wkv.chunked(k, v, w, self.bonus)), {}
        found, maps, state = wkv.whole(k, v, w, self.bonus, distance, groups)
        captures = {
            "map": maps,
            "key": k,
            "value": v,
            "decay": torch.exp(-w) + torch.zeros_like(x[:, 0]),  # the same for every text
            "bonus": self.bonus + torch.zeros_like(x[:, 0]),
            "receptance": gate,
            "output": found,
            **{f"state.{name}": value for name, value in wkv.readable(state).items()},
        }
        return self.output(gate * found), captures

    def step(self, x: Tensor, before: Tensor, state: wkv.State) -> tuple[Tensor, wkv.State]:
        """One token: x [B, C]."""
        k, v, gate = self.project(x, before)
        found, state = wkv.advance(k, v, self.rate(None), self.bonus, state)
        return self.output(gate * found), state


class ChannelMix(nn.Module):
    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.mix_k, self.mix_r = (nn.Parameter(torch.empty(width)) for _ in range(2))
        self.key = nn.Linear(width, hidden, bias=False)
        self.receptance = nn.Linear(width, width, bias=False)
        self.value = nn.Linear(hidden, width, bias=False)

    def start(self, layer: int, layers: int) -> None:
        width = len(self.mix_k)
        with torch.no_grad():
            for mix in (self.mix_k, self.mix_r):
                mix.copy_((torch.arange(width) / width) ** (1 - layer / layers))
        nn.init.orthogonal_(self.key.weight, gain=math.sqrt(max(1.0, self.key.out_features / width)))
        nn.init.zeros_(self.receptance.weight)
        nn.init.zeros_(self.value.weight)

    def forward(self, x: Tensor, before: Tensor) -> Tensor:
        """x and the token before it: [..., C]."""
        hidden = torch.relu(self.key(mixed(x, before, self.mix_k)))
        gate = torch.sigmoid(self.receptance(mixed(x, before, self.mix_r)))
        return gate * self.value(hidden * hidden)


class Layer(nn.Module):
    def __init__(self, config: Config, depth: int) -> None:
        super().__init__()
        self.time_norm = nn.LayerNorm(config.width, eps=NORM_EPS)
        self.channel_norm = nn.LayerNorm(config.width, eps=NORM_EPS)
        without_time = config.first_ffn and depth == 0
        self.time = None if without_time else TimeMix(config.width)
        self.first = ChannelMix(config.width, config.ffn) if without_time else None
        self.channel = ChannelMix(config.width, config.ffn)
        for part in (self.time, self.first, self.channel):
            if part is not None:
                part.start(depth, config.layers)

    def forward(
        self, x: Tensor, distance: Tensor, groups: int, decay_scale: Tensor | None, capture: bool
    ) -> tuple[Tensor, Captures]:
        normed, captures = self.time_norm(x), {}
        if self.time is not None:
            out, captures = self.time(normed, distance, groups, decay_scale, capture)
        else:
            assert self.first is not None
            out = self.first(normed, shifted(normed))
        x = x + out
        normed = self.channel_norm(x)
        return x + self.channel(normed, shifted(normed)), captures

    def step(self, x: Tensor, state: LayerState) -> tuple[Tensor, LayerState]:
        """One token: x [B, C]."""
        time, inner = self.time_norm(x), state.wkv
        if self.time is not None:
            out, inner = self.time.step(time, state.time, state.wkv)
        else:
            assert self.first is not None
            out = self.first(time, state.time)
        x = x + out
        channel = self.channel_norm(x)
        return x + self.channel(channel, state.channel), LayerState(time, channel, inner)


class Model(nn.Module):
    positions: Tensor

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary, config.width)
        self.first_norm = nn.LayerNorm(config.width, eps=NORM_EPS)
        self.layers = nn.ModuleList(Layer(config, depth) for depth in range(config.layers))
        self.norm = nn.LayerNorm(config.width, eps=NORM_EPS)
        self.head = None if config.tied else nn.Linear(config.width, config.vocabulary, bias=False)
        self.register_buffer("positions", torch.arange(config.context, dtype=torch.float32), persistent=False)
        nn.init.normal_(self.embedding.weight, std=0.05)

    def logits(self, x: Tensor) -> Tensor:
        return F.linear(self.norm(x), self.embedding.weight if self.head is None else self.head.weight)

    def forward(self, tokens: Tensor, knobs: Knobs | None = None, capture: bool = False) -> tuple[Tensor, Captures]:
        """tokens [B, T] -> logits [B, T, vocabulary] and, if asked for, every capture of `capture_specs`."""
        place = self.positions[: tokens.shape[1]]
        distance = place[:, None] - place
        scale = None if knobs is None else knobs.get("decay_scale")
        captures: Captures = {}
        x = self.first_norm(self.embedding(tokens))
        for i, layer in enumerate(self.layers):
            if capture:
                captures[f"L{i}.residual"] = x
            x, seen = layer(x, distance, self.config.groups, None if scale is None else scale[i], capture)
            captures.update({f"L{i}.wkv.{name}": value for name, value in seen.items()})
        if capture:
            captures[f"L{len(self.layers)}.residual"] = x
        return self.logits(x), captures

    def empty(self, batch: int) -> list[LayerState]:
        """What the layers remember before the first token."""
        zero = self.embedding.weight.new_zeros(batch, self.config.width)
        return [LayerState(zero, zero, wkv.State(zero, zero, zero + wkv.NOTHING)) for _ in self.layers]

    def step(self, token: Tensor, state: list[LayerState]) -> tuple[Tensor, list[LayerState]]:
        """The recurrent form: token ids [B] -> logits [B, vocabulary] and the new state of every layer."""
        x, after = self.first_norm(self.embedding(token)), []
        for layer, before in zip(self.layers, state, strict=True):
            x, remembered = layer.step(x, before)
            after.append(remembered)
        return self.logits(x), after


def capture_specs(config: Config) -> list[CaptureSpec]:
    found = []
    for i in range(config.layers):
        found.append(specs.residual(i))
        if config.first_ffn and i == 0:
            continue
        place, every = f"L{i}.wkv", ("token", "channel")
        found.append(CaptureSpec(f"{place}.map", "wkv.map", i, None, ("channel", "query", "key"), "probability"))
        for name in ("key", "value", "output"):
            found.append(CaptureSpec(f"{place}.{name}", f"wkv.{name}", i, None, every, "value"))
        found.append(CaptureSpec(f"{place}.receptance", "wkv.receptance", i, None, every, "gate"))
        for name in ("decay", "bonus"):
            found.append(CaptureSpec(f"{place}.{name}", f"wkv.{name}", i, None, ("channel",), "value"))
        for name in ("mean", "mass", "top"):
            found.append(CaptureSpec(f"{place}.state.{name}", "wkv.state", i, name, every, "value"))
    return [*found, specs.residual(config.layers)]


def knob_specs(config: Config) -> list[KnobSpec]:
    return [
        KnobSpec(
            input="decay_scale",
            title={"en": "Decay", "zh": "衰减"},
            text={
                "en": "Multiplies how fast the channels of a layer forget: 0 is never, 1 is the trained model.",
                "zh": "与该层各通道的遗忘速度相乘：0 表示从不遗忘，1 即训练好的模型。",
            },
            axes=("layer",),
            shape=(config.layers,),
            default=1.0,
            minimum=0.0,
            maximum=4.0,
        )
    ]
