"""PanGu-π (Wang et al. 2023, arXiv 2312.17276): more non-linearity against tokens that grow alike.

    h = x + MSA(n) + Σ_i T_i(n),  n = RMSNorm(x),  T_i(n) = W_up GELU(W_down n)                    (eq. 4)
    y = h + W_down(s(W_gate m) ⊙ W_up m),  m = RMSNorm(h),  s(z) = Σ_i SiLU(a_i z + b_i)            (eq. 7)

No code was published. Where the paper is silent: the shortcut reads the normed stream as in its authors' earlier AugViT,
has no biases, and the series takes the place of SwiGLU's SiLU with a and b of its own for each channel.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from foundry import specs
from foundry.architectures.pangu.meta import META as META
from foundry.contracts import Captures, CaptureSpec, Knobs, KnobSpec
from foundry.gpt2 import attend
from foundry.layers import RMSNorm, causal_mask, initialise, projected_norms, rotary_tables, rotate

BRANCHES = ("identity", "attention", "shortcut", "ffn")
CURVES = 8
"""Channels whose activation is sampled."""
GRID = 121


@dataclass(frozen=True)
class Config:
    """`ffn` is narrower than the plain model's 352 by what shortcuts and series cost: 2,400 parameters a layer."""

    layers: int = 6
    width: int = 128
    heads: int = 8
    head_width: int = 16
    ffn: int = 344
    vocabulary: int = 2048
    context: int = 512
    terms: int = 2
    """Terms of the series; 1 with a = 1 and b = 0 is SwiGLU."""
    reduction: int = 32
    """How many times narrower a shortcut is inside."""
    shortcuts: int = 1
    """Shortcuts beside each attention; 0 gives the plain layer."""
    eps: float = 1e-5
    tied: bool = True


VARIANTS = {"plain": Config(terms=1, shortcuts=0)}
"""The same model with neither of the paper's two parts."""


class Shortcut(nn.Module):
    """W_up GELU(W_down x) of every token by itself."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.down = nn.Linear(width, hidden, bias=False)
        self.up = nn.Linear(hidden, width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.up(F.gelu(self.down(x)))


class Series(nn.Module):
    """Σ_i SiLU(a_i y + b_i), a and b [terms, channels]."""

    def __init__(self, terms: int, channels: int) -> None:
        super().__init__()
        self.scale, self.shift = nn.Parameter(torch.zeros(terms, channels)), nn.Parameter(torch.zeros(terms, channels))

    def start(self) -> None:
        """Close to a single SiLU: the further terms begin small."""
        with torch.no_grad():
            self.scale.normal_(std=0.02)
            self.scale[0] = 1
            self.shift.zero_()

    def forward(self, y: Tensor, gain: Tensor | None = None, channels: int | None = None) -> Tensor:
        """y [..., channels]; `gain` multiplies every term but the first; `channels` takes only the first so many."""
        terms = [F.silu(a[:channels] * y + b[:channels]) for a, b in zip(self.scale, self.shift, strict=True)]
        further = terms[1:] if gain is None else [term * gain for term in terms[1:]]
        return sum(further, terms[0])


class SeriesFFN(nn.Module):
    def __init__(self, width: int, hidden: int, terms: int) -> None:
        super().__init__()
        self.gate, self.up = nn.Linear(width, hidden, bias=False), nn.Linear(width, hidden, bias=False)
        self.down = nn.Linear(hidden, width, bias=False)
        self.series = Series(terms, hidden)

    def forward(self, x: Tensor, gain: Tensor | None) -> Tensor:
        return self.down(self.series(self.gate(x), gain) * self.up(x))


class Attention(nn.Module):
    def __init__(self, width: int, heads: int, head_width: int) -> None:
        super().__init__()
        self.heads, self.head_width = heads, head_width
        inner = heads * head_width
        self.q_proj, self.k_proj, self.v_proj = (nn.Linear(width, inner, bias=False) for _ in range(3))
        self.out_proj = nn.Linear(inner, width, bias=False)

    def forward(
        self, x: Tensor, cos: Tensor, sin: Tensor, visible: Tensor, head_mask: Tensor | None, capture: bool
    ) -> tuple[Tensor, Captures]:
        split = (self.heads, self.head_width)
        q, k, v = (part(x).unflatten(-1, split).transpose(1, 2) for part in (self.q_proj, self.k_proj, self.v_proj))
        merged, captures = attend(rotate(q, cos, sin), rotate(k, cos, sin), v, visible, head_mask, capture)
        if capture:
            captures["transformed"] = projected_norms(v, self.out_proj.weight, head_mask)
        return self.out_proj(merged), {f"attention.{name}": value for name, value in captures.items()}


def diversity(x: Tensor) -> Tensor:
    """‖Z − mean over tokens‖ / ‖Z‖, Frobenius: [B, T, E] -> [B, 1]. 0: all tokens alike."""
    rest = x - x.mean(1, keepdim=True)
    return torch.sqrt(rest.pow(2).sum((1, 2)) / x.pow(2).sum((1, 2))).unsqueeze(-1)


class Layer(nn.Module):
    def __init__(self, config: Config) -> None:
        super().__init__()
        self.attention_norm = RMSNorm(config.width, config.eps)
        self.attention = Attention(config.width, config.heads, config.head_width)
        hidden = max(1, config.width // config.reduction)
        self.shortcuts = nn.ModuleList(Shortcut(config.width, hidden) for _ in range(config.shortcuts))
        self.ffn_norm = RMSNorm(config.width, config.eps)
        self.ffn = SeriesFFN(config.width, config.ffn, config.terms)

    def forward(
        self, x: Tensor, cos: Tensor, sin: Tensor, visible: Tensor, grid: Tensor, knobs: Knobs, capture: bool
    ) -> tuple[Tensor, Captures]:
        """knobs: head_mask [H], shortcut_gain and series_gain, scalars."""
        normed = self.attention_norm(x)
        attended, captures = self.attention(normed, cos, sin, visible, knobs.get("head_mask"), capture)
        beside = torch.zeros_like(x)
        for shortcut in self.shortcuts:
            beside = beside + shortcut(normed)
        if "shortcut_gain" in knobs:
            beside = beside * knobs["shortcut_gain"]
        middle = x + attended + beside
        fed = self.ffn(self.ffn_norm(middle), knobs.get("series_gain"))
        if capture:
            for name, branch in zip(BRANCHES, (x, attended, beside, fed), strict=True):
                captures[f"shortcut.norm.{name}"] = torch.sqrt(branch.pow(2).sum(-1))
            curve = self.ffn.series(grid.unsqueeze(-1), knobs.get("series_gain"), CURVES)
            captures["series.curve"] = curve.T.expand(len(x), -1, -1)  # [B, channels, GRID]
        return middle + fed, captures


class Model(nn.Module):
    cos: Tensor
    sin: Tensor
    visible: Tensor
    grid: Tensor

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary, config.width)
        self.layers = nn.ModuleList(Layer(config) for _ in range(config.layers))
        self.norm = RMSNorm(config.width, config.eps)
        self.head = None if config.tied else nn.Linear(config.width, config.vocabulary, bias=False)
        cos, sin = rotary_tables(config.context, config.head_width)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)
        self.register_buffer("visible", causal_mask(config.context), persistent=False)
        self.register_buffer("grid", torch.linspace(-6, 6, GRID), persistent=False)
        initialise(self, [part for layer in self.layers for part in (layer.attention.out_proj, layer.ffn.down)])
        for layer in self.layers:
            layer.ffn.series.start()

    def forward(self, tokens: Tensor, knobs: Knobs | None = None, capture: bool = False) -> tuple[Tensor, Captures]:
        """tokens [B, T] -> logits [B, T, vocabulary] and, if asked for, every capture of `capture_specs`."""
        length = tokens.shape[1]
        cos, sin, visible = self.cos[:length], self.sin[:length], self.visible[:length, :length]
        captures: Captures = {}
        x = self.embedding(tokens)
        for i, layer in enumerate(self.layers):
            if capture:
                captures[f"L{i}.residual"], captures[f"L{i}.diversity"] = x, diversity(x)
            own = {name: value[i] for name, value in (knobs or {}).items()}
            x, seen = layer(x, cos, sin, visible, self.grid, own, capture)
            captures.update({f"L{i}.{name}": value for name, value in seen.items()})
        if capture:
            last = len(self.layers)
            captures[f"L{last}.residual"], captures[f"L{last}.diversity"] = x, diversity(x)
        return F.linear(self.norm(x), self.embedding.weight if self.head is None else self.head.weight), captures


def capture_specs(config: Config) -> list[CaptureSpec]:
    found = []
    for i in range(config.layers + 1):
        found.append(specs.residual(i))
        found.append(CaptureSpec(f"L{i}.diversity", "diversity", i, None, ("layer",), "scalar"))
        if i == config.layers:
            break
        found += specs.softmax_attention(i)
        for name in BRANCHES:
            found.append(CaptureSpec(f"L{i}.shortcut.norm.{name}", "shortcut.norm", i, name, ("token",), "value"))
        found.append(CaptureSpec(f"L{i}.series.curve", "series.curve", i, None, ("channel", "feature"), "value"))
    return found


def knob_specs(config: Config) -> list[KnobSpec]:
    gains = {
        "shortcut_gain": (
            {"en": "Augmented shortcut", "zh": "增强捷径"},
            {
                "en": "Multiplies what the shortcuts of a layer add: 0 removes them, 1 is the trained model.",
                "zh": "与该层捷径的输出相乘：0 表示去掉，1 即训练好的模型。",
            },
        ),
        "series_gain": (
            {"en": "Series", "zh": "级数项"},
            {
                "en": "Multiplies every term of the activation but the first: 0 leaves one SiLU.",
                "zh": "与激活函数除第一项外的各项相乘：0 只剩一个 SiLU。",
            },
        ),
    }
    used = {"shortcut_gain": config.shortcuts > 0, "series_gain": config.terms > 1}
    return [specs.head_mask(config)] + [
        KnobSpec(name, title, text, ("layer",), (config.layers,), 1.0, 0.0, 2.0)
        for name, (title, text) in gains.items()
        if used[name]
    ]
