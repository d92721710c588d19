"""How far a training has come, as a file from which it goes on in the same bits."""

import os
import random
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from torch import nn

from foundry.recipe import Optimiser, Settings


class Progress:
    """Everything a checkpoint holds."""

    def __init__(self, model: nn.Module, optimiser: Optimiser, settings: Settings) -> None:
        self.model, self.optimiser, self.settings = model, optimiser, settings
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
                "settings": asdict(self.settings),
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
        # Our own file: it holds Python's and NumPy's random states, which the safe loader refuses.
        stored = torch.load(path, weights_only=False)
        if stored["settings"] != asdict(self.settings):
            raise ValueError(
                f"{path} was made with other settings: {stored['settings']}; use another --checkpoint folder"
            )
        self.model.load_state_dict(stored["model"])
        self.optimiser.load_state_dict(stored["optimiser"])
        torch_state, python_state, numpy_state = stored["random"]
        torch.set_rng_state(torch_state)
        random.setstate(python_state)
        np.random.set_state(numpy_state)
        self.step, self.tokens, self.seconds = stored["step"], stored["tokens"], stored["seconds"]
        self.recent, self.curve = stored["recent"], stored["curve"]
