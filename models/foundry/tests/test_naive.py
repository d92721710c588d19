"""The fast modules against the equations as loops, with every knob off its default."""

import importlib
from types import ModuleType

import pytest
import torch

from foundry.observe import captures_of, observe
from foundry.paths import FOUNDRY
from foundry.registry import architectures, load_architecture
from foundry.tests.small import random_knobs, small_config, small_model


def whole_models() -> list[str]:
    """Architectures whose naive.py defines the whole model, not only its attention."""
    return [
        id
        for id in architectures()
        if (FOUNDRY / "architectures" / id / "naive.py").is_file() and hasattr(naive_of(id), "forward")
    ]


def naive_of(id: str) -> ModuleType:
    return importlib.import_module(f"foundry.architectures.{id}.naive")


def test_the_two_first_models_are_among_them() -> None:
    assert {"transformer", "diff"} <= set(whole_models())


@pytest.mark.parametrize("id", whole_models())
@torch.no_grad()
def test_every_capture_equals_the_loops(id: str) -> None:
    module = load_architecture(id)
    config = small_config(module)
    model = small_model(module, config).double()
    tokens = torch.randint(0, config.vocabulary, (1, 6), generator=torch.Generator().manual_seed(1))
    knobs = {name: value.double() for name, value in random_knobs(module.knob_specs(config)).items()}
    computed = observe(model, captures_of(module, config), tokens, knobs)
    expected = naive_of(id).forward(config, model.state_dict(), tokens[0].tolist(), knobs)
    assert set(computed) == set(expected)
    for name, value in expected.items():
        # The module's rotary tables are rounded to float32.
        torch.testing.assert_close(
            computed[name][0], value, atol=1e-6, rtol=0, msg=lambda text, name=name: f"{name}: {text}"
        )
