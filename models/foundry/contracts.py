"""What an architecture tells the exporter about its captures and knobs. Words are those of the app's vocabulary."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import torch

Axis = Literal[
    "layer", "head", "head_in", "query", "key", "token", "feature", "module", "channel", "step", "rank", "vocabulary"
]
Kind = Literal["probability", "logit", "signed", "gate", "scalar", "value"]
Text = Mapping[Literal["en", "zh"], str]

Knobs = Mapping[str, torch.Tensor]
Captures = dict[str, torch.Tensor]


@dataclass(frozen=True)
class CaptureSpec:
    """One named output of the capturing forward pass. `axes` leave out the batch axis, which always comes first
    (a capture that is the same for every text, such as a learned scalar, has no batch axis and no axes)."""

    output: str
    role: str
    layer: int | None
    branch: int | str | None
    """Which of several captures of one role and place: 1 or 2, "pre" or "post", and so on."""
    axes: tuple[Axis, ...]
    kind: Kind
    step: int | None = None
    """The assembly step, in models that apply one set of modules several times."""


@dataclass(frozen=True)
class KnobSpec:
    """An input by which a person intervenes; feeding `default` everywhere changes nothing."""

    input: str
    title: Text
    text: Text
    axes: tuple[Axis, ...]
    shape: tuple[int, ...]
    default: float
    minimum: float
    maximum: float
    acts: Literal["factor", "value", "switch"] = "factor"
    """Whether an element multiplies what the model computes, stands in its place, or is on from half its range up."""
    set_from: float | None = None
    """Elements below this are not set, and what the model learned stands; the default is below it."""
