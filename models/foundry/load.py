"""A trained model from `models/<id>/`."""

import json
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import nn

from foundry.paths import MODELS
from foundry.registry import load_architecture


def load_model(id: str, folder: Path | None = None) -> tuple[nn.Module, Any]:
    """(Model in evaluation mode, Config) of the shipped model `id`, or of weights in another folder.

    Raises:
        FileNotFoundError: the folder has no weights.
        ValueError: what it has is damaged or of another model.
    """
    folder = folder or MODELS / id
    if not (folder / "weights.safetensors").is_file():
        raise FileNotFoundError(
            f"{folder / 'weights.safetensors'} is missing: train it with `python -m foundry train --model {id}`"
        )
    module = load_architecture(id)
    try:
        config = module.Config(**json.loads((folder / "config.json").read_text(encoding="utf-8")))
        model = module.Model(config)
        model.load_state_dict(load_file(str(folder / "weights.safetensors")))
    except (TypeError, RuntimeError, json.JSONDecodeError, SafetensorError) as error:
        raise ValueError(
            f"weights.safetensors and config.json in {folder} are not those of {id}: "
            f"give the folder that `python -m foundry train --model {id}` wrote"
        ) from error
    return model.eval(), config
