"""What a model computes for a text, as the arrays the app knows: one place for the export, `trace` and the tests."""

import copy
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from foundry.contracts import CaptureSpec, KnobSpec

LOGITS = CaptureSpec("logits", "logits", None, None, ("token", "vocabulary"), "logit")


def captures_of(module: ModuleType, config: Any) -> list[CaptureSpec]:
    """Every capture of an architecture in the order of the graph's outputs, the logits last."""
    return [*module.capture_specs(config), LOGITS]


def axes_of(spec: CaptureSpec) -> tuple[str, ...]:
    """The capture's axes after the batch axis. A single number of a layer has the axis `layer`, of length 1."""
    return spec.axes or ("layer",)


def default_knobs(specs: Sequence[KnobSpec]) -> dict[str, Tensor]:
    """Every knob at the value that changes nothing."""
    return {spec.input: torch.full(spec.shape, spec.default) for spec in specs}


def observe(
    model: nn.Module, specs: Sequence[CaptureSpec], tokens: Tensor, knobs: Mapping[str, Tensor]
) -> dict[str, Tensor]:
    """One capturing forward pass.

    Args:
        tokens: ids, int64 [1, T].
        knobs: input name -> float32 tensor of the knob's shape.

    Returns:
        Output name -> tensor whose first axis is the batch of 1, also where the model has no batch axis (a learned
        number that is the same for every text).
    """
    logits, captured = model(tokens, knobs, capture=True)
    found = {**captured, LOGITS.output: logits}
    return {spec.output: with_batch_axis(found[spec.output], spec) for spec in specs}


def with_batch_axis(value: Tensor, spec: CaptureSpec) -> Tensor:
    rank = len(axes_of(spec)) + 1
    if value.dim() == rank - 1:
        return value.unsqueeze(0)
    if value.dim() != rank:
        raise ValueError(
            f"{spec.output}: {value.dim()} axes, but {rank} are declared (batch, {', '.join(axes_of(spec))})"
        )
    return value


def in_float64(model: nn.Module) -> nn.Module:
    """A copy that computes in float64. Against it a difference is the other side's rounding alone: in float32 PyTorch's
    own is just as large, up to 1e-4 where a norm follows a near cancellation."""
    return copy.deepcopy(model).double()


def trace_arrays(
    model: nn.Module, specs: Sequence[CaptureSpec], tokens: Sequence[int], knobs: Mapping[str, Tensor]
) -> dict[str, np.ndarray]:
    """One text's captures as a trace file holds them, computed in float64: output name -> float32 without the batch
    axis and row by row in memory (numpy would keep a transposed one column by column in the file), and `tokens` (int64
    [T])."""
    with torch.no_grad():
        found = observe(
            in_float64(model),
            specs,
            torch.tensor([list(tokens)]),
            {name: value.double() for name, value in knobs.items()},
        )
    arrays = {name: value[0].to(torch.float32).contiguous().numpy() for name, value in found.items()}
    return {"tokens": np.array(tokens, dtype=np.int64), **arrays}


def text_bytes(text: str) -> np.ndarray:
    """Text as an array of its UTF-8 bytes, the way names and prompts are kept in .npz files."""
    return np.frombuffer(text.encode("utf-8"), dtype=np.uint8)
