"""PyTorch model -> ONNX graph: any length from 1 to the context, every capture an output, every knob an input.

The graph keeps to operators that ONNX Runtime Web has on WebGPU, so that no tensor is carried to the CPU and back.
"""

import contextlib
import io
import logging
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import onnx
import torch
from onnx import ModelProto
from torch import Tensor, nn

from foundry.contracts import CaptureSpec, KnobSpec
from foundry.observe import axes_of, default_knobs, observe
from foundry.placement import on_processor
from foundry.tidy import tidy

OPSET = 20
TOKENS = "tokens"
"""Name of the graph input that takes the token ids: int64 [1, T]."""

EXAMPLE_LENGTH = 7
"""Length of the traced example: a number that is no other size of a model, so that no axis is mistaken for it."""

ON_CPU = {
    *("Attention", "Celu", "CumProd", "Det", "EyeLike", "Hardmax", "If", "IsInf", "IsNaN", "LogSoftmax", "Loop", "Mod"),
    *("NonZero", "OneHot", "Or", "Round", "Scan", "Sign", "Softsign", "TensorScatter", "Xor"),
}
"""Operators that ONNX Runtime Web 1.30 runs on the CPU although WebGPU was asked for, or splits between the two."""


class Observed(nn.Module):
    """The model with positional inputs (tokens, then each knob) and a tuple of outputs, as the exporter wants it."""

    def __init__(self, model: nn.Module, captures: Sequence[CaptureSpec], knobs: Sequence[KnobSpec]) -> None:
        super().__init__()
        self.model, self.captures = model, captures
        self.knobs = [spec.input for spec in knobs]

    def forward(self, tokens: Tensor, *knobs: Tensor) -> tuple[Tensor, ...]:
        found = observe(self.model, self.captures, tokens, dict(zip(self.knobs, knobs, strict=True)))
        return tuple(found.values())


def to_onnx(model: nn.Module, config: Any, captures: Sequence[CaptureSpec], knobs: Sequence[KnobSpec]) -> ModelProto:
    """Traces the model and tidies the graph.

    Raises:
        ValueError: the graph uses an operator that does not run on WebGPU, or misses an input or output.
    """
    example = (torch.arange(EXAMPLE_LENGTH)[None] % config.vocabulary, *default_knobs(knobs).values())
    length = torch.export.Dim("tokens", min=1, max=config.context)
    with torch.no_grad(), quiet():
        program = torch.onnx.export(
            Observed(model.eval(), captures, knobs),
            example,
            dynamo=True,
            opset_version=OPSET,
            dynamic_shapes=({1: length}, *([tuple({} for _ in knobs)] if knobs else [])),
            input_names=[TOKENS, *(spec.input for spec in knobs)],
            output_names=[spec.output for spec in captures],
            verbose=False,
        )
    assert program is not None
    proto = program.model_proto
    tidy(proto)
    check(proto, captures, knobs)
    return proto


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keeps the exporter's chatter (absent torchvision, its own deprecations) from the terminal; errors still raise."""
    loggers = [logging.getLogger(name) for name in ("torch.onnx", "onnxscript", "onnx_ir")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        try:
            yield
        finally:
            for logger, level in zip(loggers, levels, strict=True):
                logger.setLevel(level)


def check(proto: ModelProto, captures: Sequence[CaptureSpec], knobs: Sequence[KnobSpec]) -> None:
    """Raises ValueError when the graph is not what the manifest will say of it."""
    onnx.checker.check_model(proto, full_check=True)
    graph = proto.graph
    forbidden = sorted({node.op_type for node in graph.node} & ON_CPU)
    if forbidden:
        raise ValueError(f"the graph uses operators that do not run on WebGPU: {', '.join(forbidden)}")
    on_processor(proto, TOKENS)
    inputs = [entry.name for entry in graph.input]
    if inputs != [TOKENS, *(spec.input for spec in knobs)]:
        raise ValueError(f"the graph has the inputs {inputs}: a knob is unused or unnamed")
    outputs = {entry.name: len(entry.type.tensor_type.shape.dim) for entry in graph.output}
    for spec in captures:
        if outputs.get(spec.output) != len(axes_of(spec)) + 1:
            raise ValueError(f"output {spec.output}: {outputs.get(spec.output)} axes, expected batch + {axes_of(spec)}")
