"""Captures and knobs that most architectures have, declared once."""

from typing import Any

from foundry.contracts import CaptureSpec, KnobSpec

PAIR = ("head", "query", "key")
VECTOR = ("head", "token", "feature")


def residual(layer: int) -> CaptureSpec:
    """The stream entering a layer; the last one leaves the model."""
    return CaptureSpec(f"L{layer}.residual", "residual", layer, None, ("token", "feature"), "value")


def softmax_attention(layer: int, step: int | None = None) -> list[CaptureSpec]:
    """Scores, map and vectors of ordinary attention, named `L<layer>.attention.<what>`."""
    place = f"L{layer}.attention"
    kinds = {"scores": (PAIR, "logit"), "map": (PAIR, "probability")}
    names = ("scores", "map", "query", "key", "value", "context", "output")
    return [
        CaptureSpec(f"{place}.{name}", f"attention.{name}", layer, None, *kinds.get(name, (VECTOR, "value")), step)
        for name in names
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
