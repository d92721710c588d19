"""How far a training has come, as a file from which it goes on in the same bits."""

import hashlib
import os
import random
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from foundry.books import Library
from foundry.origin import Origin
from foundry.recipe import Optimiser, Settings


def description(settings: Settings, config: Any, library: Library, origin: Origin | None) -> dict[str, Any]:
    """All that a run's weights depend on: a checkpoint of anything else is not this run's."""
    books = {"tokens": library.tokens, "starts": library.starts, "last": library.last}
    found = {f"settings.{name}": value for name, value in asdict(settings).items()}
    found |= {f"config.{name}": value for name, value in asdict(config).items()}
    found |= {"books": digest(books), "origin": None}
    if origin is not None:
        weights = digest({name: value.numpy() for name, value in origin.weights.items()})
        found["origin"] = f"{origin.model}, {origin.tokens} tokens, {weights}"
    return found


def digest(arrays: Mapping[str, np.ndarray]) -> str:
    """The same 16 digits for the same names and numbers alone."""
    found = hashlib.sha256()
    for name, array in sorted(arrays.items()):
        found.update(f"{name} {array.dtype} {array.shape} ".encode())
        found.update(np.ascontiguousarray(array).tobytes())
    return found.hexdigest()[:16]


class Progress:
    """Everything a checkpoint holds."""

    def __init__(self, model: nn.Module, optimiser: Optimiser, settings: Settings, run: Mapping[str, Any]) -> None:
        self.model, self.optimiser, self.settings = model, optimiser, settings
        self.run = run  # its `description`
        self.step = 0
        self.tokens = 0
        self.seconds = 0.0
        self.recent: list[float] = []  # training losses since the last point of the curve
        self.curve: list[dict[str, float | int | None]] = []

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        torch.save(
            {
                "run": dict(self.run),
                "model": self.model.state_dict(),
                "optimiser": self.optimiser.state_dict(),
                "random": (torch.get_rng_state(), random.getstate(), np.random.get_state()),
                "step": self.step,
                "tokens": self.tokens,
                "seconds": self.seconds,
                "recent": self.recent,
                "curve": self.curve,
            },
            partial,
        )
        os.replace(partial, path)

    def load(self, path: Path) -> None:
        """Goes to where the checkpoint is.

        Raises:
            ValueError: the checkpoint is one of another run.
        """
        # Our own file: it holds Python's and NumPy's random states, which the safe loader refuses.
        stored = torch.load(path, weights_only=False)
        if "run" not in stored:
            raise ValueError(
                f"{path} is of an older version, which does not say what it was made of; use another --checkpoint folder"
            )
        if different := changes(stored["run"], self.run):
            raise ValueError(f"{path} is of another run ({different}); use another --checkpoint folder")
        self.model.load_state_dict(stored["model"])
        self.optimiser.load_state_dict(stored["optimiser"])
        torch_state, python_state, numpy_state = stored["random"]
        torch.set_rng_state(torch_state)
        random.setstate(python_state)
        np.random.set_state(numpy_state)
        self.step, self.tokens, self.seconds = stored["step"], stored["tokens"], stored["seconds"]
        self.recent, self.curve = stored["recent"], stored["curve"]


def changes(stored: Mapping[str, Any], ours: Mapping[str, Any]) -> str:
    names = [name for name in {**ours, **stored} if stored.get(name) != ours.get(name)]
    return "; ".join(f"{name}: {stored.get(name)!r} there, {ours.get(name)!r} here" for name in names)
