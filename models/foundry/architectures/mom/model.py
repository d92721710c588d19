"""Mixture-of-Modules (Gong et al. 2024, arXiv 2407.06677): a GPT-2 whose middle layers became a pool of modules.

At every assembly step two routers choose, for each token, two attention modules and two FFN modules out of the pool
(or SKIP); the chosen ones form one attention and one FFN:

    [q; k; v] = Σ_m W_m LN_m(x),  o = Σ_m g_m W'_m MHA(q, k, v);   then   o = Σ_m g_m FFN_m(LN_m(x))

A token that skips has q = k = v = 0 and still is a key that others see, with score 0: as in the authors' code.
Every module is computed for every token and multiplied by 0 where it was not chosen, so that the graph is always the
same one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from foundry import specs
from foundry.architectures.mom.meta import META as META
from foundry.architectures.mom.routing import GruRouter, PlainRouter, Route, choose, imbalance
from foundry.contracts import Captures, CaptureSpec, Knobs, KnobSpec
from foundry.gpt2 import NORM_EPS, AttentionPart, FeedForward, Layer, attend, clear_biases, split_qkv
from foundry.layers import causal_mask, initialise

STARTS_FROM = "gpt2-mini"
KINDS = ("attention", "ffn")


@dataclass(frozen=True)
class Config:
    """The sizes of `gpt2-mini`, from which the modules come: its layer 0 and 5 stay layers, 1 to 4 become the pool.
    The routers add 2 % of parameters; nothing else is widened or narrowed."""

    width: int = 128
    heads: int = 8
    head_width: int = 16
    ffn: int = 480
    vocabulary: int = 2048
    context: int = 512
    bottom: int = 1
    """Ordinary layers before the pool."""
    top: int = 1
    """Ordinary layers after it."""
    chunks: int = 1
    """Pools after one another."""
    depth: int = 4
    """Assembly steps of a pool."""
    attention_modules: int = 4
    ffn_modules: int = 4
    anchors: bool = False
    """An ordinary layer after each pool."""
    router: str = "gru"
    router_width: int = 32
    choices: int = 2
    """Classes taken a step. With 1 the gate is always 1 and the loss cannot teach the router."""
    temperature: float = 0.2
    balance: float = 0.01
    """Weight of the balancing loss."""
    balance_by_step: bool = False

    @property
    def layers(self) -> int:
        """Layers that a token goes through: a step counts as one."""
        return self.bottom + self.chunks * (self.depth + self.anchors) + self.top

    @property
    def classes(self) -> int:
        """Classes of both routers, SKIP the last; where a pool has fewer modules the surplus ones skip as well."""
        largest = max(self.attention_modules, self.ffn_modules) if self.router == "gru" else self.ffn_modules
        return largest + 1

    def stack(self) -> list[bool]:
        """True for a pool, False for an ordinary layer, from the bottom up."""
        return [False] * self.bottom + ([True] + [False] * self.anchors) * self.chunks + [False] * self.top


class Pool(nn.Module):
    """The modules of one chunk and the two routers that assemble them, `depth` times."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        inner = config.heads * config.head_width
        router = {"gru": GruRouter, "plain": PlainRouter}[config.router]
        self.attention = nn.ModuleList(AttentionPart(config.width, inner) for _ in range(config.attention_modules))
        self.ffn = nn.ModuleList(FeedForward(config.width, config.ffn) for _ in range(config.ffn_modules))
        self.attention_router = router(config.width, config.router_width, config.classes)
        self.ffn_router = router(config.width, config.router_width, config.classes)

    def route(self, kind: str, x: Tensor, state: Tensor | None, step: int, knobs: Knobs) -> tuple[Route, Tensor | None]:
        """What the tokens take at a step (counted through all pools), and the router's new state."""
        router = self.attention_router if kind == "attention" else self.ffn_router
        if torch.is_autocast_enabled("cpu"):
            with torch.autocast("cpu", enabled=False):  # a choice must not hang on eight bits
                logits, state = router(x.float(), state)
        else:
            logits, state = router(x, state)
        probability = torch.softmax(logits / self.config.temperature, dim=-1)
        forced, allowed = knobs.get(f"route_force.{kind}"), knobs.get(f"module_mask.{kind}")
        return choose(probability, self.config.choices, None if forced is None else forced[step], allowed), state

    def attend(
        self, x: Tensor, route: Route, visible: Tensor, head_mask: Tensor | None, capture: bool
    ) -> tuple[Tensor, Captures]:
        """One attention out of the chosen modules; they are not weighted before it, only after."""
        chosen, strength = route.chosen.unsqueeze(-2), route.strength.unsqueeze(-2)  # [B, T, 1, C]
        joint = sum(module.project(x) * chosen[..., m] for m, module in enumerate(self.attention))
        q, k, v = split_qkv(joint, self.config.heads)
        merged, captures = attend(q, k, v, visible, head_mask, capture)
        return sum(module.out_proj(merged) * strength[..., m] for m, module in enumerate(self.attention)), captures

    def feed(self, x: Tensor, route: Route) -> Tensor:
        strength = route.strength.unsqueeze(-2)
        return sum(module(x) * strength[..., m] for m, module in enumerate(self.ffn))


class Model(nn.Module):
    """In training mode the second result holds `auxiliary`, the balancing loss with its weight: add it to the loss."""

    visible: Tensor

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary, config.width)
        self.position = nn.Embedding(config.context, config.width)
        self.blocks = nn.ModuleList(
            Pool(config) if pool else Layer(config.width, config.heads, config.head_width, config.ffn)
            for pool in config.stack()
        )
        self.norm = nn.LayerNorm(config.width, eps=NORM_EPS)
        self.register_buffer("visible", causal_mask(config.context), persistent=False)
        initialise(self, self.modules_that_write())
        clear_biases(self)

    def modules_that_write(self) -> list[nn.Linear]:
        """Every linear map into the residual stream."""
        writers = []
        for part in self.modules():
            if isinstance(part, AttentionPart):
                writers.append(part.out_proj)
            elif isinstance(part, FeedForward):
                writers.append(part.down)
        return writers

    def forward(self, tokens: Tensor, knobs: Knobs | None = None, capture: bool = False) -> tuple[Tensor, Captures]:
        """tokens [B, T] -> logits [B, T, vocabulary] and, if asked for, every capture of `capture_specs`.

        Knobs: head_mask [layers, H]; route_force.<kind> [steps, C]; module_mask.<kind> [C].
        """
        length = tokens.shape[1]
        visible, knobs = self.visible[:length, :length], knobs or {}
        captures: Captures = {}
        seen_routes: dict[str, list[Tensor]] = {kind: [] for kind in KINDS}
        layer = step = 0

        def mask_of(layer: int) -> Tensor | None:
            return knobs["head_mask"][layer] if "head_mask" in knobs else None

        def keep(layer: int, x: Tensor, seen: Captures) -> None:
            if capture:
                captures[f"L{layer}.residual"] = x
                captures.update({f"L{layer}.attention.{name}": value for name, value in seen.items()})

        x = self.embedding(tokens) + self.position.weight[:length]
        for block in self.blocks:
            if isinstance(block, Layer):
                entering = x
                x, seen = block(x, visible, mask_of(layer), capture)
                keep(layer, entering, seen)
                layer += 1
                continue
            states: dict[str, Tensor | None] = dict.fromkeys(KINDS)
            for _ in range(self.config.depth):
                entering = x
                route, states["attention"] = block.route("attention", x, states["attention"], step, knobs)
                attended, seen = block.attend(x, route, visible, mask_of(layer), capture)
                x = x + attended
                keep(layer, entering, seen)
                keep_route(captures if capture else None, seen_routes, layer, "attention", route)
                route, states["ffn"] = block.route("ffn", x, states["ffn"], step, knobs)
                x = x + block.feed(x, route)
                keep_route(captures if capture else None, seen_routes, layer, "ffn", route)
                layer, step = layer + 1, step + 1
        if capture:
            captures[f"L{layer}.residual"] = x
        if self.training:
            captures["auxiliary"] = self.config.balance * self.balance(seen_routes)
        return F.linear(self.norm(x), self.embedding.weight), captures

    def balance(self, probabilities: Mapping[str, list[Tensor]]) -> Tensor:
        """The load-balancing loss of both routers, of all steps together or as the mean of the steps."""
        if self.config.balance_by_step:
            steps = [imbalance(step) for kind in KINDS for step in probabilities[kind]]
            return sum(steps[1:], steps[0]) / len(probabilities["ffn"])
        return imbalance(torch.cat(probabilities["attention"])) + imbalance(torch.cat(probabilities["ffn"]))


def keep_route(
    captures: Captures | None, seen: Mapping[str, list[Tensor]], layer: int, kind: str, route: Route
) -> None:
    seen[kind].append(route.probability)
    if captures is not None:
        for name in ("probability", "choice", "gate"):
            captures[f"L{layer}.route.{kind}.{name}"] = getattr(route, name)


def start_from(model: Model, vanilla: Mapping[str, Tensor]) -> None:
    """Copies a trained `gpt2-mini` (its state_dict): layers in order to the ordinary layers and to the modules of the
    pools between them. The routers keep their fresh values.

    Raises:
        ValueError: the vanilla model does not have as many layers as this one has layers and modules.
    """
    config = model.config
    state = {name: vanilla[name] for name in model.state_dict() if name in vanilla}
    place = 0
    for i, pool in enumerate(config.stack()):
        count = max(config.attention_modules, config.ffn_modules) if pool else 1
        for m in range(count):
            origin = f"layers.{place}."
            for full, value in vanilla.items():
                if not full.startswith(origin):
                    continue
                name = full.removeprefix(origin)
                kind, rest = name.split(".", 1)
                if not pool:
                    state[f"blocks.{i}.{name}"] = value
                elif m < (config.attention_modules if kind == "attention" else config.ffn_modules):
                    state[f"blocks.{i}.{kind}.{m}.{rest}"] = value
            place += 1
    if f"layers.{place}.ffn.norm.weight" in vanilla:
        raise ValueError(f"the vanilla model has more than the {place} layers that are needed")
    missing, _ = model.load_state_dict(state, strict=False)
    lost = [name for name in missing if "router" not in name]
    if lost:
        raise ValueError(f"the vanilla model lacks {', '.join(lost[:3])}")


def capture_specs(config: Config) -> list[CaptureSpec]:
    found, step, layer = [], 0, 0
    for pool in config.stack():
        for _ in range(config.depth if pool else 1):
            at = step if pool else None
            found += [specs.residual(layer), *specs.softmax_attention(layer, at, linear=not pool)]
            if pool:
                for kind in KINDS:
                    place = f"L{layer}.route.{kind}"
                    every, ranked = ("token", "module"), ("token", "rank")
                    found += [
                        CaptureSpec(f"{place}.probability", "route.probability", layer, kind, every, "probability", at),
                        CaptureSpec(f"{place}.choice", "route.choice", layer, kind, ranked, "value", at),
                        CaptureSpec(f"{place}.gate", "route.gate", layer, kind, ranked, "gate", at),
                    ]
                step += 1
            layer += 1
    return [*found, specs.residual(layer)]


NAMES = {"attention": {"en": "attention", "zh": "注意力"}, "ffn": {"en": "feed-forward", "zh": "前馈"}}


def knob_specs(config: Config) -> list[KnobSpec]:
    found = [specs.head_mask(config)]
    for kind in KINDS:
        name = NAMES[kind]
        found += [
            KnobSpec(
                input=f"route_force.{kind}",
                title={"en": f"Forced route: {name['en']}", "zh": f"指定路由：{name['zh']}"},
                text={
                    "en": "A step with anything above 0 no longer asks the router: every token takes the two largest, "
                    "in these proportions. The last module is SKIP.",
                    "zh": "某一步只要有大于 0 的值，就不再询问路由器：每个词元取最大的两个，按所给比例。"
                    "最后一个模块是 SKIP。",
                },
                axes=("step", "module"),
                shape=(config.chunks * config.depth, config.classes),
                default=0.0,
                minimum=0.0,
                maximum=1.0,
                acts="value",
            ),
            KnobSpec(
                input=f"module_mask.{kind}",
                title={"en": f"Modules: {name['en']}", "zh": f"模块：{name['zh']}"},
                text={
                    "en": "Multiplies the probability of a module before the choice: 0 takes it out of the pool.",
                    "zh": "在选择之前与模块的概率相乘：0 表示把它移出模块池。",
                },
                axes=("module",),
                shape=(config.classes,),
                default=1.0,
                minimum=0.0,
                maximum=1.0,
            ),
        ]
    return found
