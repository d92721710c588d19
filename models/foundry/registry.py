"""Architectures are found, not listed: every folder of `architectures/` with a `model.py` is one, named like its id."""

import importlib
from types import ModuleType

from foundry.paths import FOUNDRY


def architectures() -> list[str]:
    return sorted(path.parent.name for path in (FOUNDRY / "architectures").glob("*/model.py"))


def load_architecture(id: str) -> ModuleType:
    """The `model` module of an architecture: Config, Model, capture_specs, knob_specs."""
    if id not in architectures():
        raise ValueError(f"no architecture {id!r}; there are {', '.join(architectures())}")
    return importlib.import_module(f"foundry.architectures.{id}.model")
