"""Captures and knobs that most architectures have, declared once."""

from collections.abc import Callable
from typing import Any

from foundry.contracts import CaptureSpec, KnobSpec

PAIR = ("head", "query", "key")
VECTOR = ("head", "token", "feature")


def by_layer(layers: int, of_layer: Callable[[int], list[CaptureSpec]]) -> list[CaptureSpec]:
    """The stream entering each layer before what the layer computes, and the stream that leaves the last."""
    return [spec for i in range(layers) for spec in (residual(i), *of_layer(i))] + [residual(layers)]


def residual(layer: int) -> CaptureSpec:
    """The stream entering a layer; the last one leaves the model."""
    return CaptureSpec(f"L{layer}.residual", "residual", layer, None, ("token", "feature"), "value")


def projected(layer: int) -> CaptureSpec:
    """What `projected_norms` computes, named `L<layer>.attention.transformed`."""
    return CaptureSpec(
        f"L{layer}.attention.transformed", "attention.transformed", layer, None, ("head", "token"), "value"
    )


def softmax_attention(layer: int, step: int | None = None, linear: bool = True) -> list[CaptureSpec]:
    """Scores, map and vectors of ordinary attention, named `L<layer>.attention.<what>`; where what the heads pass on enters
    the stream by a fixed linear map, also how long the values are behind it."""
    place = f"L{layer}.attention"
    kinds = {"scores": (PAIR, "logit"), "map": (PAIR, "probability")}
    names = ("scores", "map", "query", "key", "value", "context", "output")
    found = [
        CaptureSpec(f"{place}.{name}", f"attention.{name}", layer, None, *kinds.get(name, (VECTOR, "value")), step)
        for name in names
    ]
    return [*found, projected(layer)] if linear else found


def lambdas(config: Any) -> list[KnobSpec]:
    """What a person may do to the λ of each layer of a differential attention: scale it, or set it."""
    per_layer = {"axes": ("layer",), "shape": (config.layers,)}
    return [
        KnobSpec(
            input="lambda_scale",
            title={"en": "λ scale", "zh": "λ 倍率"},
            text={
                "en": "Multiplies λ of a layer: 0 leaves only the first map, 1 is the trained model.",
                "zh": "与该层的 λ 相乘：0 只保留第一张注意力图，1 即训练好的模型。",
            },
            **per_layer,
            default=1.0,
            minimum=0.0,
            maximum=2.0,
        ),
        KnobSpec(
            input="lambda_override",
            title={"en": "λ, fixed", "zh": "λ，固定值"},
            text={
                "en": "From 0 up, this number is λ of the whole layer, and the scale no longer counts. Below 0, as in the "
                "trained model, λ is the model's own.",
                "zh": "大于等于 0 时，整层的 λ 就是这个数，倍率不再起作用；小于 0 时（即训练好的模型），用模型自己的 λ。",
            },
            **per_layer,
            # A hundredth of the range is a step of the slider: 0, 0.5 and 1 are among them.
            default=-0.5,
            minimum=-0.5,
            maximum=1.5,
            acts="value",
            set_from=0.0,
        ),
    ]


def head_mask(config: Any) -> KnobSpec:
    """One factor for each head of each layer, on what the head passes on."""
    return KnobSpec(
        input="head_mask",
        title={"en": "Heads", "zh": "注意力头"},
        text={
            "en": "Multiplies what a head passes on: 0 removes the head, 1 leaves it as it is.",
            "zh": "与该头的输出相乘：0 表示去掉这个头，1 表示保持不变。",
        },
        axes=("layer", "head"),
        shape=(config.layers, config.heads),
        default=1.0,
        minimum=0.0,
        maximum=2.0,
    )
