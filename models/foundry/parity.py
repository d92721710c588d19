"""PyTorch in float64 against ONNX Runtime in float32, on the same tokens and knobs: the largest difference."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import onnxruntime
import torch
from torch import Tensor, nn

from foundry.graph import TOKENS
from foundry.observe import captures_of, default_knobs, in_float64, observe
from foundry.tasks.filler import Scenes
from foundry.tokenizer import BOS

TOLERANCE = 1e-4
"""Largest absolute difference allowed in float32."""

ORDINARY = 100.0
"""Size up to which a capture is held to the tolerance as it stands, whatever the knobs."""

LENGTHS = (1, 7, 64, 512)


def compare(
    model: nn.Module, module: ModuleType, config: Any, graph: Path, lengths: Sequence[int] = LENGTHS
) -> dict[str, float]:
    """Output name -> largest |PyTorch - ONNX Runtime| over generated text of each length up to the context, once with
    the knobs' defaults and once with random values in their ranges. A wrong shape or a NaN counts as infinite.

    Turned knobs can make a capture several times larger than it ever is in the trained model (all gains of a composition
    doubled: scores of 226), and float32 is no finer there: errors of captures above `ORDINARY` are then counted in
    proportion.
    """
    session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
    captures, specs = captures_of(module, config), module.knob_specs(config)
    generator = torch.Generator().manual_seed(0)
    exact = in_float64(model)
    worst = {spec.output: 0.0 for spec in captures}
    for length in sorted({min(length, config.context) for length in lengths}):
        tokens = reading(length, config.vocabulary)
        turned = {
            spec.input: spec.minimum + (spec.maximum - spec.minimum) * torch.rand(spec.shape, generator=generator)
            for spec in specs
        }
        for knobs in (default_knobs(specs), turned):
            with torch.no_grad():
                expected = observe(exact, captures, tokens, {name: value.double() for name, value in knobs.items()})
            for name, error in differences(expected, run_graph(session, list(expected), tokens, knobs)).items():
                largest = float(expected[name].abs().max())
                ordinary = ORDINARY if knobs is turned else math.inf
                worst[name] = max(worst[name], error / max(1.0, largest / ordinary))
    return worst


def reading(length: int, vocabulary: int) -> Tensor:
    """[1, length] tokens of generated scenes: what a model reads. Random tokens are no text: on 512 of them the float32
    of any runtime is up to 1.3e-4 from float64 where a trained model's last residual stream has values of 30."""
    sentences = Scenes().sentences(np.random.default_rng(0), length - 1)
    ids = [BOS, *(token for sentence in sentences for token in sentence)]
    return torch.tensor([ids]) % vocabulary


def run_graph(
    session: onnxruntime.InferenceSession, outputs: Sequence[str], tokens: Tensor, knobs: Mapping[str, Tensor]
) -> dict[str, np.ndarray]:
    """Runs the graph for the named outputs only."""
    feeds = {TOKENS: tokens.numpy(), **{name: value.numpy() for name, value in knobs.items()}}
    return dict(zip(outputs, session.run(list(outputs), feeds), strict=True))


def differences(expected: Mapping[str, Tensor], computed: Mapping[str, np.ndarray]) -> dict[str, float]:
    found = {}
    for name, value in expected.items():
        same = computed[name].shape == tuple(value.shape)
        error = float(np.abs(computed[name] - value.numpy()).max()) if same else float("inf")
        found[name] = error if error == error else float("inf")
    return found
