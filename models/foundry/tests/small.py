"""A tiny model of any architecture, for tests that walk the registry."""

from dataclasses import fields, replace
from types import ModuleType
from typing import Any

import torch
from torch import Tensor, nn

from foundry.contracts import KnobSpec

WIDTH, HEAD_WIDTH = 32, 8


def small_config(module: ModuleType) -> Any:
    """The architecture's defaults with every size made small; heads keep their ratio to the width. The vocabulary
    stays, because prompts are encoded with the shipped tokenizer."""
    default = module.Config()
    sizes = {"layers": 2, "width": WIDTH, "head_width": HEAD_WIDTH, "ffn": 48, "context": 24}
    if hasattr(default, "heads"):
        sizes["heads"] = max(1, default.heads * default.head_width * WIDTH // default.width // HEAD_WIDTH)
    known = {field.name for field in fields(default)}
    return replace(default, **{name: size for name, size in sizes.items() if name in known})


def small_model(module: ModuleType, config: Any) -> nn.Module:
    """Random weights, moved away from any start at zero, one or identity."""
    torch.manual_seed(0)
    model = module.Model(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.1 * torch.randn_like(parameter))
    return model


def random_knobs(specs: list[KnobSpec], seed: int = 0) -> dict[str, Tensor]:
    """Values anywhere in each knob's range."""
    generator = torch.Generator().manual_seed(seed)
    return {
        spec.input: spec.minimum + (spec.maximum - spec.minimum) * torch.rand(spec.shape, generator=generator)
        for spec in specs
    }
