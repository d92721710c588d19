"""What a training starts from: a configuration, and random weights or those of a trained model."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from foundry.load import load_model
from foundry.paths import MODELS
from foundry.recipe import Settings
from foundry.record import read_json
from foundry.registry import load_architecture


@dataclass(frozen=True)
class Origin:
    """A trained model that an architecture starts from, because its paper does: named by `STARTS_FROM`."""

    model: str
    tokens: int
    weights: Mapping[str, Tensor]


def load_origin(id: str, folder: Path | None) -> Origin | None:
    """The origin of an architecture, from `folder` or models/<origin>; None for one that starts from random weights."""
    name = getattr(load_architecture(id), "STARTS_FROM", None)
    if name is None:
        return None
    model, _ = load_model(name, folder)
    training = read_json((folder or MODELS / name) / "training.json")
    if training is None:
        raise FileNotFoundError(f"training.json of {name} is missing: how many tokens {id} has seen could not be said")
    return Origin(name, training["tokens"], model.state_dict())


def chosen_config(id: str, variant: str | None) -> Any:
    """The architecture's own configuration, or that of one of its variants.

    Raises:
        ValueError: there is no such variant.
    """
    module = load_architecture(id)
    if variant is None:
        return module.Config()
    known = getattr(module, "VARIANTS", {})
    if variant not in known:
        raise ValueError(f"{id} has no variant {variant!r}; it has {', '.join(known) or 'none'}")
    return known[variant]


def variant_of(id: str, config: Any) -> str | None:
    """The name of the variant that has this configuration; None for the model itself and for any other size."""
    named = getattr(load_architecture(id), "VARIANTS", {})
    return next((name for name, known in named.items() if known == config), None)


def build_model(settings: Settings, config: Any, origin: Origin | None = None) -> nn.Module:
    torch.manual_seed(settings.seed)
    module = load_architecture(settings.model)
    model = module.Model(config)
    if origin is not None:
        module.start_from(model, origin.weights)
    return model
