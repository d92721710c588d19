"""DiJiang (Chen et al. 2024, arXiv 2403.19928): attention through cosine features, without a softmax over tokens.

    φ(x) = softmax over features of x C diag(w);  S = (φ(Q) D1)(φ(K) D2)ᵀ, causal;  o = S V
    out = W_O (SiLU(h W_G) ⊙ GroupNorm(o))

The paper starts from a trained Pythia and replaces its attention; here it starts from the trained `transformer` and
keeps that model's layers (RMSNorm, SwiGLU, one part after the other). The Pythia layers of the official code
(LayerNorm, GELU, both parts side by side) are `neox=True`.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from foundry import specs
from foundry.architectures.dijiang.meta import META as META
from foundry.contracts import Captures, CaptureSpec, Knobs, KnobSpec
from foundry.layers import RMSNorm, SwiGLU, initialise, rotary_tables, rotate

STARTS_FROM = "transformer"
EPS = 1e-5


@dataclass(frozen=True)
class Config:
    """`ffn` is narrower than the plain model's 352 by what W_G, D1, D2 and the norm cost: 24,832 parameters a layer."""

    layers: int = 6
    width: int = 128
    heads: int = 8
    head_width: int = 16
    ffn: int = 288
    vocabulary: int = 2048
    context: int = 512
    rotary_width: int | None = None
    """How many features of a head are rotated; all, if not said."""
    neox: bool = False
    exponents: bool = True
    """Whether D1 and D2 are learned as exponents beside their start, γ^±i e^a, or as the numbers themselves, as in the
    official code: there one step of the optimiser is nothing to a D2 of 1e7 and turns the sign of a D1 of 1e-7."""

    @property
    def rotated(self) -> int:
        return self.rotary_width or self.head_width


VARIANTS = {"direct": Config(exponents=False)}
"""D1 and D2 learned as the numbers that they are."""


def cosines(width: int) -> Tensor:
    """Orthonormal DCT-II matrix C [frequency, feature]: C_kn = s_k cos(π (2n + 1) k / 2d)."""
    place, frequency = torch.arange(width, dtype=torch.float64), torch.arange(width, dtype=torch.float64)[:, None]
    scale = torch.full((width, 1), math.sqrt(2 / width), dtype=torch.float64)
    scale[0] = math.sqrt(1 / width)
    return scale * torch.cos(math.pi * (2 * place + 1) * frequency / (2 * width))


def decay_rates(heads: int) -> Tensor:
    """γ_h from 1 − 1/32 to 1 − 1/512, as in RetNet."""
    return 1 - torch.exp(torch.linspace(math.log(1 / 32), math.log(1 / 512), heads, dtype=torch.float64))


class Decay(nn.Module):
    """D1 or D2 [H, context]: a learned factor of each place, from a positive `start` of that shape."""

    start: Tensor

    def __init__(self, start: Tensor, exponents: bool) -> None:
        super().__init__()
        self.exponent = nn.Parameter(torch.zeros(start.shape)) if exponents else None
        self.value = None if exponents else nn.Parameter(start.float())
        if exponents:
            self.register_buffer("start", start.float(), persistent=False)

    def forward(self) -> Tensor:
        return self.start * torch.exp(self.exponent) if self.value is None else self.value


class KernelAttention(nn.Module):
    """h [B, T, E], normed -> [B, T, E]."""

    features: Tensor

    def __init__(self, config: Config) -> None:
        super().__init__()
        width, heads, bias = config.width, config.heads, config.neox
        self.heads, self.head_width, self.rotary_width = heads, width // heads, config.rotated
        self.q_proj, self.k_proj, self.v_proj, self.out_proj = (nn.Linear(width, width, bias=bias) for _ in range(4))
        self.gate = nn.Linear(width, width, bias=False)
        self.norm_weight, self.norm_bias = nn.Parameter(torch.ones(width)), nn.Parameter(torch.zeros(width))
        powers = decay_rates(heads)[:, None] ** torch.arange(config.context, dtype=torch.float64)
        self.decay_query = Decay(powers, config.exponents)  # D1
        self.decay_key = Decay(1 / powers, config.exponents)  # D2
        # One random gain for each feature, drawn once and never trained, but part of the weights.
        self.register_buffer("features", (cosines(self.head_width) * torch.randn(self.head_width)).float())

    def group_norm(self, merged: Tensor) -> Tensor:
        """As many groups as a head has features; written out, for not every engine has it on the GPU."""
        groups = merged.unflatten(-1, (self.head_width, -1))
        centred = groups - groups.mean(-1, keepdim=True)
        normed = centred * torch.rsqrt(centred.pow(2).mean(-1, keepdim=True) + EPS)
        return normed.flatten(-2) * self.norm_weight + self.norm_bias

    def project(self, h: Tensor, cos: Tensor, sin: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Queries and keys after the rotation, and values: each [B, H, T, d]."""
        split = (self.heads, self.head_width)
        q, k, v = (part(h).unflatten(-1, split).transpose(1, 2) for part in (self.q_proj, self.k_proj, self.v_proj))
        r = self.rotary_width
        if r == self.head_width:
            return rotate(q, cos, sin), rotate(k, cos, sin), v
        q, k = (torch.cat([rotate(x[..., :r], cos, sin), x[..., r:]], dim=-1) for x in (q, k))
        return q, k, v

    def feature_map(self, x: Tensor) -> Tensor:
        """φ: positive, sums to 1 over the features."""
        return torch.softmax(torch.matmul(x, self.features), dim=-1)

    def decays(self, length: int, switch: Tensor | None) -> tuple[Tensor, Tensor]:
        """D1 and D2 [H, T], ones where `switch` is below a half. Nothing lies between: of D1 and D2 only the product is
        of a size that can be used, and a share of each is no share of their product."""
        d1, d2 = self.decay_query()[:, :length], self.decay_key()[:, :length]
        if switch is None:
            return d1, d2
        on = switch >= 0.5
        return torch.where(on, d1, torch.ones_like(d1[:, :1])), torch.where(on, d2, torch.ones_like(d2[:, :1]))

    def finish(self, h: Tensor, context: Tensor, head_mask: Tensor | None) -> tuple[Tensor, Tensor, Tensor]:
        """context [B, H, T, d] -> (the layer's output [B, T, E], the gate [B, T, E], what each head passes on)."""
        gate = F.silu(self.gate(h))
        passed = (gate * self.group_norm(context.transpose(1, 2).flatten(-2))).unflatten(-1, (self.heads, -1))
        if head_mask is not None:
            passed = passed * head_mask[:, None]
        return self.out_proj(passed.flatten(-2)), gate, passed.transpose(1, 2)

    def forward(
        self, h: Tensor, cos: Tensor, sin: Tensor, causal: Tensor, knobs: Knobs | None = None, capture: bool = False
    ) -> tuple[Tensor, Captures]:
        """causal [T, T], 1 where the key is not after the query; knobs: head_mask [H] and the scalar decay."""
        knobs = knobs or {}
        q, k, v = self.project(h, cos, sin)
        phi_q, phi_k = self.feature_map(q), self.feature_map(k)
        d1, d2 = self.decays(h.shape[1], knobs.get("decay"))
        # Features first, decay after: D2 grows without bound, the product of both does not.
        scores = torch.matmul(phi_q, phi_k.transpose(-1, -2)) * (d1[:, :, None] * d2[:, None, :] * causal)
        context = torch.matmul(scores, v)
        out, gate, passed = self.finish(h, context, knobs.get("head_mask"))
        if not capture:
            return out, {}
        nothing = torch.zeros_like(q[..., 0])  # gives the decays, the same for every text, a batch axis
        # Captured are numbers that stay small however long the text: of the decays the logarithms (D2 reaches 1e7), of the
        # sum over values their weighted mean. The norm behind takes the size of a row away in any case.
        sums = scores.sum(-1, keepdim=True)
        return out, {
            "attention.query": q,
            "attention.key": k,
            "attention.value": v,
            "kernel.query": phi_q,
            "kernel.key": phi_k,
            "kernel.decay.query": torch.log(d1.abs()) + nothing,
            "kernel.decay.key": torch.log(d2.abs()) + nothing,
            "kernel.scores": scores,
            "attention.effective": scores / sums,
            "attention.context": context / sums,
            "kernel.gate": gate,
            "attention.output": passed,
        }

    def step(self, h: Tensor, cos: Tensor, sin: Tensor, place: int, state: Tensor) -> tuple[Tensor, Tensor]:
        """The recurrent form of one token: h [B, 1, E] at `place`, state [B, H, d, d] of features × values."""
        q, k, v = self.project(h, cos, sin)
        d1, d2 = self.decay_query()[:, place, None, None], self.decay_key()[:, place, None, None]
        state = state + torch.matmul((self.feature_map(k) * d2).transpose(-1, -2), v)
        return self.finish(h, torch.matmul(self.feature_map(q) * d1, state), None)[0], state


class Gelu(nn.Module):
    """Pythia's feed-forward part, with biases and the exact GELU."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.up, self.down = nn.Linear(width, hidden), nn.Linear(hidden, width)

    def forward(self, x: Tensor) -> Tensor:
        return self.down(F.gelu(self.up(x)))


def norm_of(config: Config) -> nn.Module:
    return nn.LayerNorm(config.width, eps=EPS) if config.neox else RMSNorm(config.width)


class Layer(nn.Module):
    def __init__(self, config: Config) -> None:
        super().__init__()
        self.side_by_side = config.neox
        self.attention_norm, self.ffn_norm = norm_of(config), norm_of(config)
        self.attention = KernelAttention(config)
        self.ffn = (Gelu if config.neox else SwiGLU)(config.width, config.ffn)

    def join(self, x: Tensor, attended: Tensor) -> Tensor:
        if self.side_by_side:
            return x + attended + self.ffn(self.ffn_norm(x))
        x = x + attended
        return x + self.ffn(self.ffn_norm(x))


class Model(nn.Module):
    cos: Tensor
    sin: Tensor
    positions: Tensor

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary, config.width)
        self.layers = nn.ModuleList(Layer(config) for _ in range(config.layers))
        self.norm = norm_of(config)
        self.head = nn.Linear(config.width, config.vocabulary, bias=False) if config.neox else None
        cos, sin = rotary_tables(config.context, config.rotated)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)
        self.register_buffer("positions", torch.arange(config.context, dtype=torch.float32), persistent=False)
        initialise(self, [part for layer in self.layers for part in (layer.attention.out_proj, layer.ffn.down)])
        for layer in self.layers:
            nn.init.xavier_uniform_(layer.attention.gate.weight, gain=2**-2.5)

    def logits(self, x: Tensor) -> Tensor:
        return F.linear(self.norm(x), self.embedding.weight if self.head is None else self.head.weight)

    def forward(self, tokens: Tensor, knobs: Knobs | None = None, capture: bool = False) -> tuple[Tensor, Captures]:
        """tokens [B, T] -> logits [B, T, vocabulary] and, if asked for, every capture of `capture_specs`."""
        length = tokens.shape[1]
        cos, sin, place = self.cos[:length], self.sin[:length], self.positions[:length]
        causal = (place[:, None] >= place).to(cos.dtype)
        captures: Captures = {}
        x = self.embedding(tokens)
        for i, layer in enumerate(self.layers):
            if capture:
                captures[f"L{i}.residual"] = x
            own = {name: value[i] for name, value in (knobs or {}).items()}
            attended, seen = layer.attention(layer.attention_norm(x), cos, sin, causal, own, capture)
            x = layer.join(x, attended)
            captures.update({f"L{i}.{name}": value for name, value in seen.items()})
        if capture:
            captures[f"L{len(self.layers)}.residual"] = x
        return self.logits(x), captures

    def empty(self, batch: int) -> list[Tensor]:
        """The state of every layer before the first token."""
        d = self.config.head_width
        return [self.embedding.weight.new_zeros(batch, self.config.heads, d, d) for _ in self.layers]

    def step(self, token: Tensor, place: int, state: list[Tensor]) -> tuple[Tensor, list[Tensor]]:
        """The recurrent form: token ids [B] at position `place` -> logits [B, vocabulary], new states."""
        cos, sin = self.cos[place : place + 1], self.sin[place : place + 1]
        x, after = self.embedding(token[:, None]), []
        for layer, before in zip(self.layers, state, strict=True):
            attended, remembered = layer.attention.step(layer.attention_norm(x), cos, sin, place, before)
            x = layer.join(x, attended)
            after.append(remembered)
        return self.logits(x)[:, 0], after


def start_from(model: Model, plain: Mapping[str, Tensor]) -> None:
    """Takes over a trained `transformer` (its state_dict). Of its wider FFN the hidden units are kept that can add most
    to the stream, by |gate| · |up| · |down|. Features, decays, gates and group norms keep their fresh values.

    Raises:
        ValueError: a weight is missing or has another shape.
    """
    state = model.state_dict()
    for i in range(model.config.layers):
        place = f"layers.{i}.ffn"
        gate, up, down = (plain[f"{place}.{name}.weight"] for name in ("gate", "up", "down"))
        reach = gate.norm(dim=1) * up.norm(dim=1) * down.norm(dim=0)
        kept = reach.topk(model.config.ffn).indices.sort().values
        state[f"{place}.gate.weight"], state[f"{place}.up.weight"] = gate[kept], up[kept]
        state[f"{place}.down.weight"] = down[:, kept]
    fresh = ("gate.weight", "norm_weight", "norm_bias", ".exponent", ".value", "features")
    for name, value in state.items():
        if ".ffn.gate." in name or ".ffn.up." in name or ".ffn.down." in name:
            continue
        if ".attention." in name and name.endswith(fresh):
            continue
        if name not in plain or plain[name].shape != value.shape:
            raise ValueError(f"the plain model has no {name} of the shape {tuple(value.shape)}")
        state[name] = plain[name]
    model.load_state_dict(state)


def capture_specs(config: Config) -> list[CaptureSpec]:
    found = []
    for i in range(config.layers):
        found.append(specs.residual(i))
        for name in ("query", "key", "value"):
            found.append(CaptureSpec(f"L{i}.attention.{name}", f"attention.{name}", i, None, specs.VECTOR, "value"))
        for name in ("query", "key"):
            found.append(CaptureSpec(f"L{i}.kernel.{name}", f"kernel.{name}", i, None, specs.VECTOR, "value"))
        for name in ("query", "key"):
            axes = ("head", "token")
            found.append(CaptureSpec(f"L{i}.kernel.decay.{name}", "kernel.decay", i, name, axes, "value"))
        found.append(CaptureSpec(f"L{i}.kernel.scores", "kernel.scores", i, None, specs.PAIR, "value"))
        # Of positive decays and features every share is positive.
        shares = "probability" if config.exponents else "signed"
        found.append(CaptureSpec(f"L{i}.attention.effective", "attention.effective", i, None, specs.PAIR, shares))
        found.append(CaptureSpec(f"L{i}.kernel.gate", "kernel.gate", i, None, ("token", "feature"), "value"))
        for name in ("context", "output"):
            found.append(CaptureSpec(f"L{i}.attention.{name}", f"attention.{name}", i, None, specs.VECTOR, "value"))
    return [*found, specs.residual(config.layers)]


def knob_specs(config: Config) -> list[KnobSpec]:
    return [
        specs.head_mask(config),
        KnobSpec(
            input="decay",
            title={"en": "Decay", "zh": "衰减"},
            text={
                "en": "On, the layer uses its learned decay, as the trained model does; off, all distances count alike.",
                "zh": "打开时该层使用学到的衰减（即训练好的模型）；关闭时所有距离同等对待。",
            },
            axes=("layer",),
            shape=(config.layers,),
            default=1.0,
            minimum=0.0,
            maximum=1.0,
            acts="switch",
        ),
    ]
