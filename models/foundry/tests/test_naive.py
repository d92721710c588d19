"""The fast modules against the equations as loops: as shipped and in every variant, with the knobs at and off their
defaults."""

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from types import ModuleType
from typing import Any

import pytest
import torch
from torch import Tensor

from foundry.contracts import KnobSpec
from foundry.observe import captures_of, default_knobs, observe
from foundry.registry import architectures, load_architecture
from foundry.tests.small import random_knobs, small_config, small_model

LENGTH = 6


def naive_of(id: str) -> ModuleType:
    return importlib.import_module(f"foundry.architectures.{id}.naive")


def configurations() -> list[Any]:
    """Every architecture as shipped, and each of its variants."""
    found = []
    for id in architectures():
        module = load_architecture(id)
        found.append(pytest.param(id, small_config(module), id=id))
        for name, variant in getattr(module, "VARIANTS", {}).items():
            found.append(pytest.param(id, small_variant(module, variant), id=f"{id}-{name}"))
    return found


def small_variant(module: ModuleType, variant: Any) -> Any:
    """The small configuration with what the variant changes of the shipped one."""
    shipped = module.Config()
    values = {field.name: getattr(variant, field.name) for field in fields(variant)}
    changed = {name: value for name, value in values.items() if value != getattr(shipped, name)}
    return replace(small_config(module), **changed)


def settings(specs: list[KnobSpec]) -> Iterator[dict[str, Tensor]]:
    """All knobs at their defaults, all somewhere in their range, and each alone with every element at an end of it."""
    yield default_knobs(specs)
    yield random_knobs(specs)
    generator = torch.Generator().manual_seed(2)
    for spec in specs:
        high = torch.rand(spec.shape, generator=generator) < 0.5
        ends = torch.where(high, torch.tensor(spec.maximum), torch.tensor(spec.minimum))
        yield {**default_knobs(specs), spec.input: ends}


@pytest.mark.parametrize(("id", "config"), configurations())
@torch.no_grad()
def test_every_capture_equals_the_loops(id: str, config: Any) -> None:
    module = load_architecture(id)
    model = small_model(module, config).double()
    tokens = torch.randint(0, config.vocabulary, (1, LENGTH), generator=torch.Generator().manual_seed(1))
    for setting in settings(module.knob_specs(config)):
        knobs = {name: value.double() for name, value in setting.items()}
        expected = naive_of(id).forward(config, model.state_dict(), tokens[0].tolist(), knobs)
        compare(observe(model, captures_of(module, config), tokens, knobs), expected)
        # What is trained has no captures.
        compare({"logits": model(tokens, knobs)[0]}, {"logits": expected["logits"]})


def compare(computed: Mapping[str, Tensor], expected: Mapping[str, Tensor]) -> None:
    assert set(computed) == set(expected)
    for name, value in expected.items():
        # The module's rotary tables are rounded to float32.
        torch.testing.assert_close(
            computed[name][0], value, atol=1e-6, rtol=0, msg=lambda text, name=name: f"{name}: {text}"
        )
