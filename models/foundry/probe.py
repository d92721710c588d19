"""The stored prompt of a model: what PyTorch computed for a few tokens, which every engine must reproduce."""

from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from torch import nn

from foundry.observe import captures_of, default_knobs, text_bytes, trace_arrays
from foundry.tokenizer import BOS, load_tokenizer

PROMPT = "The magic number of"
"""Short, so that the file stays under 300 kB with every capture in it."""


def write_probe(model: nn.Module, module: ModuleType, config: Any, folder: Path) -> None:
    """Writes probe.npz: `tokens` (int64 [T], the start token first), `__text__` (UTF-8 bytes) and every capture
    without its batch axis, all knobs at their defaults."""
    ids = [BOS, *load_tokenizer().encode(PROMPT, add_special_tokens=False).ids]
    arrays = trace_arrays(model, captures_of(module, config), ids, default_knobs(module.knob_specs(config)))
    # Not compressed: the bytes then do not depend on the version of zlib.
    np.savez(folder / "probe.npz", __text__=text_bytes(PROMPT), **arrays)
