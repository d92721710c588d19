"""A trained model from `models/<id>/`."""

import json
from pathlib import Path
from typing import Any

from safetensors.torch import load_file
from torch import nn

from foundry.paths import MODELS
from foundry.registry import load_architecture


def load_model(id: str, folder: Path | None = None) -> tuple[nn.Module, Any]:
    """(Model in evaluation mode, Config) of the shipped model `id`, or of weights in another folder."""
    folder = folder or MODELS / id
    if not (folder / "weights.safetensors").is_file():
        raise FileNotFoundError(
            f"{folder / 'weights.safetensors'} is missing: train it with `python -m foundry train --model {id}`"
        )
    module = load_architecture(id)
    config = module.Config(**json.loads((folder / "config.json").read_text(encoding="utf-8")))
    model = module.Model(config)
    model.load_state_dict(load_file(str(folder / "weights.safetensors")))
    return model.eval(), config
