"""What every architecture must do, as checks that its own tests call on a small random model."""

import functools
from types import ModuleType
from typing import Any

import torch
from torch import Tensor, nn

from foundry.architectures.transformer.model import Config as PlainConfig
from foundry.architectures.transformer.model import Model as PlainModel
from foundry.golden import Outcome, load_case, run_case
from foundry.observe import captures_of, default_knobs, observe
from foundry.paths import FOUNDRY

torch.set_num_threads(1)  # models this small lose more by sharing work than they win


def build(module: ModuleType, config: Any, seed: int = 0, noise: float = 0.3) -> nn.Module:
    """A random model in float64, its weights shaken so that nothing is hidden by a zero or near-identity start."""
    torch.manual_seed(seed)
    model = module.Model(config).double().eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * noise / max(1.0, parameter.shape[-1] ** 0.5))
    return model


def some_tokens(config: Any, length: int = 13, batch: int = 2, seed: int = 1) -> Tensor:
    return torch.randint(0, config.vocabulary, (batch, length), generator=torch.Generator().manual_seed(seed))


def knobs_in_float64(module: ModuleType, config: Any) -> dict[str, Tensor]:
    return {name: value.double() for name, value in default_knobs(module.knob_specs(config)).items()}


@torch.no_grad()
def check_paths(module: ModuleType, config: Any) -> None:
    """Training pass, capturing pass, and both with every knob at its default give the same logits and captures."""
    model, tokens, defaults = build(module, config), some_tokens(config), knobs_in_float64(module, config)
    fast, _ = model(tokens)
    slow, captures = model(tokens, capture=True)
    assert {spec.output for spec in module.capture_specs(config)} == set(captures)
    torch.testing.assert_close(slow, fast, atol=1e-9, rtol=1e-9)
    for capture in (False, True):
        turned, same = model(tokens, defaults, capture=capture)
        torch.testing.assert_close(turned, fast, atol=1e-9, rtol=1e-9)
    for name, value in same.items():
        torch.testing.assert_close(value, captures[name], atol=1e-9, rtol=1e-9)
    for spec in module.capture_specs(config):
        if spec.kind == "probability":
            total = captures[spec.output].sum(-1)
            torch.testing.assert_close(total, torch.ones_like(total), atol=1e-6, rtol=0)
    observe(model, captures_of(module, config), tokens[:1], defaults)


@torch.no_grad()
def check_knobs(module: ModuleType, config: Any) -> None:
    """Every knob does something."""
    model, tokens, defaults = build(module, config), some_tokens(config), knobs_in_float64(module, config)
    usual, _ = model(tokens, defaults, capture=True)
    for spec in module.knob_specs(config):
        other = spec.minimum if spec.default != spec.minimum and spec.set_from is None else spec.maximum
        turned, _ = model(tokens, {**defaults, spec.input: torch.full_like(defaults[spec.input], other)}, capture=True)
        assert (turned - usual).abs().max() > 1e-6, f"{spec.input} changes nothing"
        assert torch.isfinite(turned).all(), f"{spec.input} at {other} breaks the model"
        if spec.set_from is not None:
            unset = (spec.minimum + spec.set_from) / 2
            same, _ = model(
                tokens, {**defaults, spec.input: torch.full_like(defaults[spec.input], unset)}, capture=True
            )
            assert spec.default < spec.set_from < spec.maximum and torch.equal(same, usual)


@torch.no_grad()
def check_causal(module: ModuleType, config: Any) -> None:
    """No logit depends on a later token."""
    model, tokens = build(module, config), some_tokens(config)
    changed = tokens.clone()
    changed[:, 7:] = (changed[:, 7:] + 1) % config.vocabulary
    for capture in (False, True):
        before, after = model(tokens, capture=capture)[0], model(changed, capture=capture)[0]
        torch.testing.assert_close(before[:, :7], after[:, :7], atol=1e-10, rtol=0)
        assert (before[:, 7:] - after[:, 7:]).abs().max() > 1e-3


def parameters(model: nn.Module) -> int:
    return sum(parameter.numel() for parameter in model.parameters())


def check_size(module: ModuleType) -> None:
    """The shipped size has as many parameters as the plain model, within 3 %."""
    ours, plain = parameters(module.Model(module.Config())), parameters(PlainModel(PlainConfig()))
    assert abs(ours / plain - 1) <= 0.03, f"{ours:,} parameters against {plain:,}"


@functools.cache
def outcome_of(name: str) -> Outcome:
    """What came of a case of `golden/`; computed once, for each architecture's own tests and for the walk over all."""
    return run_case(load_case(FOUNDRY / "golden" / f"{name}.npz"))


def check_golden(name: str) -> None:
    """A case of `golden/` passes, and nothing in it is passed over."""
    outcome = outcome_of(name)
    assert outcome.passed, f"{outcome.worst}: {outcome.errors[outcome.worst]:.1e}; forgotten: {outcome.forgotten}"
